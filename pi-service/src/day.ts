/**
 * UTC instant <-> Hungarian local day. An instant is whole seconds of UTC since 1970, a day the Europe/Budapest date
 * `YYYY-MM-DD`. The rule is arithmetic (last Sunday of March to last Sunday of October, both at 01:00 UTC, in force in
 * Hungary since 1996), so that phone, service and tests agree whatever their zone data say.
 */

const HOUR = 3600;
const DAY = 86_400;

export interface DayBounds {
  /** First instant of the day, and of the next day. */
  readonly start: number;
  readonly end: number;
}

/** Letter of a telegram's time: S is UTC+2, W is UTC+1. */
export type Dst = 'S' | 'W';

/** Days since 1970-01-01 of a proleptic Gregorian date; the year is counted from March so that leap days come last. */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function civilFromDays(days: number): Civil {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/** Instant of 01:00 UTC on the last Sunday of a month with 31 days. */
function clockChange(year: number, month: number): number {
  const last = daysFromCivil(year, month, 31);
  // 1970-01-01 was a Thursday: (days + 4) % 7 counts from Sunday.
  return (last - ((((last + 4) % 7) + 7) % 7)) * DAY + HOUR;
}

/** Whether summer time (S) is in force in Hungary at an instant. */
export function isSummer(utc: number): boolean {
  const { year } = civilFromDays(Math.floor(utc / DAY));
  return utc >= clockChange(year, 3) && utc < clockChange(year, 10);
}

/** Seconds to add to UTC for the Hungarian clock. */
export function offsetAt(utc: number): number {
  return isSummer(utc) ? 2 * HOUR : HOUR;
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

function dateText(days: number): string {
  const { year, month, day } = civilFromDays(days);
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
}

/** The Hungarian date of an instant. */
export function dayOf(utc: number): string {
  return dateText(Math.floor((utc + offsetAt(utc)) / DAY));
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days since 1970 of `YYYY-MM-DD`, or null when there is no such date. */
function parseDate(text: string): number | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const days = daysFromCivil(Number(match[1]), Number(match[2]), Number(match[3]));
  return dateText(days) === text ? days : null;
}

/** Whether the text is a date of the calendar. */
export function isDay(text: string): boolean {
  return parseDate(text) !== null;
}

function daysOf(day: string): number {
  const days = parseDate(day);
  if (days === null) throw new RangeError(`not a day: ${day}`);
  return days;
}

function midnight(days: number): number {
  // The clock changes at 01:00 UTC, never near a Hungarian midnight: the offset one hour before UTC midnight holds at it.
  return days * DAY - offsetAt(days * DAY - HOUR);
}

/** First and last instants of a day: 23, 24 or 25 hours. Throws RangeError on a text that is no day. */
export function dayBounds(day: string): DayBounds {
  const days = daysOf(day);
  return { start: midnight(days), end: midnight(days + 1) };
}

/** The day `count` days later (earlier when negative). */
export function addDays(day: string, count: number): string {
  return dateText(daysOf(day) + count);
}

/** Whole days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return daysOf(to) - daysOf(from);
}

/** Quarter hours of a day: 96, 92 in the spring, 100 in the autumn. */
export function quarterCount(day: string): number {
  const { start, end } = dayBounds(day);
  return (end - start) / 900;
}

export interface LocalClock {
  /** `2023-08-15 15:52:00`, as the meter would print it. */
  readonly text: string;
  readonly dst: Dst;
}

/** The Hungarian clock at an instant; the letter tells the two hours of the autumn change apart. */
export function localClock(utc: number): LocalClock {
  const dst = isSummer(utc) ? 'S' : 'W';
  return { text: clockText(utc, dst), dst };
}

/** Clock text of an instant in the offset of a letter, which may differ from the one in force (a meter that never switches). */
export function clockText(utc: number, dst: Dst): string {
  const local = utc + (dst === 'S' ? 2 * HOUR : HOUR);
  const seconds = ((local % DAY) + DAY) % DAY;
  const time = `${pad(Math.floor(seconds / HOUR))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return `${dateText(Math.floor(local / DAY))} ${time}`;
}

/** Instant of `2023-08-15 15:52:00` with its letter, or null when there is no such date or time. Second 60 is the next minute's first. */
export function clockInstant(text: string, dst: Dst): number | null {
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}):(\d{2}):(\d{2})$/.exec(text);
  if (match === null) return null;
  const days = parseDate(match[1] as string);
  const hour = Number(match[2]);
  const minute = Number(match[3]);
  const second = Number(match[4]);
  if (days === null || hour > 23 || minute > 59 || second > 60) return null;
  return days * DAY + hour * HOUR + minute * 60 + second - (dst === 'S' ? 2 * HOUR : HOUR);
}

export interface MeterTime {
  readonly utc: number;
  readonly dst: Dst;
}

/** A Reading's `time` (`2023-08-15T15:52:00+02:00`) as instant and letter, or null when it is not of that form. */
export function meterTime(time: string): MeterTime | null {
  const dst = time.endsWith('+02:00') ? 'S' : time.endsWith('+01:00') ? 'W' : null;
  if (dst === null || time.length !== 25 || time[10] !== 'T') return null;
  const utc = clockInstant(`${time.slice(0, 10)} ${time.slice(11, 19)}`, dst);
  return utc === null ? null : { utc, dst };
}

/** A Reading's `time` for an instant in the offset of a letter. */
export function meterTimeText(utc: number, dst: Dst): string {
  return `${clockText(utc, dst).replace(' ', 'T')}+0${dst === 'S' ? 2 : 1}:00`;
}
