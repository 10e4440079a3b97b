/** Days made by hand for the tests: readings every so many seconds, powers by a function, holes where asked. */
import { dayBounds } from '@okosmero/pi-service/day';
import type { DayColumns } from '@okosmero/pi-service/pack';

export interface DayPlan {
  readonly day: string;
  readonly step?: number;
  /** W at a second of the day; negative is export. */
  readonly watts?: (second: number) => number;
  /** Seconds of the day without readings. */
  readonly holes?: readonly (readonly [from: number, to: number])[];
}

export function dayColumns({ day, step = 10, watts = () => 100, holes = [] }: DayPlan): DayColumns {
  const { start, end } = dayBounds(day);
  const seconds: number[] = [];
  for (let second = 0; second < end - start; second += step)
    if (!holes.some(([from, to]) => second > from && second < to)) seconds.push(second);
  return {
    time: Uint32Array.from(seconds, (second) => start + second),
    importW: Int32Array.from(seconds, (second) => Math.max(0, watts(second))),
    exportW: Int32Array.from(seconds, (second) => Math.max(0, -watts(second))),
    importWh: Float64Array.from(seconds, (second) => 1_000_000 + second),
    exportWh: Float64Array.from(seconds, () => 0),
  };
}
