import { expect, it } from 'vitest';
import { midnight } from './calendar.js';
import { instantsOf, planHistory, readingsOf } from './history-plan.js';

const dayOf = (date: string) => Date.parse(date) / 86_400_000;
const past = { firstDay: dayOf('2026-10-23'), firstFineDay: dayOf('2026-10-25'), coarseStep: 60 };
const plans = planHistory(past, midnight(dayOf('2026-10-27')) + 3605);

it('goes from the newest day to the first, fine ones first', () => {
  expect(plans.map(({ day, step }) => [day - past.firstDay, step])).toEqual([
    [4, 10],
    [3, 10],
    [2, 10],
    [1, 60],
    [0, 60],
  ]);
});

it('ends today at the last full step and gives the day of the clock change its 25 hours', () => {
  expect(plans.map(readingsOf)).toEqual([361, 8640, 9000, 1440, 1439]);
});

it('names every instant of a day once, the first midnight of the meter excepted', () => {
  for (const plan of plans) {
    const instants = instantsOf(plan);
    expect(instants.length).toBe(readingsOf(plan));
    expect(new Set(instants).size).toBe(instants.length);
    expect([instants[0], instants.at(-1)]).toEqual([plan.from, plan.to]);
  }
  expect(plans.at(-1)?.from).toBe(midnight(past.firstDay) + 60);
});
