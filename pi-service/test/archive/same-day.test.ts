/** The same readings in any order, repeated, split over restarts, give the same closed day; late ones rewrite it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Reading } from '@okosmero/moddable-app/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DayIndex, YearSummary } from '../../src/contract.js';
import { dayBounds, dayOf, meterTime } from '../../src/day.js';
import type { Backfill } from '../../src/decode.js';
import { jsonOf, openFixture, temporaryFolder, textOf } from './fixture.js';
import { household } from './household.js';

const METER = '9912345678';
const DAY = '2026-10-25';
const { start, end } = dayBounds(DAY);
const LATER = end + 2 * 86_400;

const folders: Awaited<ReturnType<typeof temporaryFolder>>[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove();
});
let data = '';
beforeEach(async () => {
  data = await fresh();
});
async function fresh(): Promise<string> {
  const folder = await temporaryFolder();
  folders.push(folder);
  return folder.path;
}

/** Deterministic shuffle. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  const result = [...list];
  let state = seed;
  for (let i = result.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const j = state % (i + 1);
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}

async function feed(folder: string, readings: readonly Reading[], now = LATER): Promise<void> {
  const { archive } = await openFixture(folder, now);
  await Promise.all(readings.map((reading) => archive.accept(reading, now)));
  await archive.closeDays();
  await archive.close();
}

async function filesOf(folder: string): Promise<Record<string, string>> {
  const hash = async (path: string) =>
    createHash('sha256')
      .update(await readFile(join(folder, path)))
      .digest('hex');
  return {
    json: await hash(`json/${METER}/${DAY}.jsonl.gz`),
    csv: await hash(`csv/${METER}/${DAY}.csv`),
    pack: await hash(`packs/${METER}/${DAY}.pack`),
    phases: await hash(`packs/${METER}/${DAY}.phases.pack`),
  };
}

/** What the board's log keeps of a reading. */
function backfillOf(readings: readonly Reading[]): Backfill {
  const kWh = (reading: Reading, code: string) => Math.round((reading.objects[code] as number) * 1000);
  const list = readings.map((reading) => ({
    meterId: reading.meterId,
    seq: reading.seq,
    time: meterTime(reading.time ?? '')?.utc ?? 0,
    summer: reading.time?.endsWith('+02:00') ?? false,
    importW: kWh(reading, '1-0:1.7.0'),
    exportW: kWh(reading, '1-0:2.7.0'),
    importWh: kWh(reading, '1-0:1.8.0'),
    exportWh: kWh(reading, '1-0:2.8.0'),
  }));
  const from = list[0]?.seq ?? 1;
  return { device: 'a1b2c3', log: '9f3c21d0', from, to: list.at(-1)?.seq ?? from, readings: list };
}

describe('a closed day', () => {
  it('is the same file whatever way its readings came: ten times, shuffled, in two sessions', async () => {
    const readings = [...household(start, end, { step: 60 })];
    expect(readings).toHaveLength(1500);
    await feed(data, readings);
    const expected = await filesOf(data);

    const other = await fresh();
    const mess = shuffled(Array.from({ length: 10 }, () => readings).flat(), 7);
    await feed(other, mess.slice(0, 7000));
    await feed(other, mess.slice(7000));
    expect(await filesOf(other)).toEqual(expected);
  });

  it('is the same when the log of the board fills in for what came late, and full readings win', async () => {
    const readings = [...household(start, end, { step: 60 })];
    await feed(data, readings);
    const expected = await filesOf(data);

    const other = await fresh();
    const { archive } = await openFixture(other, LATER);
    await archive.accept(readings[3] as Reading, LATER);
    expect(await archive.acceptBackfill(backfillOf(readings))).toBe('stored');
    await archive.closeDays();
    const lines = textOf(await archive.jsonLines(METER, DAY))
      .trim()
      .split('\n');
    expect(lines.filter((line) => line.includes('"origin":"log"'))).toHaveLength(readings.length - 1);
    expect(await archive.acceptBackfill(backfillOf(readings))).toBe('duplicate');
    await Promise.all(shuffled(readings, 3).map((reading) => archive.accept(reading, LATER)));
    expect(await archive.acceptBackfill(backfillOf(readings))).toBe('duplicate');
    await archive.closeDays();
    await archive.close();
    expect(await filesOf(other)).toEqual(expected);
  });

  it('is rewritten for late readings: version up, manifest entry updated, complete again', async () => {
    const readings = [...household(start, end, { step: 60 })];
    const late = readings.slice(600, 900);
    await feed(data, [...readings.slice(0, 600), ...readings.slice(900)]);
    const { archive } = await openFixture(data, LATER);
    const before = jsonOf<DayIndex>(await archive.days(METER)).days[0];
    const holey = jsonOf<YearSummary>(await archive.year(METER, 2026)).days[0];
    expect(holey?.gaps).toMatchObject([{ from: start + 599 * 60, to: start + 900 * 60 }]);
    expect(holey?.gaps[0]?.importWh).toBeGreaterThan(0);
    await Promise.all(late.map((reading) => archive.accept(reading, LATER)));
    await archive.closeDays();
    const after = jsonOf<DayIndex>(await archive.days(METER)).days[0];
    expect(after?.version).toBeGreaterThan(before?.version ?? 0);
    expect(after?.rows).toBe(1500);
    const whole = jsonOf<YearSummary>(await archive.year(METER, 2026)).days[0];
    expect([whole?.gaps, whole?.importWh, whole?.quarterImportWh.length]).toEqual([[], holey?.importWh, 100]);
    await archive.close();

    const other = await fresh();
    await feed(other, readings);
    expect(await filesOf(other)).toEqual(await filesOf(data));
  });

  it('keeps two different readings of one instant, shows the first, and says so once', async () => {
    const readings = [...household(start, start + 3600, { step: 60 })];
    const twin = { ...(readings[5] as Reading), seq: 900, objects: { ...readings[5]?.objects, '1-0:1.7.0': 7.777 } };
    const run = async (list: readonly Reading[]) => {
      const folder = await fresh();
      const { archive, events } = await openFixture(folder, LATER);
      await Promise.all(list.map((reading) => archive.accept(reading, LATER)));
      await archive.closeDays();
      await archive.closeDays();
      const lines = textOf(await archive.jsonLines(METER, DAY))
        .trim()
        .split('\n');
      const csv = textOf(await archive.csv(METER, DAY));
      await archive.close();
      return { lines: lines.length, csv, conflicts: events.filter(({ kind }) => kind === 'conflict').length };
    };
    const one = await run([...readings, twin]);
    expect(one).toMatchObject({ lines: 61, conflicts: 1 });
    expect(one.csv).not.toContain('7.777');
    expect(await run([twin, ...readings])).toEqual(one);
  });

  it('goes by the local date: the 25 and 23 hour days add up to the difference of the counters', async () => {
    for (const [first, days] of [
      ['2026-10-24', 3],
      ['2026-03-28', 3],
    ] as const) {
      const folder = await fresh();
      const from = dayBounds(first).start;
      const to = from + days * 86_400 + (first.includes('-10-') ? 3600 : -3600);
      const readings = [...household(from, to + 60, { step: 60 })];
      const { archive } = await openFixture(folder, to + 3 * 86_400);
      await Promise.all(readings.map((reading) => archive.accept(reading, to)));
      await archive.closeDays();
      const year = jsonOf<YearSummary>(await archive.year(METER, 2026));
      expect(year.days.map(({ quarterImportWh }) => quarterImportWh.length)).toEqual(
        first.includes('-10-') ? [96, 100, 96, 96] : [96, 92, 96, 96],
      );
      const total = year.days.slice(0, 3).reduce((sum, day) => sum + (day.importWh ?? Number.NaN), 0);
      const wh = (reading: Reading | undefined) => Math.round((reading?.objects['1-0:1.8.0'] as number) * 1000);
      expect(total).toBe(wh(readings.at(-1)) - wh(readings[0]));
      for (const day of year.days.slice(0, 3)) {
        expect(day.quarterImportWh.reduce<number>((sum, wh) => sum + (wh ?? Number.NaN), 0)).toBe(day.importWh);
        expect([day.received, day.gaps]).toEqual([day.expected, []]);
      }
      const csv = textOf(await archive.csv(METER, year.days[1]?.day ?? ''));
      expect(csv.split('\n').length - 2).toBe(first.includes('-10-') ? 1500 : 1380);
      await archive.close();
    }
  });

  it('inflates to lines in order of time, none of the time of receipt', async () => {
    const readings = shuffled([...household(start, start + 7200, { step: 60 })], 5);
    await feed(data, readings);
    const lines = gunzipSync(await readFile(join(data, 'json', METER, `${DAY}.jsonl.gz`)))
      .toString()
      .trim()
      .split('\n');
    const times = lines.map((line) => meterTime((JSON.parse(line) as Reading).time ?? '')?.utc ?? 0);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(lines.join()).not.toContain('receivedAt');
    expect(times.every((time) => dayOf(time) === DAY)).toBe(true);
  });

  it('has no gap at its midnight any more when the day before is completed later', async () => {
    const dayBefore = dayBounds(dayOf(start - 1));
    const minutes = (from: number, to: number) => [...household(from, to, { step: 60 })];
    const noon = dayBefore.start + 12 * 3600;
    const gapsOf = async () => {
      const { archive } = await openFixture(data, LATER);
      const { days } = jsonOf<YearSummary>(await archive.year(METER, 2026));
      await archive.close();
      return days.map(({ day, gaps }) => [day, gaps.length]);
    };
    await feed(data, minutes(start, end));
    await feed(data, minutes(dayBefore.start, noon));
    expect(await gapsOf()).toEqual([
      [dayOf(dayBefore.start), 1],
      [DAY, 1],
    ]);
    await feed(data, minutes(noon, dayBefore.end));
    expect(await gapsOf()).toEqual([
      [dayOf(dayBefore.start), 0],
      [DAY, 0],
    ]);
  });
});
