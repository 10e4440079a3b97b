import { dayBounds } from '@okosmero/pi-service/day';
import { describe, expect, it } from 'vitest';
import { clockChange, clockLabel, niceStep, powerRange, timeTicks, valueTicks } from '../src/data/ticks.js';

const labels = (day: string, most: number): string[] => {
  const { start, end } = dayBounds(day);
  return timeTicks(start, end, most).map(({ label }) => label);
};

describe('the time axis', () => {
  it('starts at 00 and ends at 24', () => {
    expect(labels('2026-08-15', 5)).toEqual(['00', '06', '12', '18', '24']);
  });

  it('writes the hour that comes twice in autumn as 02A and 02B', () => {
    expect(labels('2026-10-25', 30).slice(0, 6)).toEqual(['00', '01', '02A', '02B', '03', '04']);
    expect(labels('2026-10-25', 30)).toHaveLength(26);
  });

  it('leaves out the hour that spring has not', () => {
    expect(labels('2026-03-29', 30).slice(0, 4)).toEqual(['00', '01', '03', '04']);
    expect(labels('2026-03-29', 30)).toHaveLength(24);
  });

  it('keeps to round local hours on both days of the change', () => {
    expect(labels('2026-03-29', 6)).toEqual(['00', '06', '12', '18', '24']);
    expect(labels('2026-10-25', 6)).toEqual(['00', '06', '12', '18', '24']);
    expect(labels('2026-03-29', 9)).toEqual(['00', '03', '06', '09', '12', '15', '18', '21', '24']);
    expect(labels('2026-10-25', 9)).toEqual(['00', '03', '06', '09', '12', '15', '18', '21', '24']);
    expect(labels('2026-10-25', 13).slice(0, 5)).toEqual(['00', '02A', '02B', '04', '06']);
    expect(labels('2026-03-29', 12).slice(0, 3)).toEqual(['00', '04', '06']);
  });

  it('goes down to ten seconds', () => {
    const { start } = dayBounds('2026-08-15');
    const ticks = timeTicks(start + 52_320, start + 52_360, 6);
    expect(ticks.map(({ label }) => label)).toEqual(['14:32:00', '14:32:10', '14:32:20', '14:32:30', '14:32:40']);
  });

  it('steps by whole days with their dates where days are many', () => {
    const ticks = timeTicks(dayBounds('2026-01-01').start, dayBounds('2026-12-31').end, 12);
    expect(ticks.length).toBeLessThanOrEqual(12);
    expect(ticks.map(({ label }) => label).slice(0, 3)).toEqual(['01-07', '02-07', '03-10']);
  });

  it('tells the two equal hours apart to the minute', () => {
    const { start } = dayBounds('2026-10-25');
    expect(clockLabel(start + 2.25 * 3600)).toBe('02A:15');
    expect(clockLabel(start + 3.25 * 3600)).toBe('02B:15');
    expect(clockLabel(start + 4.25 * 3600, true)).toBe('03:15:00');
  });

  it('knows the days of the change by their length', () => {
    expect(['2026-03-29', '2026-10-25', '2026-06-01'].map((day) => clockChange(dayBounds(day)))).toEqual([
      'spring',
      'autumn',
      null,
    ]);
  });
});

describe('the value axis', () => {
  it('takes steps of 1, 2 and 5', () => {
    expect([9, 70, 700, 4400].map((range) => niceStep(range, 6))).toEqual([2, 20, 200, 1000]);
  });

  it('leaves zero to the zero line', () => {
    expect(valueTicks(-2000, 4000, 6)).toEqual([-2000, -1000, 1000, 2000, 3000, 4000]);
  });

  it('holds every value and shows something for an idle day', () => {
    expect(powerRange(4300, 0)).toEqual({ min: 0, max: 6000 });
    expect(powerRange(120, 3880)).toEqual({ min: -6000, max: 500 });
    expect(powerRange(0, 0)).toEqual({ min: 0, max: 500 });
    expect(powerRange(120_000, 0).max).toBeGreaterThan(120_000);
  });
});
