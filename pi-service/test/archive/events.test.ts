/** What the archive says beside its numbers, and the passing of days while readings come in. */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Reading } from '@okosmero/moddable-app/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seal } from '../../src/archive/line.js';
import type { DayIndex, YearSummary } from '../../src/contract.js';
import { addDays, dayBounds, dayOf, meterTime } from '../../src/day.js';
import { jsonOf, openFixture, temporaryFolder, textOf, until } from './fixture.js';
import { household } from './household.js';

const METER = '9912345678';
const { start, end } = dayBounds('2026-11-20');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const utcOf = (reading: Reading) => meterTime(reading.time ?? '')?.utc ?? 0;

describe('the passing of days', () => {
  for (const day of ['2026-11-20', '2026-03-29', '2026-10-25'])
    it(`goes over midnight of ${day} reading by reading, and closes the day ten minutes later`, async () => {
      const bounds = dayBounds(day);
      const fixture = await openFixture(folder.path, bounds.end - 300);
      for (const reading of household(bounds.end - 300, bounds.end + 300, { step: 10 })) {
        fixture.now = utcOf(reading) + 1;
        void fixture.archive.accept(reading, fixture.now);
      }
      await fixture.archive.flush();
      await fixture.archive.closeDays();
      const days = async () =>
        jsonOf<DayIndex>(await fixture.archive.days(METER)).days.map((one) => [one.day, one.rows, one.closed]);
      expect(await days()).toEqual([
        [day, 30, false],
        [addDays(day, 1), 30, false],
      ]);
      fixture.now = bounds.end + 600;
      await until(async () => (await days())[0]?.[2] === true);
      expect(await days()).toEqual([
        [day, 30, true],
        [addDays(day, 1), 30, false],
      ]);
      const csv = await readFile(join(folder.path, 'csv', METER, `${day}.csv`), 'utf8');
      expect(csv.trim().split('\n').at(-1)).toContain(`${day} 23:59:50`);
      await fixture.archive.close();
    });

  it('does not follow a host clock that jumps: every reading is in its own day', async () => {
    const fixture = await openFixture(folder.path, start);
    const readings = [...household(start, start + 3600, { step: 60 })];
    for (const [i, reading] of readings.entries()) {
      fixture.now = i % 2 === 0 ? 0 : start + 10 * 365 * 86_400;
      await fixture.archive.accept(reading, fixture.now);
    }
    expect(jsonOf<DayIndex>(await fixture.archive.days(METER)).days.map((one) => one.day)).toEqual(['2026-11-20']);
    await fixture.archive.closeDays();
    expect(textOf(await fixture.archive.csv(METER, '2026-11-20')).split('\n')).toHaveLength(62);
    await fixture.archive.close();
  });

  it('writes the CSV of the open day in order although readings come late', async () => {
    const fixture = await openFixture(folder.path, start + 7200);
    const readings = [...household(start, start + 3600, { step: 60 })];
    for (const part of [readings.slice(0, 10), readings.slice(20), readings.slice(10, 20)]) {
      for (const reading of part) void fixture.archive.accept(reading, fixture.now);
      await fixture.archive.flush();
    }
    const expected = textOf(await fixture.archive.csv(METER, '2026-11-20'));
    await until(
      async () =>
        (await readFile(join(folder.path, 'csv', METER, '2026-11-20.csv'), 'utf8').catch(() => '')) === expected,
    );
    await fixture.archive.close();
  });
});

describe('events', () => {
  it('tell of a restarted counter, and no energy is counted across it', async () => {
    const { archive, events } = await openFixture(folder.path, end + 86_400);
    const old = [...household(start, start + 43_200, { step: 60 })];
    const fresh = [...household(start + 43_200, end, { step: 60, importWh: 0, exportWh: 0 })];
    await Promise.all([...old, ...fresh].map((reading) => archive.accept(reading, end)));
    await archive.closeDays();
    expect(events.filter(({ kind }) => kind === 'epoch')).toEqual([
      { at: start + 43_200, meter: METER, kind: 'epoch', reason: 'restarted', importWh: 0, exportWh: 0 },
    ]);
    const day = jsonOf<YearSummary>(await archive.year(METER, 2026)).days[0];
    const wh = (reading: Reading | undefined) => Math.round(((reading?.objects['1-0:1.8.0'] as number) ?? 0) * 1000);
    expect(day?.importWh).toBe(wh(old.at(-1)) - wh(old[0]) + wh(fresh.at(-1)) - wh(fresh[0]));
    await archive.close();
  });

  it('tell of a meter that was replaced on its board, once, also over a restart', async () => {
    let fixture = await openFixture(folder.path, end);
    for (const reading of household(start, start + 60)) await fixture.archive.accept(reading, utcOf(reading));
    await fixture.archive.close();
    fixture = await openFixture(folder.path, end);
    for (const reading of household(start + 600, start + 660, { meterId: 'NEW-1', importWh: 12, exportWh: 3 }))
      await fixture.archive.accept(reading, utcOf(reading));
    expect(fixture.events).toEqual([
      { at: start + 600, meter: 'NEW-1', kind: 'epoch', reason: 'replaced', importWh: 12, exportWh: 3 },
    ]);
    expect(fixture.archive.meters().map(({ id }) => id)).toEqual([METER, 'NEW-1']);
    await fixture.archive.close();
  });

  it('tell of a wrong clock; a reading without a time is filed by its receipt, and repeated is one', async () => {
    const { archive, events } = await openFixture(folder.path, end);
    for (const reading of household(start, start + 120)) await archive.accept(reading, utcOf(reading) + 3600);
    const [reading] = household(start, start + 10);
    const timeless = { ...(reading as Reading), seq: 99, time: null };
    expect(await archive.accept(timeless, start + 7200)).toBe('stored');
    expect(await archive.accept(timeless, start + 7230)).toBe('duplicate');
    expect(events).toEqual([
      { at: start + 3630, meter: METER, kind: 'clock', offset: -3600 },
      { at: start + 7200, meter: METER, kind: 'clock', offset: null },
    ]);
    expect(textOf(await archive.csv(METER, '2026-11-20'))).toContain(`${METER},2026-11-20 02:00:00,W,`);
    expect(textOf(await archive.jsonLines(METER, '2026-11-20'))).toContain(`"receivedAt":${start + 7200}`);
    await archive.close();
  });

  it('do not hold up the newest value after a clock that was ahead', async () => {
    const { archive } = await openFixture(folder.path, end);
    const far = start + 40 * 365 * 86_400;
    const [ahead] = [...household(far, far + 10)] as [Reading];
    await archive.accept(ahead, start);
    for (const reading of household(start, start + 60)) await archive.accept(reading, utcOf(reading));
    expect(archive.latest(METER)?.receivedAt).toBe(start + 50);
    await archive.close();
  });

  it('tell of refused records, durable before the promise, and not without end', async () => {
    const { archive, events } = await openFixture(folder.path, end);
    for (let i = 0; i < 300; i++)
      await archive.refuse({ device: 'a1b2c3', seq: i, reason: 'schema is 2', meter: null });
    expect(events).toHaveLength(200);
    const file = await readFile(join(folder.path, 'events', '_a1b2c3.jsonl'), 'utf8');
    expect(file.trim().split('\n')).toHaveLength(200);
    await archive.close();
  });

  it('give a gap the time that the service itself was down', async () => {
    let fixture = await openFixture(folder.path, start + 600);
    const readings = [...household(start, end + 60, { step: 10 })];
    await Promise.all(readings.slice(0, 60).map((reading) => fixture.archive.accept(reading, utcOf(reading))));
    await fixture.archive.close();
    fixture = await openFixture(folder.path, start + 7200);
    await Promise.all(readings.slice(720).map((reading) => fixture.archive.accept(reading, utcOf(reading))));
    fixture.now = end + 3600;
    await fixture.archive.closeDays();
    const day = jsonOf<YearSummary>(await fixture.archive.year(METER, 2026)).days[0];
    expect(day?.gaps).toMatchObject([{ from: start + 590, to: start + 7200, cause: 'service' }]);
    await fixture.archive.close();
  });
});

describe('hostile input', () => {
  it('cannot make folders outside, nor meters without end', { timeout: 120_000 }, async () => {
    const { archive } = await openFixture(folder.path, end);
    const [reading] = household(start, start + 10);
    const outcomes = new Map<string, number>();
    for (let i = 0; i < 2100; i += 300) {
      const batch = Array.from({ length: 300 }, (_, k) =>
        archive.accept({ ...(reading as Reading), meterId: `m${i + k}` }, end),
      );
      for (const outcome of await Promise.all(batch)) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect(Object.fromEntries(outcomes)).toEqual({ stored: 2000, refused: 100 });
    await archive.close();
  });

  it('in the folder itself is set aside: a whole line that is no reading, a closed day that does not inflate', async () => {
    await mkdir(join(folder.path, 'json', METER), { recursive: true });
    const path = join(folder.path, 'json', METER, '2026-11-20.jsonl');
    await writeFile(path, `${seal('{"schema":1,"meterId":"../x","time":"2026-11-20T00:00:00+01:00","objects":{}}')}\n`);
    await writeFile(join(folder.path, 'json', METER, '2026-11-18.jsonl.gz'), 'not gzip');
    await writeFile(join(folder.path, 'json', METER, '2026-11-17.jsonl.gz'), gzipSync('no line\n'));
    await mkdir(join(folder.path, 'json', '..evil'), { recursive: true });
    const { archive } = await openFixture(folder.path, end + 2 * 86_400);
    await Promise.all([...household(start, start + 600)].map((reading) => archive.accept(reading, end)));
    await archive.closeDays();
    const days = jsonOf<DayIndex>(await archive.days(METER)).days;
    expect(days.map(({ day, rows }) => [day, rows])).toEqual([[dayOf(start), 60]]);
    await archive.close();
    await appendFile(path, '');
    const aside = await readFile(join(folder.path, 'json', METER, '2026-11-20.quarantine'), 'utf8');
    expect(aside).toContain('../x');
    expect(await readFile(join(folder.path, 'json', METER, '2026-11-18.jsonl.gz.quarantine'), 'utf8')).toBe('not gzip');
  });
});
