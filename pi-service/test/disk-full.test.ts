/** The built service on a real disk of 1 MB that fills up, becomes read-only and is freed again. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { splitLines } from '../src/archive/line.js';
import { verify } from '../src/archive/verify.js';
import type { ServiceHealth } from '../src/contract.js';
import { ROUTES } from '../src/contract.js';
import { dayBounds } from '../src/day.js';
import { household } from './archive/household.js';
import { type Account, accountOf, Board } from './support/board.js';
import { until } from './support/ports.js';
import { ServiceClock } from './support/service-clock.js';
import { ServiceProcess } from './support/service-process.js';
import { SmallDisk } from './support/small-disk.js';

const METER = '9912345678';
const DAY = '2026-11-22';
const NOON = dayBounds(DAY).start + 12 * 3600;
const BALLAST = 256 * 1024;

let disk: SmallDisk;
let service: ServiceProcess;
let board: Board;
let account: Account;
const readings = [...household(NOON - 5 * 3600, NOON, { step: 5 })];

const start = () =>
  ServiceProcess.start({ ...new ServiceClock(NOON).environment, OKOSMERO_DATA_FLUSH_SECONDS: '1' }, disk.path, [
    ...disk.inside,
    process.execPath,
  ]);

function send(count: number): void {
  for (let i = 0; i < count; i++) {
    const reading = readings[board.sent];
    if (reading === undefined) throw new Error('the disk took all readings');
    board.send(reading);
  }
}

const record = () => splitLines(readFileSync(join(disk.view, 'json', METER, `${DAY}.jsonl`)));
const sequence = (lines: readonly Buffer[]) =>
  new Set(lines.map((line) => (JSON.parse(line.toString()) as { seq: number }).seq));

/** What is acknowledged is on the disk, and what a reader gets has neither a torn line nor less than that. */
async function expectHonest(): Promise<void> {
  const { acked } = board;
  const answer = await service.get(ROUTES.dayJsonLines(METER, DAY));
  expect(answer.status).toBe(200);
  const served = splitLines(Buffer.from(await answer.arrayBuffer()));
  expect([served.torn, served.damaged]).toEqual([0, []]);
  expect(acked).toBeGreaterThan(0);
  for (const held of [sequence(served.whole), sequence(record().whole)])
    expect(Array.from({ length: acked }, (_, i) => i + 1).filter((seq) => !held.has(seq))).toEqual([]);
}

async function codes(): Promise<readonly string[]> {
  const answer = await service.get(ROUTES.health);
  const { ok, reasons } = (await answer.json()) as ServiceHealth;
  expect(answer.status).toBe(ok ? 200 : 503);
  for (const { text } of reasons) expect(text).toMatch(/\w+ \w+/);
  return reasons.map(({ code }) => code);
}

/** Sends until the disk is full; a write has ended in the middle of a line then. */
async function fill(): Promise<void> {
  while (!(await codes()).includes('disk-full')) {
    if (board.acked === board.sent) send(100);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await until('a write ended in the middle of a line', () => record().torn > 0);
}

describe('a disk of 1 MB', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    disk = await SmallDisk.mount();
    writeFileSync(join(disk.view, 'ballast'), Buffer.alloc(BALLAST));
    service = await start();
    account = accountOf(service);
    board = await Board.connect(service, account);
  });
  afterAll(async () => {
    await board?.close();
    await service?.stop();
    await disk?.unmount();
  });

  test('that fills up gets no false ack, and goes on when space is freed', async () => {
    await fill();
    const { acked } = board;
    send(5);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(board.acked).toBe(acked);
    expect(board.sent).toBeGreaterThan(acked);
    await expectHonest();

    rmSync(join(disk.view, 'ballast'));
    const freed = performance.now();
    await until('all is acknowledged', () => board.acked === board.sent);
    process.stdout.write(`1 MB disk: ${board.acked} readings, goes on ${seconds(freed)} s after space is freed\n`);
    await until('health is good', async () => (await codes()).length === 0);
    await expectHonest();
    expect(record()).toMatchObject({ torn: 0, damaged: [] });
  });

  test('that becomes read-only is read all the same, and goes on when it is writable', async () => {
    const { acked } = board;
    disk.remount('ro');
    send(5);
    await until('health tells it', async () => (await codes()).includes('read-only'));
    expect(board.acked).toBe(acked);
    await expectHonest();

    disk.remount('rw');
    const writable = performance.now();
    await until('all is acknowledged', () => board.acked === board.sent);
    process.stdout.write(`read-only disk: goes on ${seconds(writable)} s after it is writable\n`);
    await until('health is good', async () => (await codes()).length === 0);
    await expectHonest();
  });

  test('with a torn line is served at the next start even read-only, and repaired when it can be', async () => {
    await fill();
    const { acked, sent } = board;
    await board.close();
    await service.stop('SIGKILL');
    expect(record().torn).toBeGreaterThan(0);

    disk.remount('ro');
    service = await start();
    board = Object.assign(await Board.connect(service, account), { acked, sent });
    await expectHonest();
    await service.stop();
    expect(record().torn).toBeGreaterThan(0);

    disk.remount('rw');
    service = await start();
    await until('the torn line is cut', () => record().torn === 0);
    await expectHonest();
    expect(await service.stop()).toBe(0);
    expect((await verify({ data: disk.view })).findings).toEqual([]);
  });
});

const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1);
