import { describe, expect, it } from 'vitest';
import {
  addDays,
  clockInstant,
  clockText,
  dayBounds,
  dayOf,
  daysBetween,
  isDay,
  isSummer,
  localClock,
  meterTime,
  meterTimeText,
  quarterCount,
} from '../src/day.js';

const zone = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Budapest',
  dateStyle: 'short',
  timeStyle: 'medium',
});

describe('the Hungarian calendar', () => {
  it('agrees with ICU every 6 hours and 1 second from 2000 to 2040', () => {
    const end = Date.UTC(2041, 0, 1) / 1000;
    for (let utc = Date.UTC(2000, 0, 1) / 1000; utc < end; utc += 6 * 3600 + 1) {
      expect(localClock(utc).text).toBe(zone.format(utc * 1000));
    }
  });

  it('agrees with ICU every 10 minutes of the days around each clock change', () => {
    for (let year = 2000; year <= 2040; year++) {
      for (const month of [2, 9]) {
        for (let utc = Date.UTC(year, month, 24) / 1000; utc < Date.UTC(year, month + 1, 1) / 1000; utc += 600) {
          const { text, dst } = localClock(utc);
          expect(text).toBe(zone.format(utc * 1000));
          expect(clockInstant(text, dst)).toBe(utc);
          const { start, end } = dayBounds(dayOf(utc));
          expect(utc >= start && utc < end).toBe(true);
        }
      }
    }
  });

  it('joins the days without a seam, and each has 92, 96 or 100 quarter hours', () => {
    const counts = new Map<number, number>();
    for (let day = '2000-01-01'; day < '2041-01-01'; day = addDays(day, 1)) {
      const { start, end } = dayBounds(day);
      expect(dayBounds(addDays(day, 1)).start).toBe(end);
      expect([dayOf(start), dayOf(end - 1)]).toEqual([day, day]);
      counts.set(quarterCount(day), (counts.get(quarterCount(day)) ?? 0) + 1);
    }
    expect([...counts].sort((a, b) => a[0] - b[0])).toEqual([
      [92, 41],
      [96, 14976 - 82],
      [100, 41],
    ]);
  });

  it('tells the repeated hour apart by its letter', () => {
    expect(clockInstant('2026-10-25 02:30:00', 'S')).toBe(Date.UTC(2026, 9, 25, 0, 30) / 1000);
    expect(clockInstant('2026-10-25 02:30:00', 'W')).toBe(Date.UTC(2026, 9, 25, 1, 30) / 1000);
    expect(isSummer(Date.UTC(2026, 9, 25, 0, 59, 59) / 1000)).toBe(true);
    expect(isSummer(Date.UTC(2026, 9, 25, 1) / 1000)).toBe(false);
  });

  it('refuses what is no date or time', () => {
    for (const text of ['2023-02-29', '2023-13-01', '2023-1-1', '../etc', '', '2023-01-01x'])
      expect(isDay(text)).toBe(false);
    expect(isDay('2024-02-29')).toBe(true);
    for (const text of ['2023-01-01 24:00:00', '2023-01-01 00:60:00', '2023-02-30 00:00:00', '2023-01-01T00:00:00'])
      expect(clockInstant(text, 'W')).toBeNull();
    expect(clockInstant('2023-01-01 00:00:60', 'W')).toBe(clockInstant('2023-01-01 00:01:00', 'W'));
    expect(() => dayBounds('yesterday')).toThrow(RangeError);
  });

  it('reads and prints the time of a Reading', () => {
    const time = meterTime('2023-08-15T15:52:00+02:00');
    expect(time).toEqual({ utc: Date.UTC(2023, 7, 15, 13, 52) / 1000, dst: 'S' });
    expect(meterTimeText(Date.UTC(2023, 7, 15, 13, 52) / 1000, 'S')).toBe('2023-08-15T15:52:00+02:00');
    expect(meterTime('2023-08-15T15:52:00Z')).toBeNull();
    expect(meterTime('2023-08-15X15:52:00+02:00')).toBeNull();
    // A meter that prints W all year: its clock stays as printed.
    expect(clockText(Date.UTC(2023, 7, 15, 13, 52) / 1000, 'W')).toBe('2023-08-15 14:52:00');
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
  });
});
