import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pixelColumns } from '../src/data/pixel-columns.js';

const same = (n: number): number => n;
const columns = (x: number[], y: (number | null)[], width: number, reach = 0) =>
  pixelColumns(x, y, same, same, width, reach);

describe('a curve by columns of pixels', () => {
  it('covers from the least to the most within a column, and what the line passes on its way to the next', () => {
    const { top, bottom } = columns([0.2, 0.4, 0.6, 2.6], [5, 9, 1, 5], 4);
    expect([...top]).toEqual([1, 1.8, 3.8, Number.NaN]);
    expect([...bottom]).toEqual([9, 3.8, 5, Number.NaN]);
  });

  it('leaves a gap empty, and shows a reading between two gaps', () => {
    const { top, bottom } = columns([0.5, 1.5, 2.5, 4.5, 5, 6.5], [1, 1, null, 7, null, 1], 7);
    expect([...top]).toEqual([1, 1, Number.NaN, Number.NaN, 7, Number.NaN, 1]);
    expect([...bottom]).toEqual([...top]);
  });

  it('follows a line that comes from outside and goes outside', () => {
    const { top, bottom } = columns([-2, 6], [0, 8], 3);
    expect([...top]).toEqual([2, 3, 4]);
    expect([...bottom]).toEqual([3, 4, 5]);
    expect([...columns([1e9, 1e9 + 5], [1, 1], 2).top]).toEqual([Number.NaN, Number.NaN]);
  });

  it('widens a spike by the reach of the pen', () => {
    const { top, bottom } = columns([0.5, 1.5, 2.5, 3, 3.5, 4.5, 5.5, 6.5], [8, 8, 8, 8, 1, 8, 8, 8], 7, 1);
    expect([...top]).toEqual([8, 8, 1, 1, 1, 4.5, 8]);
    expect([...bottom]).toEqual([8, 8, 8, 8, 8, 8, 8]);
  });

  it('touches from column to column and reaches every point, whatever the curve', () => {
    const curve = fc.array(
      fc.tuple(fc.double({ min: 0, max: 2, noNaN: true }), fc.integer({ min: -9000, max: 9000 })),
      {
        minLength: 2,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(curve, (steps) => {
        let at = 0;
        const x = steps.map(([step]) => (at += step));
        const y = steps.map(([, value]) => value);
        const { top, bottom } = columns(x, y, Math.floor(at) + 1);
        for (const [i, value] of y.entries()) {
          const column = Math.floor(x[i] as number);
          expect(top[column]).toBeLessThanOrEqual(value);
          expect(bottom[column]).toBeGreaterThanOrEqual(value);
        }
        for (let k = Math.floor(x[0] as number) + 1; k < top.length; k++) {
          expect(top[k]).toBeLessThanOrEqual((bottom[k - 1] as number) + 1e-6);
          expect(bottom[k]).toBeGreaterThanOrEqual((top[k - 1] as number) - 1e-6);
        }
        expect(Math.min(...top.filter((edge) => !Number.isNaN(edge)))).toBeCloseTo(Math.min(...y), 6);
        expect(Math.max(...bottom.filter((edge) => !Number.isNaN(edge)))).toBeCloseTo(Math.max(...y), 6);
      }),
    );
  });
});
