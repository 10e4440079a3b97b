/** A telegram's bytes: the lines of a layout, their checksum, CRLF everywhere. */
import { type Checksum, LAYOUTS, type LayoutName } from './layouts.js';
import type { MeterState } from './meter.js';

/**
 * CRC-16, least significant bit first. `unknown` is MODBUS, which no P1 reader tries: it stands for Wasion's. Written
 * apart from the reader's: what prints and what checks must not share a mistake.
 */
const VARIANTS: Record<Checksum, { readonly table: Uint16Array; readonly start: number; readonly invert: number }> = {
  arc: { table: table(0xa001), start: 0, invert: 0 },
  x25: { table: table(0x8408), start: 0xffff, invert: 0xffff },
  unknown: { table: table(0xa001), start: 0xffff, invert: 0 },
};

function table(polynomial: number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc;
  });
}

/** Four upper-case hexadecimal digits over `bytes`. */
export function checksum(bytes: Uint8Array, variant: Checksum): string {
  const { table: rows, start, invert } = VARIANTS[variant];
  let crc = start;
  for (const byte of bytes) crc = (crc >>> 8) ^ (rows[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ invert).toString(16).toUpperCase().padStart(4, '0');
}

/** @param serial ten digits or more, printed where the layout prints one */
export function printTelegram(layout: LayoutName, state: MeterState, serial: string): Uint8Array {
  const { lines, checksum: variant } = LAYOUTS[layout];
  const body = Buffer.from(`/${lines(state, serial).join('\r\n')}\r\n!`, 'latin1');
  return Buffer.concat([body, Buffer.from(`${checksum(body, variant)}\r\n`, 'latin1')]);
}
