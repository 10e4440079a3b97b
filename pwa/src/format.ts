/**
 * Numbers and dates as people read them, by Intl in the language in force. Instants are seconds of UTC and always shown
 * in the household's zone, wherever the phone is; days are dates without a zone.
 */
import { type Language, language } from './locales/language.js';
import { words } from './locales/words.js';
import type { Period } from './period.js';

const TAG: Readonly<Record<Language, string>> = { hu: 'hu-HU', en: 'en-GB' };
const HOUSEHOLD = 'Europe/Budapest';

/** Intl objects are costly to make: one for each language and pattern. */
function once<T>(make: (tag: string, key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    const tag = TAG[language.value];
    const name = `${tag} ${key}`;
    let formatter = made.get(name);
    if (formatter === undefined) {
      formatter = make(tag, key);
      made.set(name, formatter);
    }
    return formatter;
  };
}

const decimals = once((tag, digits) => {
  const fraction = Number(digits);
  return new Intl.NumberFormat(tag, { minimumFractionDigits: fraction, maximumFractionDigits: fraction });
});

/** A number with exactly so many decimals; a negative one has a minus sign, not the hyphen of Intl. */
export function number(value: number, digits = 0): string {
  const text = decimals(String(digits)).format(value);
  return text.replace('-', /[1-9]/.test(text) ? '\u2212' : '');
}

/** W as kW: `2,71`. */
export function kilowatts(watts: number, digits = 2): string {
  return number(watts / 1000, digits);
}

/** Wh as kWh with about three figures: `4,82`, `18,6`, `1711`. */
export function kilowattHours(wattHours: number): string {
  const kWh = wattHours / 1000;
  const size = Math.abs(kWh);
  return number(kWh, size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

export function forints(amount: number): string {
  return `${number(Math.round(amount))}\u00a0Ft`;
}

export function percent(share: number, digits = 0): string {
  return `${number(share * 100, digits)}%`.replace('%', language.value === 'hu' ? ' %' : '%');
}

export function bytes(count: number): string {
  if (count < 1_000_000) return `${number(Math.ceil(count / 1000))} kB`;
  if (count < 1_000_000_000) return `${number(count / 1_000_000, count < 10_000_000 ? 1 : 0)} MB`;
  return `${number(count / 1_000_000_000, 1)} GB`;
}

/** Time of day, where the household is. */
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: HOUSEHOLD } as const;

const PATTERNS = {
  clock: CLOCK,
  dateTime: { ...CLOCK, year: 'numeric', month: 'short', day: 'numeric' },
  shortDateTime: { ...CLOCK, month: 'short', day: 'numeric' },
  fullDay: { year: 'numeric', month: 'short', day: 'numeric', weekday: 'long', timeZone: 'UTC' },
  shortDay: { month: 'short', day: 'numeric', timeZone: 'UTC' },
  mediumDay: { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' },
  weekday: { weekday: 'short', timeZone: 'UTC' },
  month: { year: 'numeric', month: 'long', timeZone: 'UTC' },
  shortMonthYear: { year: 'numeric', month: 'short', timeZone: 'UTC' },
  shortMonth: { month: 'short', timeZone: 'UTC' },
  narrowMonth: { month: 'narrow', timeZone: 'UTC' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const dates = once((tag, key) => new Intl.DateTimeFormat(tag, PATTERNS[key as keyof typeof PATTERNS]));

/** `19:07` of an instant. */
export function clock(instant: number): string {
  return dates('clock').format(instant * 1000);
}

/** `2026. aug. 15. 19:07` of an instant. */
export function dateTime(instant: number): string {
  return dates('dateTime').format(instant * 1000);
}

/** `aug. 15. 19:07` of an instant, where the year is plain. */
export function shortDateTime(instant: number): string {
  return dates('shortDateTime').format(instant * 1000);
}

/** A day in one of the patterns: `day('2026-08-15', 'fullDay')`. */
export function day(
  date: string,
  pattern: Exclude<keyof typeof PATTERNS, 'clock' | 'dateTime' | 'shortDateTime'>,
): string {
  return dates(pattern).format(new Date(`${date}T00:00:00Z`));
}

/** A period's title: `2026. aug. 15., szombat`, `2026. aug. 10–16.`, `2026. augusztus`, `2026`. */
export function periodTitle(period: Period, lastDay: string): string {
  switch (period.span) {
    case 'day':
      return day(period.day, 'fullDay');
    case 'week':
    case 'all':
      return dates('mediumDay').formatRange(new Date(`${period.day}T00:00:00Z`), new Date(`${lastDay}T00:00:00Z`));
    case 'month':
      return day(period.day, 'month');
    case 'year':
      return period.day.slice(0, 4);
  }
}

/** `3 másodperce`, `12 perce`, `5 órája`, `2 napja`. */
export function ago(seconds: number): string {
  const table = words();
  if (seconds < 90) return table.secondsAgo(Math.max(0, Math.round(seconds)));
  if (seconds < 90 * 60) return table.minutesAgo(Math.round(seconds / 60));
  if (seconds < 36 * 3600) return table.hoursAgo(Math.round(seconds / 3600));
  return table.daysAgo(Math.round(seconds / 86_400));
}
