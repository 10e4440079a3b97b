/** The flash chip's faults, and a month of it sent again. */
import { TOPIC } from '@okosmero/moddable-app/contract';
import { FlashLog } from '@okosmero/moddable-app/recorder/log';
import { SLOT_BYTES, SLOT_KIND, slotCount } from '@okosmero/moddable-app/recorder/slot';
import { expect, test } from 'vitest';
import { topicOf } from '../../simulated-meter/connect.js';
import { expectHealthy } from '../budgets.js';
import { FIRST_SECTOR, FlashChip } from '../flash-chip.js';
import { DEVICE, FROM, fillLog, prints } from '../home.js';
import { fixture } from './fixture.js';

const DAY = 8640;
/** A log that has come round: each new sector must be erased. */
const FULL = 34 * DAY;
const board = fixture();

/** Readings that the log on the chip holds. */
function readingsIn(file: string): number {
  const log = new FlashLog(new FlashChip(file));
  const bytes = new Uint8Array(SLOT_BYTES);
  let count = 0;
  for (let at = log.locate(log.oldestSeq); at >= 0; at = log.next(at))
    if (log.read(at, bytes, 0) === SLOT_KIND.minute) count += slotCount(bytes, 0);
  return count;
}

test('a service that lost everything gets a month back', async () => {
  const filled = board.file('month');
  fillLog(board.flash, filled, FULL);
  const held = readingsIn(filled);
  expect(held).toBeGreaterThan(32 * DAY);
  const home = await board.home();
  const chip = await home.start(filled, { meter: prints(1), seconds: 1200, speed: 10 });
  await expectHealthy(chip, 'a month again');
  // The clock is the chip's, however busy it is: the last health is at most a minute old.
  expect((await home.health()).uptime).toBeGreaterThan(1200 - 62);
  await home.expectWhole(held + 1, FROM - 10 * held);
});

test('a day that the service asks for is sent again', async () => {
  const filled = board.file('day');
  fillLog(board.flash, filled, DAY);
  const home = await board.home();
  const chip = await home.start(filled, { seconds: 400, speed: 10, script: [[120_000, 'pause stored']] });
  await chip.until('pause');
  await home.expectWhole(DAY, FROM - 10 * DAY);
  const client = await home.connect();
  const again: Buffer[] = [];
  client.on('message', (_, payload) => again.push(payload));
  await client.subscribeAsync(topicOf(DEVICE, TOPIC.backfill));
  await client.publishAsync(topicOf(DEVICE, TOPIC.replay), `${FROM - 10 * DAY} ${FROM}`, { qos: 1 });
  chip.go();
  await expectHealthy(chip, 'a day asked for again');
  await client.endAsync();
  expect(again.reduce((sum, message) => sum + readingsOf(message), 0)).toBe(DAY);
});

/** Readings in a message of the log's slots. */
function readingsOf(message: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < message.length; at += SLOT_BYTES) count += slotCount(message, at);
  return count;
}

test('sectors that are worn are passed by', async () => {
  const filled = board.file('worn');
  fillLog(board.flash, filled, FULL);
  const home = await board.home();
  const next = nextSector(filled);
  const chip = await home.start(filled, {
    meter: prints(1200, { periodMs: 1000 }),
    seconds: 1500,
    speed: 10,
    script: [[0, `flash worn ${next} 2`]],
  });
  await expectHealthy(chip, 'worn sectors');
  expect(chip.all('erase').map(({ sector }) => sector)).toContain(next);
  expect((await home.health()).uart.overflow).toBe(0);
  await home.expectMost(1200, 1200);
});

test.each(['flash cut', 'flash cut write'])('power that goes in the middle: %s', async (fault) => {
  const filled = board.file('cut');
  fillLog(board.flash, filled, FULL);
  const home = await board.home();
  const chip = await home.start(filled, {
    meter: prints(900, { periodMs: 1000 }),
    seconds: 1300,
    speed: 10,
    script: [[20_000, fault]],
  });
  await expectHealthy(chip, fault, { restarts: 1 });
  // At most the running minute and what the meter said while the board started.
  expect((await home.health()).uart.overflow).toBe(0);
  await home.expectMost(900, 900 - 6 - 12);
});

/** The chip's number of the sector that the log erases next. */
function nextSector(file: string): number {
  const log = new FlashLog(new FlashChip(file));
  const newest = Math.floor(log.last(new Uint8Array(SLOT_BYTES)) / (4096 / SLOT_BYTES));
  // One is erased ahead already.
  return FIRST_SECTOR + newest + 2;
}
