/** One entry for each byte of CRC-32 (polynomial 0xEDB88320, as zlib). Made when the modules are preloaded: 4 KB of flash. */
const BYTE: readonly number[] = Object.freeze(Array.from({ length: 256 }, (_, byte) => remainder(byte)));

function remainder(byte: number): number {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc | 0;
}

/** CRC-32 of `length` bytes from `offset`, equal to `zlib.crc32`, as a signed 32-bit integer (an XS integer, never a float). */
export function crc32(bytes: Uint8Array, offset: number, length: number): number {
  let crc = -1;
  let i = offset;
  const start = bytes.byteOffset + offset;
  // Words take a third of the byte codes: a start and a message are mostly checksums. Board and computers are little-endian.
  if ((start & 3) === 0) {
    const words = new Int32Array(bytes.buffer, start, length >> 2);
    for (let word = 0, count = words.length; word < count; word++) {
      crc ^= words[word] as number;
      crc = (crc >>> 8) ^ (BYTE[crc & 255] as number);
      crc = (crc >>> 8) ^ (BYTE[crc & 255] as number);
      crc = (crc >>> 8) ^ (BYTE[crc & 255] as number);
      crc = (crc >>> 8) ^ (BYTE[crc & 255] as number);
    }
    i += length & ~3;
  }
  for (const end = offset + length; i < end; i++)
    crc = (crc >>> 8) ^ (BYTE[(crc ^ (bytes[i] as number)) & 255] as number);
  return ~crc;
}
