import { dayBounds } from '@okosmero/pi-service/day';
import { ABSENT } from '@okosmero/pi-service/pack';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPyramid, firstAtOrAfter, nearest, viewOf } from '../src/data/series.js';
import { dayColumns } from './columns.js';

const DAY = '2026-08-15';
const { start, end } = dayBounds(DAY);

describe('the load curve', () => {
  it('is the readings themselves when there is a pixel for each', () => {
    const columns = dayColumns({ day: DAY, watts: (s) => s % 700 });
    const [x, up, down] = viewOf(buildPyramid(columns), start + 3600, start + 3900, 1200);
    expect(x).toHaveLength(30 + 2);
    expect(up[1]).toBe(3600 % 700);
    expect(down.every((value) => value === 0)).toBe(true);
  });

  it('draws export below zero', () => {
    const [, up, down] = viewOf(buildPyramid(dayColumns({ day: DAY, watts: () => -2710 })), start, end, 400);
    expect(new Set(down)).toEqual(new Set([-2710]));
    expect(new Set(up)).toEqual(new Set([0]));
  });

  it('needs few points however much it shows, and keeps every peak', () => {
    const peaks = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 8639 }), fc.integer({ min: 500, max: 20_000 })), {
      minLength: 1,
      maxLength: 5,
      selector: ([at]) => at,
    });
    fc.assert(
      fc.property(peaks, fc.integer({ min: 200, max: 1200 }), (spikes, pixels) => {
        const at = new Map(spikes.map(([slot, watts]) => [slot * 10, watts]));
        const columns = dayColumns({ day: DAY, watts: (s) => at.get(s) ?? 120 });
        const [x, up] = viewOf(buildPyramid(columns), start, end, pixels);
        expect(x.length).toBeLessThanOrEqual(8 * pixels);
        expect(Math.max(...up.filter((value) => value !== null))).toBe(Math.max(...at.values()));
        expect(Math.min(...up.filter((value) => value !== null))).toBe(120);
      }),
      { numRuns: 40 },
    );
  });

  it('breaks its line at every gap, zoomed out or in', () => {
    const columns = dayColumns({
      day: DAY,
      holes: [
        [7200, 10_800],
        [50_000, 50_200],
      ],
    });
    const pyramid = buildPyramid(columns);
    for (const pixels of [50, 300, 5000]) {
      const [x, up] = viewOf(pyramid, start, end, pixels);
      expect(up.filter((value) => value === null)).toHaveLength(2);
      const first = up.indexOf(null);
      expect(x[first]).toBe(start + 10_799.5);
    }
    const [, close] = viewOf(pyramid, start + 7000, start + 11_000, 1200);
    expect(close.filter((value) => value === null)).toHaveLength(1);
  });

  it('keeps time in order for every stretch of the day', () => {
    const columns = dayColumns({ day: DAY, watts: (s) => (s % 9000) - 4000, holes: [[1000, 5000]] });
    const pyramid = buildPyramid(columns);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_400 }), fc.integer({ min: 60, max: 86_400 }), (from, length) => {
        const [x] = viewOf(pyramid, start + from, start + from + length, 400);
        for (let i = 1; i < x.length; i++) expect(x[i] as number).toBeGreaterThan(x[i - 1] as number);
      }),
      { numRuns: 100 },
    );
  });

  it('shows an absent value as nothing, not as zero', () => {
    const columns = dayColumns({ day: DAY, step: 60 });
    columns.exportW.fill(ABSENT);
    const [, up, down] = viewOf(buildPyramid(columns), start, end, 100);
    expect(down.every((value) => value === null)).toBe(true);
    expect(up.some((value) => value !== null)).toBe(true);
  });

  it('is empty for a day without readings', () => {
    const columns = dayColumns({ day: DAY, holes: [[-1, 90_000]] });
    expect(viewOf(buildPyramid(columns), start, end, 400)).toEqual([[], [], []]);
  });

  it.each([
    ['2026-03-29', 8280],
    ['2026-10-25', 9000],
  ])('holds all of %s, the day of the clock change', (day, rows) => {
    const columns = dayColumns({ day });
    const bounds = dayBounds(day);
    expect(columns.time).toHaveLength(rows);
    const [x, up] = viewOf(buildPyramid(columns), bounds.start, bounds.end, 20_000);
    expect(x).toHaveLength(rows);
    expect(up).not.toContain(null);
  });
});

describe('positions in time', () => {
  const time = Uint32Array.from([10, 20, 30, 90]);

  it('finds the first reading at or after an instant', () => {
    expect([5, 10, 11, 90, 91].map((at) => firstAtOrAfter(time, at))).toEqual([0, 0, 1, 3, 4]);
  });

  it('finds the nearest reading within reach, or none', () => {
    expect(nearest(time, 26, 30)).toBe(2);
    expect(nearest(time, 60, 20)).toBe(-1);
    expect(nearest(new Uint32Array(0), 60, 20)).toBe(-1);
  });
});
