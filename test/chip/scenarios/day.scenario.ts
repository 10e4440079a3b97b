/** A whole day: what grows, grows here. */
import { expect, test } from 'vitest';
import { expectHealthy } from '../budgets.js';
import { prints } from '../home.js';
import { fixture } from './fixture.js';

const HOUR_MS = 3_600_000;
/** From the first print to midnight: the comparison is of one day. */
const READINGS = 8250;
const board = fixture();

test.runIf(process.env.OKOSMERO_LONG === '1')('24 hours, C heap and stack flat', { timeout: 7_200_000 }, async () => {
  const home = await board.home();
  const chip = await home.start(board.flash, {
    meter: prints(READINGS),
    speed: 60,
    seconds: 86_400,
    script: Array.from({ length: 23 }, (_, hour) => [(hour + 1) * HOUR_MS, `report hour ${hour + 1}`]),
  });
  await expectHealthy(chip, '24 hours, C heap and stack flat from the second hour on');
  const hours = chip.all('report').filter(({ name }) => name.startsWith('hour'));
  // A packet on its way is no leak: the most that is free in three hours is without one.
  const free = (some: typeof hours) => Math.max(...some.map(({ heap }) => heap.free));
  expect(free(hours.slice(-3)), 'free heap at the end').toBeGreaterThan(free(hours.slice(1, 4)) - 256);
  expect(hours.at(-1)?.stack.used).toBe(hours[1]?.stack.used);
  await home.expectWhole(READINGS);
});
