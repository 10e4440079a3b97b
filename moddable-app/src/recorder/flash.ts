/**
 * NOR flash: `erase` sets a sector to ones, `write` can only clear bits, neither tells whether it worked. Offsets and lengths are bytes and multiples of four here. `read` allocates: keep it small.
 */
export interface Flash {
  readonly byteLength: number;
  /** Bytes of a sector. */
  readonly blockSize: number;
  erase(sector: number): void;
  read(offset: number, length: number): ArrayBuffer;
  write(offset: number, length: number, buffer: ArrayBuffer): void;
}

/** The last two sectors hold the settings, one copy each; all others are the log's. */
export const SETTINGS_SECTORS = 2;

/** Erases the sector unless it is blank already. False when it does not come out blank: it is bad. */
export function blankSector(flash: Flash, sector: number): boolean {
  if (isBlankSector(flash, sector)) return true;
  flash.erase(sector);
  return isBlankSector(flash, sector);
}

/** Bytes a read: more would take RAM, less would take time. */
const PIECE = 256;

function isBlankSector(flash: Flash, sector: number): boolean {
  const start = sector * flash.blockSize;
  for (let at = 0; at < flash.blockSize; at += PIECE) {
    const words = new Int32Array(flash.read(start + at, PIECE));
    // Eight words a turn: this runs over a whole sector.
    for (let i = 0; i < PIECE / 4; i += 8) {
      const low = (words[i] as number) & (words[i + 1] as number) & (words[i + 2] as number) & (words[i + 3] as number);
      const high =
        (words[i + 4] as number) & (words[i + 5] as number) & (words[i + 6] as number) & (words[i + 7] as number);
      if ((low & high) !== -1) return false;
    }
  }
  return true;
}

/** Writes the whole buffer and reads it back. False when it does not read the same. */
export function writeVerified(flash: Flash, offset: number, buffer: ArrayBuffer): boolean {
  flash.write(offset, buffer.byteLength, buffer);
  for (let at = 0; at < buffer.byteLength; at += PIECE) {
    const wanted = new Int32Array(buffer, at, Math.min(PIECE, buffer.byteLength - at) >> 2);
    const words = new Int32Array(flash.read(offset + at, wanted.byteLength));
    for (let i = 0, count = words.length; i < count; i++) if (words[i] !== wanted[i]) return false;
  }
  return true;
}
