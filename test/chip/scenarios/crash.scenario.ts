/** A board that crashes. */
import { expect, test } from 'vitest';
import { expectHealthy } from '../budgets.js';
import { prints } from '../home.js';
import { fixture } from './fixture.js';

const board = fixture();

test('five quick crashes lead to safe mode, which ends by itself', async () => {
  const home = await board.home();
  const meter = prints(6).map((print) => ({ ...print, atMs: print.atMs + 700_000 }));
  const chip = await home.start(board.flash, {
    meter,
    seconds: 900,
    script: [
      [10_000, 'reset exception'],
      [20_000, 'reset exception'],
      [30_000, 'reset exception'],
      [40_000, 'reset exception'],
      [50_000, 'reset exception'],
    ],
  });
  expect(await chip.ended).toBe(0);
  // Five crashes, and the restart that ends safe mode after ten minutes.
  expectHealthy(chip, 'safe mode', { restarts: 6 });
  expect(chip.all('restart').at(-1)?.ms).toBeGreaterThan(650_000);
  await home.expectWhole(6);
});
