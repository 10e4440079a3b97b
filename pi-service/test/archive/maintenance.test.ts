/** Rebuild, verify, import, backup and refill: what keeps an archive whole for years. */
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reading } from '@okosmero/moddable-app/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backup } from '../../src/archive/backup.js';
import { importCsv } from '../../src/archive/import-csv.js';
import { planRecover } from '../../src/archive/recover.js';
import { verify } from '../../src/archive/verify.js';
import type { ArchiveEvent, DayIndex, YearSummary } from '../../src/contract.js';
import { addDays, dayBounds } from '../../src/day.js';
import { jsonOf, openFixture, temporaryFolder, textOf } from './fixture.js';
import { household } from './household.js';

const METER = '9912345678';
const FIRST = '2026-06-29';
const { start } = dayBounds(FIRST);
const NOW = start + 10 * 86_400;

const folders: Awaited<ReturnType<typeof temporaryFolder>>[] = [];
async function fresh(): Promise<string> {
  const folder = await temporaryFolder();
  folders.push(folder);
  return folder.path;
}
let data = '';
beforeEach(async () => {
  data = await fresh();
});
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove();
});

/** Four days around a month end, with the line that the meter stored at it and a gap of an hour. */
function fourDays(): Reading[] {
  const readings = [...household(start, start + 4 * 86_400, { step: 60 })];
  const july = dayBounds('2026-07-01').start;
  const opening = readings.find(({ time }) => time === '2026-07-01T00:00:00+02:00');
  const stored = (code: string) => opening?.objects[code] as number;
  return readings.flatMap((reading, i) => {
    if (i >= 1500 && i < 1560) return [];
    if (start + i * 60 < july) return [reading];
    const monthEnd = ['260701000000S', stored('1-0:1.8.0'), 1, 1, stored('1-0:2.8.0') + 0.003, 1, 1];
    return [{ ...reading, objects: { ...reading.objects, '0-0:98.1.0': monthEnd } }];
  });
}

async function fill(folder: string): Promise<ArchiveEvent[]> {
  const { archive, events } = await openFixture(folder, NOW);
  archive.evidence({ kind: 'broker', connected: false, at: start + 1500 * 60 });
  archive.evidence({ kind: 'broker', connected: true, at: start + 1560 * 60 });
  await Promise.all(fourDays().map((reading) => archive.accept(reading, NOW)));
  await archive.closeDays();
  await archive.close();
  return events;
}

/** sha256 of every file below a folder. */
async function hashes(folder: string): Promise<Map<string, string>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const entries = files
    .filter((file) => file.isFile())
    .map(async (file): Promise<[string, string]> => {
      const path = join(file.parentPath, file.name);
      return [
        path.slice(folder.length),
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      ];
    });
  return new Map((await Promise.all(entries)).sort());
}

describe('the archive over years', () => {
  it('rebuilds CSV, packs and summaries byte for byte from the JSON lines', async () => {
    await fill(data);
    const before = await hashes(data);
    for (const derived of ['csv', 'packs', 'summaries']) await rm(join(data, derived), { recursive: true });
    const { archive } = await openFixture(data, NOW);
    let last = 0;
    await archive.rebuild(({ done, total }) => {
      last = done / total;
    });
    await archive.close();
    expect(last).toBe(1);
    const after = await hashes(data);
    const own = (all: Map<string, string>) => [...all].filter(([path]) => !path.includes('_evidence'));
    expect(own(after)).toEqual(own(before));
    expect(before.size).toBeGreaterThan(4 * 4);
  });

  it('serves what is missing, and makes a lost summary again', async () => {
    await fill(data);
    const reference = await openFixture(data, NOW);
    const year = textOf(await reference.archive.year(METER, 2026));
    const pack = await reference.archive.pack(METER, FIRST);
    const csv = textOf(await reference.archive.csv(METER, FIRST));
    await reference.archive.close();
    for (const derived of ['csv', 'packs', 'summaries']) await rm(join(data, derived), { recursive: true });
    const { archive } = await openFixture(data, NOW);
    expect(textOf(await archive.year(METER, 2026))).toBe(year);
    expect((await archive.pack(METER, FIRST))?.bytes).toEqual(pack?.bytes);
    expect(textOf(await archive.csv(METER, FIRST))).toBe(csv);
    await archive.close();
  });

  it('records gaps with their cause, the month end against the meter, and each only once', async () => {
    const events = await fill(data);
    const { archive } = await openFixture(data, NOW);
    const recorded = jsonOf<ArchiveEvent[]>(await archive.events(METER));
    await archive.close();
    expect(recorded).toEqual(events);
    expect(events.filter(({ kind }) => kind === 'gap')).toEqual([
      expect.objectContaining({ from: start + 1499 * 60, to: start + 1560 * 60, cause: 'broker' }),
    ]);
    expect(events.filter(({ kind }) => kind === 'monthEnd')).toEqual([
      {
        at: dayBounds('2026-07-01').start,
        meter: METER,
        kind: 'monthEnd',
        month: '2026-06',
        importDiffWh: 0,
        exportDiffWh: 3,
      },
    ]);
    expect(events.map(({ kind }) => kind).sort()).toEqual(['gap', 'monthEnd']);
  });

  it('finds every kind of damage, and only that', async () => {
    await fill(data);
    const whole = await verify({ data });
    expect(whole).toMatchObject({ days: 4, readings: 4 * 1440 - 60, findings: [] });
    expect(whole.monthEnds).toHaveLength(1);
    for (const [path, file] of [
      [`json/${METER}/${FIRST}.jsonl.gz`, 'json'],
      [`csv/${METER}/${FIRST}.csv`, 'csv'],
      [`packs/${METER}/${FIRST}.pack`, 'pack'],
      [`packs/${METER}/${FIRST}.phases.pack`, 'phases'],
    ] as const) {
      const bytes = await readFile(join(data, path));
      const flipped = Buffer.from(bytes);
      flipped[bytes.length >> 1] = (flipped[bytes.length >> 1] as number) ^ 1;
      await writeFile(join(data, path), flipped);
      const found = (await verify({ data })).findings;
      expect(new Set(found.map((finding) => `${finding.day} ${finding.file}`))).toEqual(new Set([`${FIRST} ${file}`]));
      await rm(join(data, path));
      expect((await verify({ data })).findings[0]).toMatchObject({ file, problem: 'missing' });
      await writeFile(join(data, path), bytes);
    }
    expect((await verify({ data })).findings).toEqual([]);
  });

  it('takes daily CSV files of any name, with or without a header, and says what it skipped', async () => {
    await fill(data);
    const old = await fresh();
    await mkdir(join(old, 'sub'));
    const names = ['2026-06-29.csv', 'sub/march.CSV', 'x.csv', 'readme.txt'];
    const texts = await Promise.all(
      [0, 1].map((i) => readFile(join(data, 'csv', METER, `${addDays(FIRST, i)}.csv`), 'utf8')),
    );
    await writeFile(join(old, names[0] as string), `\ufeff${texts[0]}`);
    await writeFile(join(old, names[1] as string), texts[1]?.split('\n').slice(1).join('\r\n') ?? '');
    await writeFile(join(old, names[2] as string), `${METER},2026-02-30 00:00:00,W,1,2,3,4\nnonsense\n"unclosed`);
    await writeFile(join(old, names[3] as string), 'no CSV');

    const target = await fresh();
    const { archive } = await openFixture(target, NOW);
    const report = await importCsv(archive, old);
    expect(report).toMatchObject({ files: 3, rows: 2 * 1440 - 60, stored: 2 * 1440 - 60, known: 0, skippedRows: 3 });
    expect(report.skipped.map(({ file, line }) => `${file}:${line}`)).toEqual(['x.csv:1', 'x.csv:2', 'x.csv:3']);
    expect(report.skipped[0]?.reason).toContain('2026-02-30');
    for (const [i, text] of texts.entries()) expect(textOf(await archive.csv(METER, addDays(FIRST, i)))).toBe(text);
    expect(await importCsv(archive, old)).toMatchObject({ stored: 0, known: 2 * 1440 - 60 });
    const imported = jsonOf<YearSummary>(await archive.year(METER, 2026)).days[0];
    expect([imported?.received, imported?.closed]).toEqual([1440, true]);
    // Full readings win over what was imported.
    await Promise.all(fourDays().map((reading) => archive.accept(reading, NOW)));
    await archive.closeDays();
    await archive.close();
    const json = (folder: string) => readFile(join(folder, 'json', METER, `${FIRST}.jsonl.gz`));
    expect(await json(target)).toEqual(await json(data));
  });

  it('is backed up by what changed, and comes back by copying', async () => {
    await fill(data);
    await writeFile(join(data, 'household.json'), '{}');
    const target = await fresh();
    const options = { data, target, at: NOW, files: ['household.json', 'absent.json'] };
    expect(await backup(options)).toEqual({ days: 4, copied: 4, damaged: [] });
    expect(await backup(options)).toEqual({ days: 4, copied: 0, damaged: [] });

    const late = fourDays()[5];
    const { archive } = await openFixture(data, NOW);
    await archive.accept({ ...(late as Reading), time: '2026-06-29T00:05:30+02:00' }, NOW);
    await archive.closeDays();
    await archive.close();
    expect(await backup(options)).toMatchObject({ copied: 1 });

    // A day that has gone bad here is not copied over the good one there.
    const bad = join(data, 'json', METER, `${FIRST}.jsonl.gz`);
    await writeFile(bad, 'rotten');
    const again = await backup({ ...options, target: await fresh() });
    expect(again).toMatchObject({ copied: 3, damaged: [{ meter: METER, day: FIRST, file: 'json' }] });

    const restored = await fresh();
    await cp(target, restored, { recursive: true });
    expect(await verify({ data: restored })).toMatchObject({ days: 4, findings: [] });
    const opened = await openFixture(restored, NOW);
    expect(jsonOf<DayIndex>(await opened.archive.days(METER)).days.map(({ rows }) => rows)).toEqual([
      1441, 1380, 1440, 1440,
    ]);
    await opened.archive.close();
    expect(await readFile(join(restored, 'household.json'), 'utf8')).toBe('{}');
  });

  it('asks the boards for what is missing: holes of a known meter, everything of an unknown one', async () => {
    await fill(data);
    const now = start + 4 * 86_400;
    const { archive } = await openFixture(data, now);
    const plan = await planRecover(archive, ['a1b2c3', 'd4e5f6'], now);
    expect(plan.filter(({ device }) => device === 'd4e5f6')).toEqual([
      { device: 'd4e5f6', from: now - 33 * 86_400, to: now },
    ]);
    expect(plan.filter(({ device }) => device === 'a1b2c3')).toEqual([
      { device: 'a1b2c3', from: now - 33 * 86_400, to: start },
      { device: 'a1b2c3', from: start + 1499 * 60 + 1, to: start + 1560 * 60 },
    ]);
    await archive.close();
  });

  it('adopts closed days that came without a manifest', async () => {
    await fill(data);
    await rm(join(data, 'manifest'), { recursive: true });
    const { archive } = await openFixture(data, NOW);
    expect(jsonOf<DayIndex>(await archive.days(METER)).days.map(({ rows, closed }) => [rows, closed])).toEqual([
      [1440, true],
      [1380, true],
      [1440, true],
      [1440, true],
    ]);
    await archive.close();
    expect((await verify({ data })).findings).toEqual([]);
  });
});
