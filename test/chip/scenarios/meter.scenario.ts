/** What the meter does. */
import { expect, test } from 'vitest';
import { expectHealthy } from '../budgets.js';
import { prints } from '../home.js';
import { fixture } from './fixture.js';

const board = fixture();

test('on RX the line speaks from the first moment on', async () => {
  const flash = await board.setUp({ receive: '3' });
  const home = await board.home();
  // Three seconds without a pause, before the firmware's own driver listens.
  const noise = { atMs: 1, bytes: new Uint8Array(33_000).fill(0x55) };
  const readings = prints(12, { fromMs: 5000 });
  const chip = await home.start(flash, { meter: [noise, ...readings], receive: 3, seconds: 240 });
  await expectHealthy(chip, 'receive on RX', { mostLost: 1400 });
  await home.expectWhole(12);
});

test('a telegram a second', async () => {
  const home = await board.home();
  const chip = await home.start(board.flash, { meter: prints(120, { periodMs: 1000 }), seconds: 300 });
  await expectHealthy(chip, 'a telegram a second');
  expect((await home.health()).uart.overflow).toBe(0);
  await home.expectWhole(120);
});
