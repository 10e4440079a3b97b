/**
 * The Hungarian calendar by the rule of directive 2000/84/EC (last Sundays of March and October, 01:00 UTC). Written
 * apart from the service's own on purpose: the two check each other in the tests.
 */

export const HOUR = 3600;
const DAY = 24 * HOUR;

/** Day of the week of a count of days since 1970-01-01 (a Thursday); 0 is Sunday. */
function weekday(days: number): number {
  return (((days + 4) % 7) + 7) % 7;
}

function lastSunday(year: number, month: number): number {
  const lastDay = Date.UTC(year, month, 0) / 1000 / DAY;
  return lastDay - weekday(lastDay);
}

/** Seconds to add to UTC: 7200 in summer (letter S), 3600 in winter (W). */
export function offsetAt(instant: number): number {
  const year = new Date(instant * 1000).getUTCFullYear();
  const summer = lastSunday(year, 3) * DAY + HOUR;
  const winter = lastSunday(year, 10) * DAY + HOUR;
  return instant >= summer && instant < winter ? 2 * HOUR : HOUR;
}

/** A date of the local calendar, as days since 1970-01-01. */
export function localDay(instant: number): number {
  return Math.floor((instant + offsetAt(instant)) / DAY);
}

/** The instant at which a local day starts. */
export function midnight(day: number): number {
  const winter = day * DAY - HOUR;
  return winter - (offsetAt(winter - HOUR) - HOUR);
}

export interface DayTraits {
  readonly weekend: boolean;
  /** 0 in the middle of January, 0.5 in the middle of July. */
  readonly season: number;
  /** First day of its month. */
  readonly monthStart: number;
}

export function traits(day: number): DayTraits {
  const date = new Date(day * DAY * 1000);
  const yearStart = Date.UTC(date.getUTCFullYear(), 0, 15) / 1000 / DAY;
  const season = (day - yearStart) / 365.25;
  return {
    weekend: weekday(day) % 6 === 0,
    season: season - Math.floor(season),
    monthStart: day - date.getUTCDate() + 1,
  };
}

/** First local day of the month before the one that starts on `monthStart`. */
export function previousMonth(monthStart: number): number {
  return traits(monthStart - 1).monthStart;
}

/** The telegram's clock, DSMR 5.0.2 TST: `YYMMDDhhmmss` and S or W. */
export function timestamp(instant: number): string {
  const offset = offsetAt(instant);
  const text = new Date((instant + offset) * 1000).toISOString();
  return text.slice(2, 19).replace(/[-T:]/g, '') + (offset === 2 * HOUR ? 'S' : 'W');
}
