/**
 * Calendar arithmetic on local days (`YYYY-MM-DD`), in the app's terms. Nothing here knows an
 * instant or a time zone; pi-service/day turns dates into instants.
 */
import { addDays, isDay } from '@okosmero/pi-service/day';

export const SPANS = ['day', 'week', 'month', 'year', 'all'] as const;
export type Span = (typeof SPANS)[number];

/** A stretch of the log: its span and the first day of it. `all` starts at the archive's first day and has no neighbours. */
export interface Period {
  readonly span: Span;
  readonly day: string;
}

function utc(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

function text(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** The same day of another month; the 31st becomes the last day that month has. */
export function addMonths(day: string, months: number): string {
  const date = utc(day);
  const month = date.getUTCMonth() + months;
  const lastOfMonth = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  return text(new Date(Date.UTC(date.getUTCFullYear(), month, Math.min(date.getUTCDate(), lastOfMonth))));
}

/** 0 = Monday. */
function weekday(day: string): number {
  return (utc(day).getUTCDay() + 6) % 7;
}

/** The period of this span that holds the day. */
export function periodOf(span: Span, day: string): Period {
  switch (span) {
    case 'day':
      return { span, day };
    case 'week':
      return { span, day: addDays(day, -weekday(day)) };
    case 'month':
      return { span, day: `${day.slice(0, 7)}-01` };
    case 'year':
      return { span, day: `${day.slice(0, 4)}-01-01` };
    case 'all':
      return { span, day };
  }
}

/** The neighbour `steps` periods later; null for `all`. */
export function shift(period: Period, steps: number): Period | null {
  switch (period.span) {
    case 'day':
      return { span: 'day', day: addDays(period.day, steps) };
    case 'week':
      return { span: 'week', day: addDays(period.day, 7 * steps) };
    case 'month':
      return { span: 'month', day: addMonths(period.day, steps) };
    case 'year':
      return { span: 'year', day: addMonths(period.day, 12 * steps) };
    case 'all':
      return null;
  }
}

/** The same period a year earlier; a week is compared with the week 52 weeks before, so that weekdays meet. */
export function yearBefore(period: Period): Period | null {
  switch (period.span) {
    case 'day':
    case 'month':
    case 'year':
      return { span: period.span, day: addMonths(period.day, -12) };
    case 'week':
      return { span: 'week', day: addDays(period.day, -364) };
    case 'all':
      return null;
  }
}

/** Last day of the period, inclusive. `all` ends at the archive's last day. */
export function lastDay(period: Period, archiveEnd: string): string {
  const next = shift(period, 1);
  return next === null ? archiveEnd : addDays(next.day, -1);
}

/** Every day of the period, in order. */
export function daysOf(period: Period, archiveEnd: string): string[] {
  const days: string[] = [];
  for (let day = period.day, last = lastDay(period, archiveEnd); day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The calendar years that the period touches. */
export function yearsOf(period: Period, archiveEnd: string): number[] {
  const years: number[] = [];
  const last = Number(lastDay(period, archiveEnd).slice(0, 4));
  for (let year = Number(period.day.slice(0, 4)); year <= last; year++) years.push(year);
  return years;
}

/** Drill-down: the span of one bar. Months open from a year, years from everything. */
export function barSpan(span: Span): Exclude<Span, 'all'> {
  return span === 'all' ? 'year' : span === 'year' ? 'month' : 'day';
}

/** One level up, as Back goes. */
export function parent(period: Period): Period | null {
  switch (period.span) {
    case 'day':
    case 'week':
      return periodOf('month', period.day);
    case 'month':
      return periodOf('year', period.day);
    case 'year':
      return { span: 'all', day: period.day };
    case 'all':
      return null;
  }
}

/** Path segments of a period in the URL: `day/2026-08-15`, `month/2026-08`, `year/2026`, `all`. */
export function periodPath(period: Period): string {
  const length = { day: 10, week: 10, month: 7, year: 4, all: 0 }[period.span];
  return length === 0 ? 'all' : `${period.span}/${period.day.slice(0, length)}`;
}

/** Reads what {@link periodPath} wrote; anything else becomes the span that was asked for (or a day) around `today`. */
export function parsePeriod(path: readonly string[], today: string): Period {
  const span = SPANS.find((known) => known === path[0]) ?? 'day';
  const date = path[1] ?? '';
  const day = `${date}${'0000-01-01'.slice(date.length)}`;
  return periodOf(span, date !== '' && isDay(day) ? day : today);
}
