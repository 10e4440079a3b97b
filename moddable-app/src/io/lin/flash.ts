import { File } from 'file';

const SECTOR_BYTES = 4096;
/** Written at a time: a whole sector's bytes would take memory that the chip does not have to give. */
const PIECE_BYTES = 256;
/** The `storage` partition of the chip's 4 MB layout. */
const SECTORS = 761;

/** NOR flash in a file, with the behaviour of the SDK's `flash` module: erasing sets ones, writing only clears bits. */
class FileFlash {
  readonly blockSize = SECTOR_BYTES;
  readonly byteLength = SECTORS * SECTOR_BYTES;
  readonly #file: File;

  /** `path` stands where the chip's partition name stands. */
  constructor(path: string) {
    this.#file = new File(path, true);
    for (let sector = this.#file.length / SECTOR_BYTES; sector < SECTORS; sector++) this.erase(Math.floor(sector));
  }

  erase(sector: number): void {
    const blank = new Uint8Array(PIECE_BYTES).fill(0xff).buffer;
    this.#file.position = sector * SECTOR_BYTES;
    for (let written = 0; written < SECTOR_BYTES; written += PIECE_BYTES) this.#file.write(blank);
  }

  read(offset: number, length: number): ArrayBuffer {
    this.#file.position = offset;
    return this.#file.read(ArrayBuffer, length);
  }

  write(offset: number, length: number, buffer: ArrayBuffer): void {
    const bytes = new Uint8Array(this.read(offset, length));
    const wanted = new Uint8Array(buffer);
    for (let i = 0; i < length; i++) bytes[i] = (bytes[i] ?? 0) & (wanted[i] ?? 0xff);
    this.#file.position = offset;
    this.#file.write(bytes.buffer);
  }
}

export default FileFlash;
