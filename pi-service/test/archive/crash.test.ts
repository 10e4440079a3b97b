/**
 * Thousands of power cuts on a simulated disk: whatever was acknowledged is there afterwards, nothing that was never sent,
 * and the service starts. A control that acknowledges before the sync must lose.
 */

import type { Reading } from '@okosmero/moddable-app/contract';
import { expect, it } from 'vitest';
import type { Archive } from '../../src/archive/archive.js';
import type { FileSystem } from '../../src/archive/file-system.js';
import { openArchive } from '../../src/archive/open.js';
import { fromReading, lineOf } from '../../src/archive/stored.js';
import type { DayIndex } from '../../src/contract.js';
import { addDays, dayBounds } from '../../src/day.js';
import { jsonOf, textOf } from './fixture.js';
import { household } from './household.js';
import { SimFs } from './sim-fs.js';

const METER = '9912345678';
const TODAY = '2026-11-22';
const NOW = dayBounds(TODAY).start + 40_000;
const IMAGES = process.env.OKOSMERO_LONG === '1' ? 20_000 : 300;

/** mulberry32 */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A few minutes of three days. */
const READINGS: Reading[] = [0, -1, -3].flatMap((days) => {
  const { start } = dayBounds(addDays(TODAY, days));
  return [...household(start + 36_000, start + 36_900, { step: 60 })];
});

async function openOn(fs: FileSystem): Promise<Archive | null> {
  const opened = await openArchive(
    {
      data: '/data',
      flushSeconds: 0.001,
      now: () => NOW,
      on: { day: () => undefined, event: () => undefined, state: () => undefined },
    },
    fs,
    async () => ({ release: async () => undefined }),
  );
  return opened.ok ? opened.archive : null;
}

/** Sends readings, closes days, sends late ones, until the power goes; gives the lines that were acknowledged. */
async function workUntilPowerCut(fs: SimFs, random: () => number): Promise<Set<string>> {
  const acknowledged = new Set<string>();
  const archive = await openOn(fs);
  if (archive === null) return acknowledged;
  const waiting: Promise<void>[] = [];
  for (let i = 0; i < 60; i++) {
    const reading = READINGS[Math.floor(random() * READINGS.length)] as Reading;
    waiting.push(
      archive.accept(reading, NOW).then((outcome) => {
        if (outcome === 'stored' || outcome === 'duplicate') acknowledged.add(lineOf(fromReading(reading, NOW)));
      }),
    );
    if (random() < 0.2) await archive.flush();
    if (random() < 0.06) await archive.closeDays().catch(() => undefined);
    if (fs.budget < 0) break;
  }
  await archive.close();
  await Promise.all(waiting);
  return acknowledged;
}

async function linesOf(archive: Archive): Promise<string[]> {
  const index = await archive.days(METER);
  if (index === null) return [];
  const lines: string[] = [];
  for (const { day } of jsonOf<DayIndex>(index).days)
    lines.push(
      ...textOf(await archive.jsonLines(METER, day))
        .split('\n')
        .slice(0, -1),
    );
  return lines;
}

const SENT = new Set(READINGS.map((reading) => lineOf(fromReading(reading, NOW))));

/** One story: work, power cut, start, perhaps again, and look. */
async function story(
  seed: number,
  cheat?: (fs: SimFs) => FileSystem,
): Promise<{ lost: number; wrong: number; acked: number }> {
  const random = randomOf(seed);
  const acknowledged = new Set<string>();
  let image: ReturnType<SimFs['crashImage']> | undefined;
  for (let cuts = 0; cuts < 2; cuts++) {
    const fs = new SimFs(image);
    fs.budget = 20 + Math.floor(random() * 400);
    const disk = cheat === undefined ? fs : (Object.assign(cheat(fs), {}) as SimFs);
    for (const line of await workUntilPowerCut(disk, random)) acknowledged.add(line);
    image = fs.crashImage(random);
  }
  const archive = await openOn(new SimFs(image));
  if (archive === null) throw new Error(`seed ${seed}: the archive does not open after a power cut`);
  const open = await linesOf(archive);
  await archive.closeDays();
  const closed = await linesOf(archive);
  await archive.close();
  let lost = 0;
  for (const line of acknowledged) if (!closed.includes(line)) lost++;
  const wrong = [...open, ...closed].filter((line) => !SENT.has(line)).length;
  return { lost, wrong, acked: acknowledged.size };
}

it(`loses nothing that was acknowledged in ${IMAGES} power cuts`, { timeout: 3_600_000 }, async () => {
  let acked = 0;
  for (let seed = 1; seed <= IMAGES; seed++) {
    const result = await story(seed);
    acked += result.acked;
    expect({ seed, lost: result.lost, wrong: result.wrong }).toEqual({ seed, lost: 0, wrong: 0 });
  }
  expect(acked).toBeGreaterThan(IMAGES);
});

it('would be found out: a disk whose syncs do nothing loses acknowledged readings', { timeout: 600_000 }, async () => {
  /** Syncs of files succeed without an effect: what an archive that acknowledges too early comes to. */
  const lying = (fs: SimFs): FileSystem => {
    const proxy = Object.create(fs) as SimFs;
    proxy.open = async (path: string, flags: string) => {
      const file = await fs.open(path, flags);
      return path.endsWith('.jsonl') ? { ...file, datasync: async () => undefined, sync: async () => undefined } : file;
    };
    for (const name of ['readFile', 'readdir', 'mkdir', 'rename', 'unlink', 'statfs'] as const)
      Object.assign(proxy, { [name]: (fs[name] as (...args: never[]) => unknown).bind(fs) });
    Object.defineProperty(proxy, 'budget', { get: () => fs.budget });
    return proxy;
  };
  let lost = 0;
  for (let seed = 1; seed <= 100 && lost === 0; seed++) lost += (await story(seed, lying)).lost;
  expect(lost).toBeGreaterThan(0);
});
