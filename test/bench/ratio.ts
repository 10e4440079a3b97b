/** What rounds of two sides say of each other. Pure. */
import { type Goal, targetOf } from './goals.js';

/** Median of the rounds, and the least and the most of them. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** One figure of the report: a ratio (`×`), held to a goal or not, or an absolute figure with its unit. */
export interface Figure {
  readonly what: string;
  readonly goal: Goal | null;
  readonly unit: string;
  readonly spread: Spread;
}

/** A goal that this machine does not let us measure, and what it would take. */
export interface Unmeasured {
  readonly what: string;
  readonly goal: Goal;
  readonly reason: string;
}

export type Line = Figure | Unmeasured;

export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0 || !values.every(Number.isFinite)) throw new RangeError(`no figures: ${values.join(', ')}`);
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
  return { median, min: sorted[0] as number, max: sorted.at(-1) as number };
}

/** Ratio of the two sides in each round: what a noisy machine does to a round, it does to both. */
export function ratioOf(above: readonly number[], below: readonly number[]): Spread {
  if (above.length !== below.length) throw new RangeError(`${above.length} rounds beside ${below.length}`);
  return spreadOf(above.map((value, round) => value / (below[round] as number)));
}

export const held = (goal: Goal, what: string, spread: Spread): Figure => ({ what, goal, unit: '×', spread });
export const compared = (what: string, spread: Spread): Figure => ({ what, goal: null, unit: '×', spread });
export const absolute = (what: string, unit: string, values: readonly number[]): Figure => ({
  what,
  goal: null,
  unit,
  spread: spreadOf(values),
});

/** Whether the median keeps the goal; null for a line without one, and for a goal that was not measured. */
export function isMet(line: Line): boolean | null {
  if ('reason' in line || line.goal === null) return null;
  const { goal, spread } = line;
  const { atMost = Number.POSITIVE_INFINITY, atLeast = 0 } = targetOf(goal);
  return spread.median <= atMost && spread.median >= atLeast;
}
