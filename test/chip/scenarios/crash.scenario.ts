/** A board that crashes. */
import { expect, test, vi } from 'vitest';
import { expectHealthy } from '../budgets.js';
import { prints } from '../home.js';
import { fixture } from './fixture.js';

/** What the chip said before its pause comes through the broker in real time. */
const HEARD = { timeout: 60_000, interval: 500 };
const board = fixture();

test('five quick crashes lead to safe mode, which ends by itself', async () => {
  const home = await board.home();
  const meter = prints(6, { fromMs: 703_000 });
  const chip = await home.start(board.flash, {
    meter,
    seconds: 900,
    script: [
      [10_000, 'reset exception'],
      [20_000, 'reset exception'],
      [30_000, 'reset exception'],
      [40_000, 'reset exception'],
      [50_000, 'reset exception'],
      [300_000, 'pause safe'],
    ],
  });
  await chip.until('pause');
  // Health only: the network works.
  await vi.waitFor(async () => expect((await home.health()).safeMode).toBe(true), HEARD);
  chip.go();
  // Five crashes, and the restart that ends safe mode after ten minutes.
  await expectHealthy(chip, 'safe mode', { restarts: 6 });
  expect(chip.all('restart').at(-1)?.ms).toBeGreaterThan(650_000);
  await home.expectWhole(6);
});
