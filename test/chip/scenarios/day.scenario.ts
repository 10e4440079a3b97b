/** A whole day: what grows, grows here. */
import { expect, test } from 'vitest';
import { expectHealthy } from '../budgets.js';
import { prints } from '../home.js';
import { fixture } from './fixture.js';

const HOUR_MS = 3_600_000;
/** From the first print to midnight: the comparison is of one day. */
const READINGS = 8250;
const board = fixture();

test.runIf(process.env.OKOSMERO_LONG)('24 hours, memory flat', { timeout: 7_200_000 }, async () => {
  const home = await board.home();
  const chip = await home.start(board.flash, {
    meter: prints(READINGS),
    speed: 60,
    seconds: 86_400,
    script: Array.from({ length: 23 }, (_, hour) => [(hour + 1) * HOUR_MS, `report hour ${hour + 1}`]),
  });
  expect(await chip.ended).toBe(0);
  expectHealthy(chip, '24 hours');
  const hours = chip.all('report').filter(({ name }) => name.startsWith('hour'));
  const lowest = hours.map(({ heap }) => heap.lowest);
  const stack = hours.map(({ stack }) => stack.used);
  // A packet more or less on its way is no leak: 22 hours of one would be.
  expect(lowest.at(-1), 'lowest heap after the second hour').toBeGreaterThan((lowest[1] ?? 0) - 512);
  expect(stack.at(-1)).toBe(stack[1]);
  await home.expectWhole(READINGS);
});
