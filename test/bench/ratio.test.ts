import { expect, test } from 'vitest';
import { absolute, compared, held, isMet, ratioOf, spreadOf } from './ratio.js';
import { asJson, asMarkdown, asText, machineNow, summaryOf } from './report.js';
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
  expect(isMet({ goal: 'G8', what: '', reason: 'no root' })).toBeNull();
  expect(isMet(absolute('', 'ms', [99]))).toBeNull();
});

test('the report tells met, missed and what could not be measured, to people and to machines', () => {
  const lines = [
    held('G1', 'one', spreadOf([1.5])),
    held('G2', 'two', spreadOf([4.9])),
    { goal: 'G8', what: 'three', reason: 'needs root' } as const,
    absolute('four', 'µs', [12.345]),
  ];
  const groups = [{ name: 'all', lines }];
  const text = asText(groups[0] as (typeof groups)[number]);
  expect(text).toMatch(/G1 .*1\.5 ×.*≤ 1\.6 {2}met +one\n/);
  expect(text).toMatch(/G2 .*4\.9 ×.*≥ 5 {2}MISSED +two\n/);
  expect(text).toContain('G8         not measured: needs root\n');
  expect(text).toMatch(/12\.3 µs .*four\n$/);
  expect(asMarkdown(machineNow(), groups).split('\n').slice(4, -1)).toEqual([
    '| G1 | ≤ 1.6 | 1.5 (1.5–1.5) | met | one |',
    '| G2 | ≥ 5 | 4.9 (4.9–4.9) | missed | two |',
    '| G8 | ≤ 6.5 | | not measured | three: needs root |',
  ]);
  expect(summaryOf(groups)).toBe('1 of 2 goals met, 1 not measured');
  const [all] = (JSON.parse(asJson(machineNow(), groups)) as { groups: { lines: Record<string, unknown>[] }[] }).groups;
  expect(all?.lines.map(({ met, target }) => [met, target])).toEqual([
    [true, { atMost: 1.6 }],
    [false, { atLeast: 5 }],
    [null, { atMost: 6.5 }],
    [null, null],
  ]);
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
