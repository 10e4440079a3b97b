/** The board against the real service: what the service missed comes from the board's log. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { addDevice, type RunningService, startService } from '../e2e/service.js';
import { expectWhole } from '../e2e/whole.js';
import { Board } from './board.js';
import { localDay, midnight } from './calendar.js';
import { MemoryFlash } from './memory-flash.js';
import { SimulatedMeter } from './meter.js';
import { portOf } from './p1-line.js';

const SERIAL = '9904120726';
const DEVICE = 'a1b2c3';
const folders: string[] = [];
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'okosmero-board-'));
  folders.push(folder);
  return folder;
}

async function serve(data: string, mqttPort = 0): Promise<RunningService> {
  const environment = { OKOSMERO_DATA_FLUSH_SECONDS: '1', OKOSMERO_LOG_LEVEL: 'error' };
  const service = await startService({ data, mqttPort, environment });
  closing.push(() => service.stop());
  return service;
}

/** Yesterday's noon: a day that is over, of a meter that is a few days old. */
const YESTERDAY = localDay(Date.now() / 1000) - 1;
const NOON = midnight(YESTERDAY) + 12 * 3600;

function household() {
  const opening = { importWh: [10, 20], exportWh: [30, 40], quadrantVarh: [0, 0, 0, 0] } as const;
  const meter = new SimulatedMeter({ seed: 77, firstDay: YESTERDAY - 1, phases: 3, solarWatts: 5000, opening });
  return { meter, line: portOf('sanxing-3ph', (instant) => meter.stateAt(instant), SERIAL) };
}

it('hands over from its log what happened while the service was away', async () => {
  const data = newFolder();
  const password = await addDevice(data, DEVICE);
  const first = await serve(data);
  const { meter, line } = household();
  const board = new Board({ account: { host: '127.0.0.1', port: first.mqttPort, device: DEVICE, password }, line });
  closing.push(() => board.close());
  for (let index = 0; index < 60; index++) board.hear(NOON + 10 * index);
  await first.stop();
  for (let index = 60; index < 360; index++) board.hear(NOON + 10 * index);
  board.recorder.closeMinute();
  const second = await serve(data, first.mqttPort);
  await expectWhole(second, { meter, serial: SERIAL, from: NOON, readings: 360 });
}, 120_000);

it('refills an archive that lost everything', async () => {
  const data = newFolder();
  const first = await serve(data);
  const password = await addDevice(data, DEVICE);
  const { meter, line } = household();
  const account = { host: '127.0.0.1', port: first.mqttPort, device: DEVICE, password };
  const board = new Board({ account, line });
  closing.push(() => board.close());
  for (let index = 0; index < 180; index++) board.hear(NOON + 10 * index);
  board.recorder.closeMinute();
  await expectWhole(first, { meter, serial: SERIAL, from: NOON, readings: 180 });
  await first.stop();

  const empty = newFolder();
  expect(await addDevice(empty, DEVICE)).toBe(password);
  await expectWhole(await serve(empty, first.mqttPort), { meter, serial: SERIAL, from: NOON, readings: 180 });
}, 120_000);

it('goes on in the same log after it lost its power', async () => {
  const data = newFolder();
  const password = await addDevice(data, DEVICE);
  const service = await serve(data);
  const { meter, line } = household();
  const account = { host: '127.0.0.1', port: service.mqttPort, device: DEVICE, password };
  const flash = new MemoryFlash();
  const before = new Board({ account, line, flash });
  for (let index = 0; index < 60; index++) before.hear(NOON + 10 * index);
  before.recorder.closeMinute();
  await before.close();
  const after = new Board({ account, line, flash });
  closing.push(() => after.close());
  expect(after.recorder.id).toBe(before.recorder.id);
  expect(after.recorder.next).toBeGreaterThan(before.recorder.next);
  for (let index = 60; index < 120; index++) after.hear(NOON + 10 * index);
  after.recorder.closeMinute();
  await expectWhole(service, { meter, serial: SERIAL, from: NOON, readings: 120 });
}, 120_000);
