import type { Flash } from '../../src/recorder/flash.js';

/** Power went away in the middle of an operation. */
export class PowerCut extends Error {}

/** What a sector does wrong: `stuck` neither erases nor writes, `worn` does not erase to ones, `weak` writes with a bit left out. */
export type Defect = 'stuck' | 'worn' | 'weak';

export const SECTOR_BYTES = 4096;

/**
 * NOR flash: erase by sector, a write only clears bits. Power can be cut after any number of bytes programmed or erased;
 * the byte in progress then holds some of its new bits. Content is whatever `bytes` holds: a reboot is a new user of it.
 */
export class SimulatedFlash implements Flash {
  readonly blockSize: number;
  readonly bytes: Uint8Array;
  readonly erases: number[];
  readonly defects = new Map<number, Defect>();
  /** Bytes that may still be programmed or erased before the power cut. */
  budget = Number.POSITIVE_INFINITY;
  reads = 0;
  /** Called at every byte with `bytes` as a power cut there would leave them; they go back to what they were afterwards. */
  onCut: (() => void) | undefined;
  readonly #random: () => number;

  /** Another chip with the same content, without defects. */
  copy(): SimulatedFlash {
    const copy = new SimulatedFlash(this.erases.length, this.#random, this.blockSize);
    copy.bytes.set(this.bytes);
    return copy;
  }

  /** `random` gives 32 bits; it fills what was never erased and decides about half-done bytes. */
  constructor(sectors: number, random: () => number, blockSize = SECTOR_BYTES) {
    this.blockSize = blockSize;
    this.bytes = new Uint8Array(sectors * blockSize).fill(0xff);
    this.erases = new Array(sectors).fill(0);
    this.#random = random;
  }

  get byteLength(): number {
    return this.bytes.length;
  }

  fillWithJunk(): void {
    for (let i = 0; i < this.bytes.length; i++) this.bytes[i] = this.#random();
  }

  read(offset: number, length: number): ArrayBuffer {
    this.#check(offset, length);
    this.reads++;
    return this.bytes.slice(offset, offset + length).buffer;
  }

  erase(sector: number): void {
    this.#check(sector * this.blockSize, this.blockSize);
    this.erases[sector] = (this.erases[sector] ?? 0) + 1;
    const defect = this.defects.get(sector);
    const half = this.bytes.map((byte) => byte | this.#random());
    for (let i = sector * this.blockSize; i < (sector + 1) * this.blockSize; i++) {
      const wanted = defect === 'stuck' ? this.#at(i) : defect === 'worn' && i % 512 === 77 ? 0xfe : 0xff;
      this.#work(i, wanted, half[i] as number, () => {
        // Chips erase all bytes of a sector at once: some cuts leave the rest untouched, some half erased.
        if (this.#random() & 1) this.bytes.set(half.subarray(i, (sector + 1) * this.blockSize), i);
      });
    }
  }

  write(offset: number, length: number, buffer: ArrayBuffer): void {
    this.#check(offset, length);
    if (buffer.byteLength < length) throw new Error(`write of ${length} bytes from a buffer of ${buffer.byteLength}`);
    const source = new Uint8Array(buffer);
    const defect = this.defects.get(Math.floor(offset / this.blockSize));
    for (let i = 0; i < length; i++) {
      const before = this.#at(offset + i);
      const after = before & (source[i] as number);
      const wanted = defect === 'stuck' ? before : defect === 'weak' && i === 40 ? after | (before & 0x08) : after;
      this.#work(offset + i, wanted, wanted | (before & this.#random()));
    }
  }

  #at(index: number): number {
    return this.bytes[index] as number;
  }

  #work(index: number, whole: number, half: number, spoil?: () => void): void {
    if (this.onCut !== undefined) {
      const start = index - (index % this.blockSize);
      const kept = this.bytes.slice(start, start + this.blockSize);
      this.bytes[index] = half;
      spoil?.();
      this.onCut();
      this.bytes.set(kept, start);
    }
    if (this.budget-- <= 0) {
      this.bytes[index] = half;
      spoil?.();
      throw new PowerCut();
    }
    this.bytes[index] = whole;
  }

  #check(offset: number, length: number): void {
    if (offset % 4 !== 0 || length % 4 !== 0) throw new Error(`flash access at ${offset}+${length} is not aligned`);
    if (offset < 0 || offset + length > this.bytes.length) throw new Error(`flash access at ${offset} is outside`);
  }
}

/** xorshift32: the same numbers for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
