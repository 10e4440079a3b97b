/**
 * Ten-minute means of a phase's voltage against 230 V ± 10 %, in the style of EN 50160. Informative: a reading every ten
 * seconds is no class A instrument. Pure; volts in 0.01 V, instants in seconds of UTC.
 */
import { ABSENT } from './pack.js';
import { usualStep } from './step.js';

export const LOWEST_V = 20_700;
export const HIGHEST_V = 25_300;
export const MEAN_SECONDS = 600;

export interface VoltageMean {
  /** Start of the ten minutes, counted from the day's first midnight. */
  readonly at: number;
  /** Sum and number of the readings: a mean is compared without being rounded. */
  readonly sum: number;
  readonly count: number;
}

/** Means of the ten-minute windows that hold at least half of their readings, in order; `start` is the day's first instant. */
export function voltageMeans(volts: Int32Array, time: Uint32Array, start: number): VoltageMean[] {
  const enough = Math.max(1, MEAN_SECONDS / usualStep(time) / 2);
  const windowOf = (i: number): number => Math.floor(((time[i] as number) - start) / MEAN_SECONDS);
  const means: VoltageMean[] = [];
  for (let i = 0; i < volts.length; ) {
    const window = windowOf(i);
    let sum = 0;
    let count = 0;
    for (; i < volts.length && windowOf(i) === window; i++) {
      const value = volts[i] as number;
      if (value === ABSENT) continue;
      sum += value;
      count++;
    }
    if (count >= enough) means.push({ at: start + window * MEAN_SECONDS, sum, count });
  }
  return means;
}

export function isOutside({ sum, count }: VoltageMean): boolean {
  return sum < LOWEST_V * count || sum > HIGHEST_V * count;
}
