import { describe, expect, it } from 'vitest';
import { ABSENT } from '../src/pack.js';
import { longestStep, usualStep } from '../src/step.js';
import { isOutside, voltageMeans } from '../src/voltage.js';

const START = 1_779_228_000;

function readings(minutes: number, volts: (index: number) => number): [Int32Array, Uint32Array] {
  const count = minutes * 6;
  return [
    Int32Array.from({ length: count }, (_, i) => volts(i)),
    Uint32Array.from({ length: count }, (_, i) => START + i * 10),
  ];
}

describe('the usual step', () => {
  it('is the median, and a gap begins beyond three of them', () => {
    expect(usualStep([0, 10, 20, 140, 150])).toBe(10);
    expect(longestStep([0, 60, 120])).toBe(180);
  });

  it('is ten seconds where a single reading tells nothing', () => {
    expect(usualStep([5])).toBe(10);
  });
});

describe('ten-minute voltage means', () => {
  it('are aligned to the day and judged without rounding', () => {
    const means = voltageMeans(...readings(30, (i) => (i < 60 ? 25_300 : i < 120 ? 25_301 : 20_699)), START);
    expect(means.map(({ at, count }) => [at - START, count])).toEqual([
      [0, 60],
      [600, 60],
      [1200, 60],
    ]);
    expect(means.map(isOutside)).toEqual([false, true, true]);
  });

  it('need half of their readings', () => {
    const halves = (present: number) => voltageMeans(...readings(10, (i) => (i < present ? 23_000 : ABSENT)), START);
    expect(halves(29)).toEqual([]);
    expect(halves(30)).toHaveLength(1);
  });
});
