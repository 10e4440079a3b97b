/** What the meter does. */
import { expect, test } from 'vitest';
import { expectHealthy } from '../budgets.js';
import { prints } from '../home.js';
import { fixture } from './fixture.js';

const board = fixture();

test('a telegram a second', async () => {
  const home = await board.home();
  const chip = await home.start(board.flash, { meter: prints(120, 1000), seconds: 300 });
  expect(await chip.ended).toBe(0);
  expectHealthy(chip, 'a telegram a second');
  await home.expectWhole(120);
});
