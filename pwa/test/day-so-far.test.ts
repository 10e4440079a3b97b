import { describe, expect, it } from 'vitest';
import { energyUntil } from '../src/data/day-so-far.js';

describe('the energy of a day so far', () => {
  const quarters = [100, 200, 300, null, 500];

  it('counts the whole quarters and the part of the running one', () => {
    expect([0, 450, 900, 901, 2700].map((seconds) => energyUntil(quarters, seconds))).toEqual([0, 50, 100, 100, 600]);
    expect(energyUntil(quarters, 1350)).toBe(200);
  });

  it('is not known beyond a quarter that is not', () => {
    expect([2701, 4000, 9000].map((seconds) => energyUntil(quarters, seconds))).toEqual([null, null, null]);
  });
});
