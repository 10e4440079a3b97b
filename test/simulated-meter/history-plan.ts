/** Which instants of which days a simulated household's past is made of. Pure. */
import { localDay, midnight } from './calendar.js';
import { SLOT } from './household.js';

export interface Past {
  /** Local days (since 1970-01-01) of the first reading and of the first one in full resolution. */
  readonly firstDay: number;
  readonly firstFineDay: number;
  /** Seconds between readings of the days before `firstFineDay`; a divisor of an hour. */
  readonly coarseStep: number;
}

export interface DayPlan {
  readonly day: number;
  readonly step: number;
  /** First and last instant, both included. */
  readonly from: number;
  readonly to: number;
}

/** The days up to `until`, newest first. A day's readings are those after its first midnight, up to 23:59:50. */
export function planHistory({ firstDay, firstFineDay, coarseStep }: Past, until: number): DayPlan[] {
  const plans: DayPlan[] = [];
  for (let day = localDay(until); day >= firstDay; day--) {
    const step = day >= firstFineDay ? SLOT : coarseStep;
    const start = midnight(day);
    const from = day === firstDay ? start + step : start;
    const to = Math.min(midnight(day + 1) - step, Math.floor(until / step) * step);
    if (to >= from) plans.push({ day, step, from, to });
  }
  return plans;
}

export const readingsOf = ({ from, to, step }: DayPlan): number => (to - from) / step + 1;

/** All instants of a day. */
export function instantsOf({ from, to, step }: DayPlan): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);
}
