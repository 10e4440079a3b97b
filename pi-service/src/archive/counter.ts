/** One counter over a stretch of time: what it says at an instant and between two, in whole Wh. */
import { ABSENT } from '../pack.js';
import { crossesEpoch } from './epoch.js';

export interface CounterPoints {
  readonly time: ArrayLike<number>;
  readonly wh: ArrayLike<number>;
  readonly limitW: ArrayLike<number>;
}

export class Counter {
  readonly #time: number[] = [];
  /** As printed. */
  readonly #wh: number[] = [];
  /** Energy since the first point; stands still across an epoch. */
  readonly #sum: number[] = [];
  /** Whether the step to this point starts an epoch. */
  readonly #epoch: boolean[] = [];

  /** `spacing`: seconds between two points over which the counter may be read between them. */
  constructor(
    points: CounterPoints,
    private readonly spacing: number,
  ) {
    for (let i = 0; i < points.time.length; i++) {
      const wh = points.wh[i] as number;
      if (wh === ABSENT) continue;
      const time = points.time[i] as number;
      const last = this.#wh.length - 1;
      const before = this.#wh[last];
      const epoch =
        before !== undefined &&
        crossesEpoch(before, wh, time - (this.#time[last] as number), points.limitW[i] as number);
      this.#sum.push(before === undefined ? 0 : (this.#sum[last] as number) + (epoch ? 0 : wh - before));
      this.#epoch.push(epoch);
      this.#time.push(time);
      this.#wh.push(wh);
    }
  }

  /** Energy between two instants from known point to known point, or null when either is not known. */
  between(from: number, to: number): number | null {
    const a = this.#at(from, this.#sum);
    const b = this.#at(to, this.#sum);
    return a === null || b === null ? null : b - a;
  }

  /** The counter as it stood at an instant. */
  reading(at: number): number | null {
    return this.#at(at, this.#wh);
  }

  /** Energy between two readings however far apart; null when an epoch lies between or the counter was not printed. */
  across(from: number, to: number): number | null {
    const a = this.#index(from);
    const b = this.#index(to);
    if (this.#time[a] !== from || this.#time[b] !== to) return null;
    for (let i = a + 1; i <= b; i++) if (this.#epoch[i]) return null;
    return (this.#sum[b] as number) - (this.#sum[a] as number);
  }

  /** Instants from which on a new epoch counts. */
  epochs(): number[] {
    return this.#time.filter((_, i) => this.#epoch[i]);
  }

  /** Last point at or before an instant, -1 before the first. */
  #index(at: number): number {
    let low = 0;
    let high = this.#time.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#time[middle] as number) <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #at(at: number, values: readonly number[]): number | null {
    const i = this.#index(at);
    if (i < 0) return null;
    const value = values[i] as number;
    const time = this.#time[i] as number;
    if (time === at) return value;
    const next = this.#time[i + 1];
    if (next === undefined || next - time > this.spacing || this.#epoch[i + 1]) return null;
    return value + Math.round((((values[i + 1] as number) - value) * (at - time)) / (next - time));
  }
}
