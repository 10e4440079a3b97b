/**
 * The name under which a meter's readings are kept (`METER_ID` in the contract): its serial number, or made from the
 * identification and the device for a meter that prints none.
 */

export const LONGEST_METER_ID = 32;

/** Hex digits from which an id may be hex-coded text; a shorter one is a serial number as it stands. */
const SHORTEST_HEX = 16;

const DASH = 0x2d;
const UNDERSCORE = 0x5f;

/**
 * Writes the meter id for the serial number in bytes [from, to) to `id`, decoded when it is hex-coded text as Sagemcom
 * prints it. Returns its length, or 0 when it makes no valid id.
 */
export function fromSerial(bytes: Uint8Array, from: number, to: number, id: Uint8Array): number {
  const length = to - from;
  if (length >= SHORTEST_HEX && length % 2 === 0 && length / 2 <= LONGEST_METER_ID) {
    let at = 0;
    while (at < length / 2) {
      const high = hexDigit(bytes[from + 2 * at] as number);
      const low = hexDigit(bytes[from + 2 * at + 1] as number);
      if (high < 0 || low < 0 || !isAlphanumeric(high * 16 + low)) break;
      id[at++] = high * 16 + low;
    }
    if (at === length / 2) return at;
  }
  if (length < 1 || length > LONGEST_METER_ID || !isAlphanumeric(bytes[from] as number)) return 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (!isAlphanumeric(byte) && byte !== DASH && byte !== UNDERSCORE) return 0;
  }
  id.set(bytes.subarray(from, to));
  return length;
}

/** The identification with every other character as `-`, plus `-<device>`; the identification is cut to fit. */
export function fromIdentification(
  identification: Uint8Array,
  length: number,
  device: Uint8Array,
  id: Uint8Array,
): number {
  let at = 0;
  const longest = LONGEST_METER_ID - 1 - device.length;
  for (let i = 0; i < length && at < longest; i++) {
    const byte = identification[i] as number;
    if (isAlphanumeric(byte) || (byte === UNDERSCORE && at > 0)) id[at++] = byte;
    else if (at > 0) id[at++] = DASH;
  }
  if (at > 0) id[at++] = DASH;
  id.set(device, at);
  return at + device.length;
}

function isAlphanumeric(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const small = byte | 0x20;
  return small >= 0x61 && small <= 0x66 ? small - 0x57 : -1;
}
