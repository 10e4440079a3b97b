/** Notices a meter whose clock is wrong: readings that come in at the meter's own pace, yet minutes off. */
import { Pace } from '../pace.js';

/** Beyond this the meter's clock is called wrong. */
const TOLERATED_SECONDS = 300;
export class ClockWatch {
  readonly #pace = new Pace();
  #reported: number | null = null;
  #timeless = false;

  /** Whether readings come in as they are taken, however old the meter's clock calls them. */
  get isLive(): boolean {
    return this.#pace.isSteady;
  }

  /** Takes a reading; gives the seconds that the clock is ahead when that is news, undefined otherwise. */
  see(utc: number, receivedAt: number): number | undefined {
    this.#timeless = false;
    this.#pace.see(utc, receivedAt);
    if (!this.isLive) return undefined;
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
