/** One entry for each half byte of CRC-32 (polynomial 0xEDB88320, as zlib): 64 bytes of constants instead of a kilobyte. */
const HALF_BYTE: readonly number[] = Object.freeze([
  0x00000000,
  0x1db71064,
  0x3b6e20c8,
  0x26d930ac,
  0x76dc4190,
  0x6b6b51f4,
  0x4db26158,
  0x5005713c,
  0xedb88320 | 0,
  0xf00f9344 | 0,
  0xd6d6a3e8 | 0,
  0xcb61b38c | 0,
  0x9b64c2b0 | 0,
  0x86d3d2d4 | 0,
  0xa00ae278 | 0,
  0xbdbdf21c | 0,
]);

/** CRC-32 of `length` bytes from `offset`, equal to `zlib.crc32`, as a signed 32-bit integer (an XS integer, never a float). */
export function crc32(bytes: Uint8Array, offset: number, length: number): number {
  let crc = -1;
  for (let i = offset, end = offset + length; i < end; i++) {
    crc ^= bytes[i] as number;
    crc = (crc >>> 4) ^ (HALF_BYTE[crc & 15] as number);
    crc = (crc >>> 4) ^ (HALF_BYTE[crc & 15] as number);
  }
  return ~crc;
}
