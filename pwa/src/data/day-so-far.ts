/** A day up to a moment of it. Pure; Wh, seconds since the day's first midnight. */
const QUARTER = 900;

/**
 * Energy of the first `seconds` of a day, from its quarter hours; the running quarter counts in proportion. Null where a
 * quarter is not known.
 */
export function energyUntil(quarters: readonly (number | null)[], seconds: number): number | null {
  let sum = 0;
  for (let start = 0; start < seconds; start += QUARTER) {
    const quarter = quarters[start / QUARTER] ?? null;
    if (quarter === null) return null;
    sum += quarter * Math.min(1, (seconds - start) / QUARTER);
  }
  return Math.round(sum);
}
