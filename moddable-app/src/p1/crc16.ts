/**
 * A running CRC-16, in the shape of the Moddable SDK's native `CRC16` (module `crc`): the chip has a native one of few bytes, a
 * host the SDK's, everything else the table-driven one below.
 */
export interface Checksum {
  /** Starts over. */
  reset(): void;
  /** Adds these bytes and returns the checksum of all bytes since the reset. */
  checksum(bytes: Uint8Array): number;
}

/** Arguments of the SDK's constructor: polynomial, initial value, reflected input, reflected output, final xor. */
export type Crc16Parameters = readonly [number, number, boolean, boolean, number];

/** CRC-16/ARC: DSMR 5.0.2 P1 §6.2 (x^16+x^15+x^2+1, least significant bit first, no xor in or out). */
export const ARC: Crc16Parameters = [0x8005, 0, true, true, 0];

/** CRC-16/X-25 (HDLC's): Holley's first firmware. */
export const X25: Crc16Parameters = [0x1021, 0xffff, true, true, 0xffff];

/** Table of a reflected CRC-16 for one byte; the table's index is the byte as it came. */
function reflectedTable(polynomial: number): Uint16Array {
  let reflected = 0;
  for (let bit = 0; bit < 16; bit++) if (polynomial & (1 << bit)) reflected |= 0x8000 >> bit;
  const table = new Uint16Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ reflected : crc >> 1;
    table[byte] = crc;
  }
  return table;
}

/** The same for a byte that one more follows than `table` is for. */
const oneMore = (table: Uint16Array, single: Uint16Array): Uint16Array =>
  table.map((crc) => (crc >> 8) ^ (single[crc & 0xff] as number));

/** Table-driven CRC-16 of the reflected kind, the only kind meters use; four bytes at a time, one table for each. */
export class Crc16 implements Checksum {
  private readonly last: Uint16Array;
  private readonly third: Uint16Array;
  private readonly second: Uint16Array;
  private readonly first: Uint16Array;
  private readonly initial: number;
  private readonly final: number;
  private crc: number;

  constructor(parameters: Crc16Parameters) {
    this.last = reflectedTable(parameters[0]);
    this.third = oneMore(this.last, this.last);
    this.second = oneMore(this.third, this.last);
    this.first = oneMore(this.second, this.last);
    this.initial = parameters[1];
    this.final = parameters[4];
    this.crc = this.initial;
  }

  reset(): void {
    this.crc = this.initial;
  }

  checksum(bytes: Uint8Array): number {
    const { first, second, third, last } = this;
    const { length } = bytes;
    let crc = this.crc;
    let at = 0;
    for (; at < length - 3; at += 4) {
      crc ^= (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
      crc =
        (first[crc & 0xff] as number) ^
        (second[crc >> 8] as number) ^
        (third[bytes[at + 2] as number] as number) ^
        (last[bytes[at + 3] as number] as number);
    }
    for (; at < length; at++) crc = (crc >> 8) ^ (last[(crc ^ (bytes[at] as number)) & 0xff] as number);
    this.crc = crc;
    return crc ^ this.final;
  }
}
