import { blankSector, type Flash, writeVerified } from './flash.js';
import { Opening } from './opening.js';
import { NONE, Sectors } from './sectors.js';
import { isWhole, renumberMeter, SLOT_BYTES, SLOT_KIND, slotCount, slotMinute, slotSeq } from './slot.js';

/** Slots whose kinds are read at once on the way back to a meter slot. */
const HINTS = 4;

/** Why a slot could not be appended: no erased sector is at hand until {@link FlashLog.maintain} has been called. */
export type Appended = 'written' | 'wait';

/**
 * A ring of slots in NOR flash. The seqs of its slots ascend, which is how the newest sector is found again, with up to
 * eight bad sectors in a row (see `Opening`). Each sector begins with the meter slot in force, so that reuse of the oldest
 * sector never loses whose readings follow. A position is the number of a slot in the partition. A bad slot is skipped; after
 * two in a row the rest of the sector is, too.
 */
export class FlashLog {
  /** Sectors found bad and slots that did not read back as written, since boot. */
  badSectors = 0;
  damagedWrites = 0;
  readonly #flash: Flash;
  readonly #sectors: Sectors;
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
    this.#sectors = new Sectors(flash);
    this.#slots = this.#sectors.slots;
    const { newest, free, oldest, oldestSeq } = new Opening(this.#sectors);
    this.#newest = this.#tried = newest;
    this.#free = free;
    this.#oldest = oldest;
    this.#oldestSeq = oldestSeq;
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
    const sector = this.#sectors.following(this.#tried);
    this.#tried = sector;
    // Every other sector is bad: better a log that stands still than one that loses its newest sector.
    if (sector === this.#newest) return;
    if (sector === this.#oldest) {
      this.#oldest = this.#validAround(this.#sectors.following(sector));
      this.#oldestSeq = this.#seqOf(this.#oldest);
    }
    if (blankSector(this.#flash, sector)) this.#ahead = sector;
    else this.badSectors++;
  }

  /** Seq at which the oldest sector begins, 0 in an empty log. */
  get oldestSeq(): number {
    return this.#oldestSeq;
  }

  /** Copies the last whole slot to `bytes`; gives its position, -1 in an empty log. */
  last(bytes: Uint8Array): number {
    if (this.empty) return NONE;
    const start = this.#newest * this.#slots;
    let slot = this.#free;
    do slot--;
    while (!isWhole(this.read(start + slot, bytes, 0)) && slot > 0);
    return start + slot;
  }

  /** Copies the slot to `bytes` at `offset`; gives its {@link slotKind}. */
  read(position: number, bytes: Uint8Array, offset: number): number {
    return this.#sectors.read(position, bytes, offset);
  }

  /** True for a slot that seems to hold a minute from `from` to `to`: its checksum is not looked at, so that passing by is cheap. */
  isMinute(position: number, from: number, to: number): boolean {
    const head = this.#sectors.bytesAt(position, 4);
    if ((head[0] as number) >> 5 !== SLOT_KIND.minute) return false;
    const minute = slotMinute(head, 0);
    return minute >= from && minute <= to;
  }

  /** The position after, or -1 at the end of the log. Blank sectors and bad ones are left out, bad slots are not. */
  next(position: number): number {
    const sector = Math.floor(position / this.#slots);
    const slot = (position % this.#slots) + 1;
    if (sector === this.#newest) return slot < this.#free ? position + 1 : NONE;
    return slot < this.#slots ? position + 1 : this.#validAround(this.#sectors.following(sector)) * this.#slots;
  }

  /** Position of the first whole slot that holds record `seq` or a later one; -1 when the log has none. A meter slot holds the record that follows it. */
  locate(seq: number): number {
    if (this.empty) return NONE;
    const ring = this.#sectors.count;
    const count = ((this.#newest - this.#oldest + ring) % ring) + 1;
    const index = lastUpTo(seq, 0, count, (i) => this.#seqOf((this.#oldest + i) % ring));
    const sector = (this.#oldest + index) % ring;
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
      for (; slot >= 0; slot -= (slot % HINTS) + 1)
        if (this.#meterAmong(sector * this.#slots + slot, bytes, offset)) return true;
      if (sector === this.#oldest) return false;
      do sector = sector === 0 ? this.#sectors.count - 1 : sector - 1;
      while (this.#seqOf(sector) === NONE);
      slot = this.#slots - 1;
    }
  }

  /** {@link meterAt} for `position` and the slots before it that are read together: fewer reads, no checksum but of what looks like one. */
  #meterAmong(position: number, bytes: Uint8Array, offset: number): boolean {
    const first = position - (position % HINTS);
    const heads = this.#sectors.bytesAt(first, (position - first + 1) * SLOT_BYTES);
    for (let at = heads.length - SLOT_BYTES; at >= 0; at -= SLOT_BYTES) {
      if ((heads[at] as number) >> 5 !== SLOT_KIND.meter) continue;
      if (this.read(first + at / SLOT_BYTES, bytes, offset) === SLOT_KIND.meter) return true;
    }
    return false;
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

  /** Seq at which the sector begins, NONE when it is blank or bad or keeps what should have been erased. */
  #seqOf(sector: number): number {
    return this.#sectors.seqOf(sector, this.#oldestSeq);
  }

  /** First sector of the log from `sector` on, around the end of the ring; the newest one stops the search. */
  #validAround(sector: number): number {
    while (sector !== this.#newest && this.#seqOf(sector) === NONE) sector = this.#sectors.following(sector);
    return sector;
  }
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
