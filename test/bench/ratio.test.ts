import { expect, test } from 'vitest';
import { absolute, compared, held, isMet, ratioOf, spreadOf } from './ratio.js';
import { interleave } from './rounds.js';

test('a ratio is taken within each round, so that a slow round of both sides changes nothing', () => {
  expect(ratioOf([20, 200, 22], [10, 100, 10])).toEqual({ median: 2, min: 2, max: 2.2 });
  expect(() => ratioOf([1], [1, 2])).toThrow('1 rounds beside 2');
});

test('rounds that are no figures are no result', () => {
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
  expect(() => spreadOf([])).toThrow(RangeError);
  expect(() => ratioOf([1], [0])).toThrow(RangeError);
});

test('the median is held to the goal, from above or below; other lines are held to none', () => {
  expect(isMet(held('G1', '', spreadOf([1.5, 1.6, 9])))).toBe(true);
  expect(isMet(held('G1', '', spreadOf([1.5, 1.7, 1.8])))).toBe(false);
  expect(isMet(held('G2', '', spreadOf([4.9])))).toBe(false);
  expect(isMet(held('G2', '', spreadOf([5])))).toBe(true);
  expect(isMet(compared('', spreadOf([99])))).toBeNull();
  expect(isMet(absolute('', 'ms', [99]))).toBeNull();
});

test('sides take turns, and the round in front is not counted', async () => {
  const order: string[] = [];
  let cost = 0;
  const side = (name: string) => () => {
    order.push(name);
    return ++cost;
  };
  expect(await interleave({ a: side('a'), b: side('b') }, 2)).toEqual({ a: [3, 5], b: [4, 6] });
  expect(order.join('')).toBe('ababab');
});
