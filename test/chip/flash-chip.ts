/** The board's flash chip as a file: 4 MB, of which the firmware's log and settings have the `storage` partition. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Flash } from '@okosmero/moddable-app/recorder/flash';

const SECTOR_BYTES = 4096;
export const FLASH_BYTES = 4 * 1024 * 1024;
/** The SDK's 4 MB layout: from behind `preference` to the SDK's own parameters (eagle.flash.4m.ld). */
const STORAGE_START = 0x102000;
const STORAGE_END = 0x3fb000;
/** The chip's number of the partition's first sector. */
export const FIRST_SECTOR = STORAGE_START / SECTOR_BYTES;

export class FlashChip implements Flash {
  readonly blockSize = SECTOR_BYTES;
  readonly byteLength = STORAGE_END - STORAGE_START;
  readonly #bytes: Buffer;

  constructor(file: string) {
    this.#bytes = readFileSync(file);
  }

  save(file: string): void {
    writeFileSync(file, this.#bytes);
  }

  erase(sector: number): void {
    const start = STORAGE_START + sector * SECTOR_BYTES;
    this.#bytes.fill(0xff, start, start + SECTOR_BYTES);
  }

  read(offset: number, length: number): ArrayBuffer {
    return Uint8Array.from(this.#bytes.subarray(STORAGE_START + offset, STORAGE_START + offset + length)).buffer;
  }

  write(offset: number, length: number, buffer: ArrayBuffer): void {
    const written = new Uint8Array(buffer, 0, length);
    for (let at = 0; at < length; at++) {
      const place = STORAGE_START + offset + at;
      this.#bytes[place] = (this.#bytes[place] ?? 0) & (written[at] ?? 0);
    }
  }
}
