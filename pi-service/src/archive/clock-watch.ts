/** Notices a meter whose clock is wrong: readings that come in at the meter's own pace, yet minutes off. */

/** Beyond this the meter's clock is called wrong. */
const TOLERATED_SECONDS = 300;
/** Readings in a row that must come in as fast as their times go on: a backlog does not. */
const STEADY = 3;
const JITTER_SECONDS = 3;
const SHORTEST_STEP = 5;

export class ClockWatch {
  #last: { readonly utc: number; readonly receivedAt: number } | null = null;
  #steady = 0;
  #reported: number | null = null;
  #timeless = false;

  /** Takes a reading; gives the seconds that the clock is ahead when that is news, undefined otherwise. */
  see(utc: number, receivedAt: number): number | undefined {
    this.#timeless = false;
    const last = this.#last;
    this.#last = { utc, receivedAt };
    const step = last === null ? 0 : utc - last.utc;
    const drift = last === null ? 0 : receivedAt - last.receivedAt - step;
    this.#steady = step >= SHORTEST_STEP && Math.abs(drift) <= JITTER_SECONDS ? this.#steady + 1 : 0;
    if (this.#steady < STEADY) return undefined;
    const ahead = utc - receivedAt;
    if (Math.abs(ahead) <= TOLERATED_SECONDS) {
      this.#reported = null;
      return undefined;
    }
    if (this.#reported !== null && Math.abs(ahead - this.#reported) <= TOLERATED_SECONDS) return undefined;
    this.#reported = ahead;
    return ahead;
  }

  /** Takes a reading without a valid time; true when that is news. */
  seeTimeless(): boolean {
    const news = !this.#timeless;
    this.#timeless = true;
    return news;
  }
}
