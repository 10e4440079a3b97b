/** Bars and totals of a week, a month, a year or everything, from the day summaries. Pure. */
import type { DaySummary, Gap, Peak } from '@okosmero/pi-service/contract';
import { dayBounds, daysBetween } from '@okosmero/pi-service/day';
import { barSpan, daysOf, lastDay, type Period, periodOf, shift } from '../period.js';
import type { DayMap } from './days.js';
import { gapsOf, isOverMidnight } from './gaps.js';

/** A stretch of days summed up. Energies in Wh; null where no day of it is known. */
export interface Totals {
  readonly importWh: number | null;
  readonly exportWh: number | null;
  /** Part of the energies that fell into gaps inside the stretch: known from the counters, its moment is not. */
  readonly gapImportWh: number;
  readonly gapExportWh: number;
  readonly simultaneousWh: number;
  readonly maxImport: Peak | null;
  readonly maxExport: Peak | null;
  /** Median of the days' base loads. */
  readonly baseLoadW: number | null;
  readonly received: number;
  readonly expected: number;
  /** Days with data, and days that should have some: those up to the archive's last day. */
  readonly daysKnown: number;
  readonly daysDue: number;
  /** Days that the energies are of: those with data, and those that a gap passed over. */
  readonly daysSummed: number;
}

export interface Bar extends Totals {
  /** What the bar stands for, and opens. */
  readonly period: Period;
}

/** First and last day of the archive. */
export interface Extent {
  readonly first: string;
  readonly last: string;
}

export function barsOf(period: Period, days: DayMap, extent: Extent): Bar[] {
  const span = barSpan(period.span);
  const bars: Bar[] = [];
  const end = period.span === 'all' ? extent.last : lastDay(period, extent.last);
  let bar: Period | null = periodOf(span, period.span === 'all' ? extent.first : period.day);
  for (; bar !== null && bar.day <= end; bar = shift(bar, 1))
    bars.push({ period: bar, ...totalsOf(daysOf(bar, extent.last), days, extent) });
  return bars;
}

export function totalsOf(dates: readonly string[], days: DayMap, extent: Extent): Totals {
  const known = dates.flatMap((date) => days.get(date) ?? []);
  const sum = (of: (day: DaySummary) => number): number => known.reduce((total, day) => total + of(day), 0);
  const sumKnown = (of: (day: DaySummary) => number | null): number | null =>
    known.some((day) => of(day) !== null) ? sum((day) => of(day) ?? 0) : null;
  const highest = (of: (day: DaySummary) => Peak | null): Peak | null =>
    known.reduce<Peak | null>((best, day) => {
      const peak = of(day);
      return peak !== null && (best === null || peak.w > best.w) ? peak : best;
    }, null);
  // What flowed over a midnight is of no day, but of every stretch that holds all of the gap.
  const start = dayBounds(dates[0] ?? extent.first).start;
  const end = dayBounds(dates.at(-1) ?? extent.last).end;
  const gaps = gapsOf(dates, days).filter(({ from, to }) => from >= start && to <= end);
  const over = gaps.filter(isOverMidnight);
  const lost = (of: 'importWh' | 'exportWh', among: readonly Gap[]): number =>
    among.reduce((total, gap) => total + (gap[of] ?? 0), 0);
  const plus = (energy: number | null, more: number): number | null => (energy === null ? null : energy + more);
  const passedOver = dates.filter(
    (date) =>
      !days.has(date) && over.some(({ from, to }) => from <= dayBounds(date).start && to >= dayBounds(date).end),
  );
  const baseLoads = known.flatMap(({ baseLoadW }) => baseLoadW ?? []).sort((a, b) => a - b);
  return {
    importWh: plus(
      sumKnown((day) => day.importWh),
      lost('importWh', over),
    ),
    exportWh: plus(
      sumKnown((day) => day.exportWh),
      lost('exportWh', over),
    ),
    gapImportWh: lost('importWh', gaps),
    gapExportWh: lost('exportWh', gaps),
    simultaneousWh: sum((day) => day.simultaneousWh),
    maxImport: highest((day) => day.maxImport),
    maxExport: highest((day) => day.maxExport),
    baseLoadW: baseLoads.length === 0 ? null : (baseLoads[baseLoads.length >> 1] as number),
    received: sum((day) => day.received),
    expected: sum((day) => day.expected),
    daysKnown: known.length,
    daysDue: dates.filter((date) => date >= extent.first && date <= extent.last).length,
    daysSummed: known.length + passedOver.length,
  };
}

/** The days of `other` that lie opposite the elapsed ones of `period`: a running month is compared with as many days. */
export function comparedDays(period: Period, other: Period, extent: Extent): string[] {
  const elapsed = daysBetween(period.day, extent.last) + 1;
  const whole = daysOf(other, extent.last);
  return lastDay(period, extent.last) <= extent.last ? whole : whole.slice(0, Math.max(0, elapsed));
}

/** Days of a period that the archive should have and has not. */
export function missingDays(dates: readonly string[], days: DayMap, extent: Extent): number {
  return dates.filter((date) => date <= extent.last && !days.has(date)).length;
}

/** Change from one energy to another as a share; null where there is nothing to compare with. */
export function change(now: number | null, then: number | null): number | null {
  return now === null || then === null || then === 0 ? null : (now - then) / then;
}

/** 24 hours of a day, 23 or 25 at the clock change, from its quarter hours: null where a quarter is not known. */
export function hoursOf(quarters: readonly (number | null)[]): (number | null)[] {
  const hours: (number | null)[] = [];
  for (let i = 0; i + 3 < quarters.length; i += 4) {
    const four = quarters.slice(i, i + 4);
    hours.push(four.includes(null) ? null : four.reduce<number>((sum, part) => sum + (part ?? 0), 0));
  }
  return hours;
}
