/** A NOR flash chip in memory: programming only clears bits, erasing sets a sector to ones. */
import type { Flash } from '@okosmero/moddable-app/recorder/flash';

/** The board's `storage` partition: 3 MB in sectors of 4 KB. */
const SECTORS = 760;
const SECTOR_BYTES = 4096;

export class MemoryFlash implements Flash {
  readonly blockSize = SECTOR_BYTES;
  readonly #bytes: Uint8Array;

  constructor(sectors = SECTORS) {
    this.#bytes = new Uint8Array(sectors * SECTOR_BYTES).fill(0xff);
  }

  get byteLength(): number {
    return this.#bytes.length;
  }

  erase(sector: number): void {
    this.#bytes.fill(0xff, sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
  }

  read(offset: number, length: number): ArrayBuffer {
    return this.#bytes.slice(offset, offset + length).buffer;
  }

  write(offset: number, length: number, buffer: ArrayBuffer): void {
    const written = new Uint8Array(buffer, 0, length);
    for (let at = 0; at < length; at++) this.#bytes[offset + at] = (this.#bytes[offset + at] ?? 0) & (written[at] ?? 0);
  }
}
