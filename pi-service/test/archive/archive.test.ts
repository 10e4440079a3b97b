import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DayIndex, YearSummary } from '../../src/contract.js';
import { dayBounds } from '../../src/day.js';
import { decodeDay, decodePhases } from '../../src/pack.js';
import { jsonOf, openFixture, temporaryFolder, textOf, until } from './fixture.js';
import { household } from './household.js';

const METER = '9912345678';
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

describe('the archive', () => {
  it('keeps a day in all its forms, open and closed, over a restart', async () => {
    const { start, end } = dayBounds('2026-11-22');
    const readings = [...household(start, end, { step: 60 })];
    let fixture = await openFixture(folder.path, end - 3600);
    const outcomes = await Promise.all(readings.map((reading) => fixture.archive.accept(reading, fixture.now)));
    expect(new Set(outcomes)).toEqual(new Set(['stored']));
    const first = readings[0];
    if (first === undefined) throw new Error('no readings');
    expect(await fixture.archive.accept(first, fixture.now)).toBe('duplicate');

    const open = jsonOf<DayIndex>(await fixture.archive.days(METER));
    expect(open.days).toMatchObject([{ day: '2026-11-22', closed: false, rows: 1440, version: 1440 }]);
    const openPack = await fixture.archive.pack(METER, '2026-11-22');
    const openCsv = textOf(await fixture.archive.csv(METER, '2026-11-22'));
    await until(
      async () =>
        (await readFile(join(folder.path, 'csv', METER, '2026-11-22.csv'), 'utf8').catch(() => '')) === openCsv,
    );
    await fixture.archive.close();

    fixture = await openFixture(folder.path, end + 86_400);
    await until(async () => jsonOf<DayIndex>(await fixture.archive.days(METER)).days[0]?.closed === true);
    expect(jsonOf<DayIndex>(await fixture.archive.days(METER)).days).toMatchObject([{ rows: 1440, version: 1441 }]);
    expect(textOf(await fixture.archive.csv(METER, '2026-11-22'))).toBe(openCsv);
    const pack = await fixture.archive.pack(METER, '2026-11-22');
    expect(pack?.bytes).toEqual(openPack?.bytes);
    const columns = decodeDay(gunzipSync(pack?.bytes ?? ''));
    expect(columns.ok && [columns.columns.time.length, columns.columns.importWh[0]]).toEqual([1440, 8_995_626]);
    const phases = decodePhases(gunzipSync((await fixture.archive.phases(METER, '2026-11-22'))?.bytes ?? ''));
    expect(phases.ok && phases.columns.voltages[1][7]).toBe(22_950);
    expect(textOf(await fixture.archive.jsonLines(METER, '2026-11-22')).split('\n')).toHaveLength(1441);
    const year = jsonOf<YearSummary>(await fixture.archive.year(METER, 2026));
    expect(year.days[0]).toMatchObject({ day: '2026-11-22', closed: true, received: 1440, expected: 1440, gaps: [] });
    expect(fixture.archive.meters()).toEqual([
      { id: METER, device: 'a1b2c3', identification: `AUX5${METER}`, firstDay: '2026-11-22', lastDay: '2026-11-22' },
    ]);
    expect(await fixture.archive.accept(first, fixture.now)).toBe('duplicate');
    await fixture.archive.close();
  });
});
