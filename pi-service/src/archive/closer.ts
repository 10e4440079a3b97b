/** Closes days one at a time: those that are over and quiet, and the longest untouched ones when too many are open. */
import { addDays, dayOf } from '../day.js';
import { reasonOf } from '../reason.js';
import type { MeterArchive } from './meter.js';
import type { OpenDay } from './open-day.js';

/** Days in the past that take readings at the same time, all meters together: each holds up to 2 MB. */
const OPEN_PAST_DAYS = 8;
const TICK_MS = 1000;
/** A day that gets readings of a backlog is quiet after this; one that must be written anew, after that. */
const QUIET_MS = 2000;
const QUIET_AGAIN_MS = 15_000;
/**
 * A day on which the two clocks do not agree, that is over for one and not for the other: a clock that jumped must not
 * close the day that readings still come for.
 */
const LEFT_MS = 3_600_000;
const RETRY_MS = 10_000;

interface Candidate {
  readonly meter: MeterArchive;
  readonly open: OpenDay;
}

export class Closer {
  #timer: NodeJS.Timeout | null = null;
  #work: Promise<unknown> = Promise.resolve();
  #failedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly meters: () => Iterable<MeterArchive>,
    private readonly now: () => number,
    private readonly onState: (text: string) => void,
  ) {}

  start(): void {
    this.#timer = setInterval(() => void this.closeDue(), TICK_MS);
    this.#timer.unref();
  }

  /** Closes what is due. */
  closeDue(): Promise<unknown> {
    this.#work = this.#work.then(async () => {
      for (const { meter, open } of this.#all()) if (this.#isDue(meter, open)) await this.#close(meter, open.day);
    });
    return this.#work;
  }

  /**
   * Resolves when this day may be opened; closes the longest untouched one in the past for it. Today and yesterday need no
   * room: every meter has them.
   */
  async makeRoom(day: string): Promise<void> {
    const today = dayOf(this.now());
    const recent = [today, addDays(today, -1)];
    if (recent.includes(day)) return;
    this.#work = this.#work.then(async () => {
      const past = [...this.#all()].filter(({ open }) => !recent.includes(open.day));
      if (past.length < OPEN_PAST_DAYS) return;
      const oldest = past.reduce((a, b) => (b.open.touched < a.open.touched ? b : a));
      await this.#close(oldest.meter, oldest.open.day);
    });
    await this.#work;
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#work;
  }

  *#all(): Generator<Candidate> {
    for (const meter of this.meters()) for (const open of meter.open.values()) yield { meter, open };
  }

  #isDue(meter: MeterArchive, open: OpenDay): boolean {
    const now = performance.now();
    const quiet = now - open.touched;
    if (now - this.#failedAt < RETRY_MS) return false;
    const past = meter.isPast(open.day);
    if (past && !meter.isLive(open.day)) return quiet >= (open.base > 0 ? QUIET_AGAIN_MS : QUIET_MS);
    return quiet >= LEFT_MS && (past || (open.day !== dayOf(this.now()) && open.day !== meter.currentDay));
  }

  async #close(meter: MeterArchive, day: string): Promise<void> {
    try {
      await meter.close(day);
    } catch (error) {
      // The day stays open with all it holds; the group commit tells what is wrong with the disk.
      this.#failedAt = performance.now();
      this.onState(`a day could not be closed, it is tried again: ${reasonOf(error)}`);
    }
  }
}
