import { getBits, putBits } from './bits.js';
import { crc32 } from './crc32.js';
import { blankSector, type Flash, SETTINGS_SECTORS, writeVerified } from './flash.js';

/** A copy is CRC-32 of the rest, version and length (32 bits each), content; written in pieces of 64 bytes. */
const HEADER_BYTES = 12;
const COPY_BYTES = 1024;

/** Most bytes that the settings may have. */
export const SETTINGS_BYTES = COPY_BYTES - HEADER_BYTES;

/** `size`: more than {@link SETTINGS_BYTES}; `flash`: the sector does not hold what was written, the copy before stays in force. */
export type Saved = { readonly ok: true } | { readonly ok: false; readonly reason: 'size' | 'flash' };

/**
 * The settings in the last two sectors of the partition, one copy in each. Saving erases and writes the older copy only, so
 * that a power cut at any byte leaves the one before; nothing else ever erases these sectors.
 */
export class SettingsStore {
  readonly #flash: Flash;
  readonly #sector: number;

  constructor(flash: Flash) {
    this.#flash = flash;
    this.#sector = Math.floor(flash.byteLength / flash.blockSize) - SETTINGS_SECTORS;
  }

  /** The content saved last, undefined when there is none. */
  load(): Uint8Array | undefined {
    // Only the newer one's checksum as a rule: each takes as long as those of a dozen slots.
    const newer = this.#versionHint(1) > this.#versionHint(0) ? 1 : 0;
    const copy = this.#copy(newer) ?? this.#copy(1 - newer);
    return copy?.slice(HEADER_BYTES, HEADER_BYTES + lengthOf(copy));
  }

  save(content: Uint8Array): Saved {
    if (content.length > SETTINGS_BYTES) return { ok: false, reason: 'size' };
    const first = version(this.#copy(0));
    const second = version(this.#copy(1));
    const older = second > first ? 0 : 1;
    const copy = new Uint8Array(Math.ceil((HEADER_BYTES + content.length) / 64) * 64).fill(0xff);
    copy.set(content, HEADER_BYTES);
    putBits(copy, 32, 32, Math.max(first, second) + 1);
    putBits(copy, 64, 32, content.length);
    putBits(copy, 0, 32, crc32(copy, 4, HEADER_BYTES - 4 + content.length));
    const at = (this.#sector + older) * this.#flash.blockSize;
    const done = blankSector(this.#flash, this.#sector + older) && writeVerified(this.#flash, at, copy.buffer);
    return done ? { ok: true } : { ok: false, reason: 'flash' };
  }

  /** What may be the copy's version, its checksum unseen. */
  #versionHint(index: number): number {
    const header = new Uint8Array(this.#flash.read((this.#sector + index) * this.#flash.blockSize, HEADER_BYTES));
    return lengthOf(header) > SETTINGS_BYTES ? 0 : version(header);
  }

  #copy(index: number): Uint8Array | undefined {
    const bytes = new Uint8Array(this.#flash.read((this.#sector + index) * this.#flash.blockSize, COPY_BYTES));
    const length = lengthOf(bytes);
    if (length > SETTINGS_BYTES) return undefined;
    return (getBits(bytes, 0, 32) | 0) === crc32(bytes, 4, HEADER_BYTES - 4 + length) ? bytes : undefined;
  }
}

/** Counts up with each save; 0 where there is no copy. */
function version(copy: Uint8Array | undefined): number {
  return copy === undefined ? 0 : getBits(copy, 32, 32);
}

function lengthOf(copy: Uint8Array): number {
  return getBits(copy, 64, 32);
}
