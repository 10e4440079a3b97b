import { blankSector, type Flash, SETTINGS_SECTORS, writeVerified } from './flash.js';
import { renumberMeter, SLOT_BYTES, SLOT_KIND, slotCount, slotKind, slotMinute, slotSeq } from './slot.js';

/** Slots at the start of a sector that may tell its place; more would make a partition full of foreign data slow to open. */
const PROBES = 4;

/** Sectors looked at on both ends of a search: one that neither erases nor writes any more keeps seqs of an earlier round. */
const LOOK_AROUND = 3;
const NONE = -1;

/** Why a slot could not be appended: no erased sector is at hand until {@link FlashLog.maintain} has been called. */
export type Appended = 'written' | 'wait';

/**
 * A ring of slots in NOR flash. The seqs of its slots ascend, which is how the newest sector is found again by binary search.
 * Each sector begins with the meter slot in force, so that reuse of the oldest sector never loses whose readings follow. A
 * position is the number of a slot in the partition. A bad slot is skipped; after two in a row the rest of the sector is, too.
 */
export class FlashLog {
  /** Sectors found bad and slots that did not read back as written, since boot. */
  badSectors = 0;
  damagedWrites = 0;
  readonly #flash: Flash;
  readonly #sectors: number;
  readonly #slots: number;
  /** The sector that is being written, NONE before the first; the oldest one; an erased one to go on with, or NONE. */
  #newest = NONE;
  #oldest = NONE;
  #oldestSeq = 0;
  #ahead = NONE;
  /** Sector after which the next one to erase is sought. */
  #tried = NONE;
  /** Next free slot of the newest sector. */
  #free = 0;

  constructor(flash: Flash) {
    this.#flash = flash;
    this.#sectors = Math.floor(flash.byteLength / flash.blockSize) - SETTINGS_SECTORS;
    this.#slots = flash.blockSize / SLOT_BYTES;
    this.#newest = this.#tried = this.#findNewest();
    if (this.empty) return;
    this.#free = this.#findFree();
    this.#setOldest(this.#following(this.#newest));
  }

  /** True until the first slot is written: nothing in the partition belongs to a log. */
  get empty(): boolean {
    return this.#newest === NONE;
  }

  /** True when {@link maintain} has an erase to do. */
  get eraseDue(): boolean {
    return this.#ahead === NONE;
  }

  /**
   * Writes a sealed slot, and `meter` with the slot's seq in front of it where a sector begins. Both buffers are
   * {@link SLOT_BYTES} long. Never erases.
   */
  append(slot: ArrayBuffer, meter: ArrayBuffer): Appended {
    for (let failures = 0; ; ) {
      if (failures === 2) {
        this.badSectors++;
        this.#free = this.#slots;
      }
      if (this.empty || this.#free === this.#slots) {
        if (!this.#enter(slot, meter)) return 'wait';
        failures = 0;
      }
      if (this.#write(this.#newest, this.#free++, slot)) return 'written';
      failures++;
    }
  }

  /** Erases the next sector when it is due: tens of milliseconds, so call it when the meter's line is silent. At most one erase a call. */
  maintain(): void {
    if (!this.eraseDue) return;
    const sector = this.#following(this.#tried);
    this.#tried = sector;
    // Every other sector is bad: better a log that stands still than one that loses its newest sector.
    if (sector === this.#newest) return;
    if (sector === this.#oldest) this.#setOldest(this.#following(sector));
    if (blankSector(this.#flash, sector)) this.#ahead = sector;
    else this.badSectors++;
  }

  /** Seq at which the oldest sector begins, 0 in an empty log. */
  get oldestSeq(): number {
    return this.#oldestSeq;
  }

  /** Position of the last whole slot, -1 in an empty log. */
  get last(): number {
    if (this.empty) return NONE;
    const bytes = new Uint8Array(SLOT_BYTES);
    let slot = this.#free - 1;
    while (slot > 0 && !isWhole(this.read(this.#newest * this.#slots + slot, bytes, 0))) slot--;
    return this.#newest * this.#slots + slot;
  }

  /** Copies the slot to `bytes` at `offset`; gives its {@link slotKind}. */
  read(position: number, bytes: Uint8Array, offset: number): number {
    bytes.set(new Uint8Array(this.#flash.read(position * SLOT_BYTES, SLOT_BYTES)), offset);
    return slotKind(bytes, offset);
  }

  /** True for a slot that seems to hold a minute from `from` to `to`: its checksum is not looked at, so that passing by is cheap. */
  isMinute(position: number, from: number, to: number): boolean {
    const head = new Uint8Array(this.#flash.read(position * SLOT_BYTES, 4));
    if ((head[0] as number) >> 5 !== SLOT_KIND.minute) return false;
    const minute = slotMinute(head, 0);
    return minute >= from && minute <= to;
  }

  /** The position after, or -1 at the end of the log. Blank sectors and bad ones are left out, bad slots are not. */
  next(position: number): number {
    const sector = Math.floor(position / this.#slots);
    const slot = (position % this.#slots) + 1;
    if (sector === this.#newest) return slot < this.#free ? position + 1 : NONE;
    return slot < this.#slots ? position + 1 : this.#validAround(this.#following(sector)) * this.#slots;
  }

  /** Position of the first whole slot that holds record `seq` or a later one; -1 when the log has none. A meter slot holds the record that follows it. */
  locate(seq: number): number {
    if (this.empty) return NONE;
    const count = ((this.#newest - this.#oldest + this.#sectors) % this.#sectors) + 1;
    const index = lastUpTo(seq, 0, count, (i) => this.#seqOf((this.#oldest + i) % this.#sectors));
    const sector = (this.#oldest + index) % this.#sectors;
    const start = sector * this.#slots;
    const end = start + (sector === this.#newest ? this.#free : this.#slots);
    const bytes = new Uint8Array(SLOT_BYTES);
    let position = lastUpTo(seq, start, end, (at) => (isWhole(this.read(at, bytes, 0)) ? slotSeq(bytes, 0) : NONE));
    for (; position !== NONE; position = this.next(position)) {
      if (isWhole(this.read(position, bytes, 0)) && slotSeq(bytes, 0) + Math.max(slotCount(bytes, 0), 1) > seq) break;
    }
    return position;
  }

  /** Copies the meter slot in force at `position` (that slot itself or the last one before it) to `bytes`. False when it is gone. */
  meterAt(position: number, bytes: Uint8Array, offset: number): boolean {
    let sector = Math.floor(position / this.#slots);
    let slot = position % this.#slots;
    for (;;) {
      for (; slot >= 0; slot--) {
        const at = sector * this.#slots + slot;
        if (this.#kindHint(at) === SLOT_KIND.meter && this.read(at, bytes, offset) === SLOT_KIND.meter) return true;
      }
      if (sector === this.#oldest) return false;
      do sector = sector === 0 ? this.#sectors - 1 : sector - 1;
      while (this.#seqOf(sector) < 0);
      slot = this.#slots - 1;
    }
  }

  #enter(slot: ArrayBuffer, meter: ArrayBuffer): boolean {
    if (this.#ahead === NONE) return false;
    const sector = this.#ahead;
    this.#ahead = NONE;
    renumberMeter(new Uint8Array(meter), 0, slotSeq(new Uint8Array(slot), 0));
    if (!this.#write(sector, 0, meter)) {
      this.badSectors++;
      return false;
    }
    this.#newest = sector;
    this.#free = 1;
    if (this.#oldest === NONE) {
      this.#oldest = sector;
      this.#oldestSeq = slotSeq(new Uint8Array(meter), 0);
    }
    return true;
  }

  #write(sector: number, slot: number, buffer: ArrayBuffer): boolean {
    const written = writeVerified(this.#flash, sector * this.#flash.blockSize + slot * SLOT_BYTES, buffer);
    if (!written) this.damagedWrites++;
    return written;
  }

  #following(sector: number): number {
    return sector + 1 === this.#sectors ? 0 : sector + 1;
  }

  /** The first bits of a slot, its checksum unseen: a cheap way to pass by. */
  #kindHint(position: number): number {
    return (new Uint8Array(this.#flash.read(position * SLOT_BYTES, 4))[0] as number) >> 5;
  }

  /** Seq at which the sector begins, -1 when it is blank or bad or keeps what should have been erased. */
  #seqOf(sector: number): number {
    const bytes = new Uint8Array(SLOT_BYTES);
    for (let slot = 0; slot < PROBES; slot++) {
      if (!isWhole(this.read(sector * this.#slots + slot, bytes, 0))) continue;
      const seq = slotSeq(bytes, 0);
      return seq < this.#oldestSeq ? NONE : seq;
    }
    return NONE;
  }

  /** First sector of the log from `sector` up to `end`; `end` when there is none. */
  #validFrom(sector: number, end: number): number {
    while (sector < end && this.#seqOf(sector) < 0) sector++;
    return sector;
  }

  /** First sector of the log from `sector` on, around the end of the ring; the newest one stops the search. */
  #validAround(sector: number): number {
    while (sector !== this.#newest && this.#seqOf(sector) < 0) sector = this.#following(sector);
    return sector;
  }

  #setOldest(from: number): void {
    this.#oldest = this.#validAround(from);
    this.#oldestSeq = this.#seqOf(this.#oldest);
  }

  /** From the start of the partition the seqs ascend; where they fall or end lies the newest sector. NONE without a log. */
  #findNewest(): number {
    let newest = this.#highest(0, NONE);
    while (newest !== NONE) {
      const base = this.#seqOf(newest);
      let low = newest;
      let high = this.#sectors;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        const probe = this.#validFrom(middle, high);
        if (probe === high || this.#seqOf(probe) < base) high = middle;
        else low = probe;
      }
      newest = this.#highest(low + 1, low);
      if (newest === low) break;
    }
    return newest;
  }

  /** The one with the highest seq among `best` and the next sectors of the log from `sector` on. */
  #highest(sector: number, best: number): number {
    for (let looked = 0; looked < LOOK_AROUND; looked++, sector++) {
      sector = this.#validFrom(sector, this.#sectors);
      if (sector === this.#sectors) break;
      if (best === NONE || this.#seqOf(sector) >= this.#seqOf(best)) best = sector;
    }
    return best;
  }

  /** The blank slots of a sector are its last ones. */
  #findFree(): number {
    const bytes = new Uint8Array(SLOT_BYTES);
    let low = 1;
    let high = this.#slots;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.read(this.#newest * this.#slots + middle, bytes, 0) === SLOT_KIND.blank) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function isWhole(kind: number): boolean {
  return kind === SLOT_KIND.minute || kind === SLOT_KIND.meter;
}

/** Highest index from `low` on and below `high` whose seq is at most `seq`, or `low`; those without a seq (-1) are passed by. */
function lastUpTo(seq: number, low: number, high: number, seqAt: (index: number) => number): number {
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    let probe = middle;
    let found = NONE;
    while (probe < high && found < 0) found = seqAt(probe++);
    if (found < 0 || found > seq) high = middle;
    else low = probe - 1;
  }
  return low;
}
