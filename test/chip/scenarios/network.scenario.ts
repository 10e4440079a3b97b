/** The network comes and goes, and no reading with it. */
import { expect, test } from 'vitest';
import { type Caused, expectHealthy, START_HEAP } from '../budgets.js';
import type { Chip, ChipOptions } from '../chip.js';
import { DRIVER_BYTES, prints } from '../home.js';
import { fixture } from './fixture.js';

const board = fixture();

/** The broker is killed and comes back a minute later; nothing is missing. */
async function loseBroker(scenario: string, options: ChipOptions = {}, caused: Caused = {}): Promise<Chip> {
  const home = await board.home();
  const chip = await home.start(board.flash, {
    meter: prints(24),
    seconds: 400,
    script: [
      [60_000, 'pause away'],
      [120_000, 'pause back'],
    ],
    ...options,
  });
  await chip.until('pause', ({ name }) => name === 'away');
  await home.broker.stop('SIGKILL');
  chip.go();
  await chip.until('pause', ({ name }) => name === 'back');
  await home.broker.start();
  chip.go();
  await expectHealthy(chip, scenario, caused);
  await home.expectWhole(24);
  return chip;
}

/** Bytes of heap after the start. */
const heapOf = (chip: Chip) => chip.all('started')[0]?.heap;

test('broker away for a minute', async () => {
  expect(heapOf(await loseBroker('broker away for a minute'))).toBeGreaterThan(START_HEAP - DRIVER_BYTES);
});

test('Wi-Fi away while the broker does not answer', async () => {
  const home = await board.home();
  const chip = await home.start(board.flash, {
    meter: prints(24),
    seconds: 420,
    script: [
      [500, 'link cut'],
      // The connection is being made: its packets vanish.
      [8000, 'wifi lost'],
      [20_000, 'wifi back'],
      [40_000, 'wifi lost'],
      [50_000, 'wifi back'],
      [90_000, 'link back'],
    ],
  });
  await expectHealthy(chip, 'Wi-Fi away, broker silent');
  expect(chip.all('wifi-down').length).toBeGreaterThanOrEqual(2);
  await home.expectWhole(24);
});

test('wrong Wi-Fi password, then the right one', async () => {
  const home = await board.home();
  const chip = await home.start(board.flash, {
    meter: prints(30),
    seconds: 500,
    script: [
      [100, 'wifi refuse'],
      [150_000, 'wifi accept'],
    ],
  });
  await expectHealthy(chip, 'wrong Wi-Fi password');
  expect(chip.all('wifi-join').length).toBeGreaterThan(2);
  await home.expectWhole(30);
});

test.each([9216, 10_752, 12_288])('the Wi-Fi driver takes %i bytes, broker away in between', async (reserve) => {
  // With 12 KB gone a second packet on its way may find no room: TCP brings it again.
  const tight = reserve > 12_000 ? { mostDropped: 5, lowestHeap: 0 } : {};
  const chip = await loseBroker(`driver takes ${reserve} bytes`, { reserve }, tight);
  expect(heapOf(chip)).toBeLessThan(START_HEAP + 1000 - reserve);
});
