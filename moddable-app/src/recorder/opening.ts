import { NONE, type Sectors } from './sectors.js';

/** Bad sectors in a row behind which the log is still found. */
const BAD_RUN = 8;
/** Of so many sectors in a row one is good, and in use once the log has come round: an erased one may follow the bad ones. */
const WINDOW = BAD_RUN + 2;
/** More than the seqs that go by from one sector's start to that of the next: an ack may leave out 65,536 with each slot. */
const SECTOR_SEQS = 2 ** 23;

/**
 * Finds where the log stands, at each start and in a hundred reads at most: the watchdog does not wait for a look at every sector.
 *
 * From the start of the partition up to the newest sector all begin with ascending seqs; those behind are blank or foreign or
 * of the round before and begin with less. A bad sector, which may hold anything but seqs of the running round, and a damaged
 * first slot can mislead the binary search to the left, never to the right; so the sectors behind its end are looked at more
 * closely, and if the log goes on there, so does the search. With up to eight bad sectors in a row, any number of times, the
 * newest one is found. A longer run at the start of the partition or between sectors of the running round can hide it: the
 * log then goes on from an older one and the readings behind that are lost. Behind the newest it hides the oldest ones only.
 */
export class Opening {
  /** The sector written last, its first free slot (the count of slots when it is full); NONE and 0 without a log. */
  newest = NONE;
  free = 0;
  /** The oldest sector of the log and the seq at which it begins; NONE and 0 without a log. */
  oldest = NONE;
  oldestSeq = 0;
  readonly #sectors: Sectors;
  /** Seq at which the newest sector begins. */
  #seq = NONE;

  constructor(sectors: Sectors) {
    this.#sectors = sectors;
    if (!this.#start()) return;
    do this.#search();
    while (this.#lookBehind());
    if (this.oldest === NONE) this.#findFirst();
    this.#findFree();
  }

  /** Takes the highest of the first sectors: of the running round. False without a log. */
  #start(): boolean {
    const end = Math.min(WINDOW, this.#sectors.count) - 1;
    // Downwards: the one looked at first is as a rule the highest, and the only one whose checksum is needed.
    for (let sector = end; sector >= 0; sector--)
      this.#take(sector, this.#sectors.firstSeq(sector, this.#seq + 1, false));
    if (this.newest !== NONE) return true;
    // No log, or a young one whose first slots are damaged: foreign data would have higher seqs.
    for (let sector = end; sector >= 0; sector--)
      this.#take(sector, this.#sectors.seqOf(sector, this.#seq + 1, SECTOR_SEQS));
    return this.newest !== NONE;
  }

  /** Goes to the last sector of the round as far as single looks at first slots tell. */
  #search(): void {
    const start = this.newest;
    const from = this.#seq;
    const believed = this.#last(true);
    // Its other slots vouch for it where the first is damaged.
    if (believed === start || this.#take(believed, this.#sectors.seqOf(believed, from))) return;
    // What was believed wrongly comes out as the last: now they are all checked.
    const last = this.#last(false);
    this.#take(last, this.#sectors.firstSeq(last, from, false));
  }

  #last(believed: boolean): number {
    let low = this.newest;
    let high = this.#sectors.count;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#sectors.firstSeq(middle, this.#seq, believed) === NONE) high = middle;
      else low = middle;
    }
    return low;
  }

  /**
   * Looks at the sectors behind: the first of the round before is the oldest. True when the log goes on in one of them, whose
   * first slot is damaged or which bad ones hid.
   */
  #lookBehind(): boolean {
    const { newest } = this;
    const most = this.#seq + SECTOR_SEQS;
    this.oldest = NONE;
    let sector = this.#sectors.following(newest);
    for (let looked = 0; looked < WINDOW && sector !== newest; looked++) {
      // A sector that took its meter slot and nothing more begins with the same seq as the one after it.
      const least = sector > newest ? this.#seq : this.#seq + 1;
      const seq = this.#sectors.seqOf(sector, this.oldest === NONE ? 0 : least, most);
      if (seq >= least) this.#take(sector, seq);
      else if (seq !== NONE) {
        this.oldest = sector;
        this.oldestSeq = seq;
      }
      sector = this.#sectors.following(sector);
    }
    return this.newest !== newest;
  }

  /** In the first round nothing lies behind the newest: the log begins at the start of the partition. */
  #findFirst(): void {
    let sector = 0;
    let seq = NONE;
    while (sector !== this.newest && seq === NONE) seq = this.#sectors.seqOf(sector++, 0, this.#seq);
    this.oldest = seq === NONE ? sector : sector - 1;
    this.oldestSeq = seq === NONE ? this.#seq : seq;
  }

  #take(sector: number, seq: number): boolean {
    if (seq === NONE) return false;
    this.newest = sector;
    this.#seq = seq;
    return true;
  }

  /** The blank slots of a sector are its last ones. A single one before may be bad: after two in a row the sector was left. */
  #findFree(): void {
    const { slots } = this.#sectors;
    const start = this.newest * slots;
    let low = 1;
    let high = slots;
    while (low < high) {
      const middle = (low + high) >> 1;
      const blank = this.#sectors.isBlank(start + middle);
      if (blank && (middle + 1 === slots || this.#sectors.isBlank(start + middle + 1))) high = middle;
      else low = middle + 1;
    }
    this.free = low;
  }
}
