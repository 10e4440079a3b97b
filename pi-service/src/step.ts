/** The pace of a day's readings, and the silence that makes a gap. Pure, shared by the archive and the app's charts. */

/** A silence of more than this many usual steps is a gap. */
export const GAP_STEPS = 3;

/** Step of a day with a single reading, in seconds: that of the meters of this country. */
const DEFAULT_STEP = 10;

/** Median of the seconds between readings. */
export function usualStep(time: ArrayLike<number>): number {
  if (time.length < 2) return DEFAULT_STEP;
  const steps = new Uint32Array(time.length - 1);
  for (let i = 0; i < steps.length; i++) steps[i] = (time[i + 1] as number) - (time[i] as number);
  return steps.sort()[steps.length >> 1] as number;
}

/** Longest silence in seconds that is no gap. */
export function longestStep(time: ArrayLike<number>): number {
  return GAP_STEPS * usualStep(time);
}
