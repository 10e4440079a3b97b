/** The mission's rows, byte for byte, from the golden telegrams through decode, archive and CSV. */
import { readFile } from 'node:fs/promises';
import type { Reading } from '@okosmero/moddable-app/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { decodeReading } from '../../src/decode.js';
import { openFixture, temporaryFolder, textOf } from './fixture.js';

interface Expected {
  readonly identification: string;
  readonly time: string;
  readonly csv: string;
  readonly objects: Record<string, { value?: string | number; values?: (string | [number, string])[] }>;
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

/** The reading that the golden telegram gives by its expected.json. */
async function golden(name: string, seq: number): Promise<{ readonly reading: Reading; readonly csv: string }> {
  const url = new URL(`../../../test/telegrams/${name}.expected.json`, import.meta.url);
  const expected = JSON.parse(await readFile(url, 'utf8')) as Expected;
  const objects: Record<string, Reading['objects'][string]> = {};
  for (const [code, { value, values }] of Object.entries(expected.objects))
    objects[code] = values?.map((group) => (typeof group === 'string' ? group : group[0])) ?? value ?? '';
  const { identification, time, csv } = expected;
  const reading: Reading = {
    schema: 1,
    device: 'a1b2c3',
    log: '9f3c21d0',
    seq,
    identification,
    meterId: '9912345678',
    time,
    crc: 'arc',
    objects,
    rest: [],
  };
  return { reading, csv };
}

it("gives the two rows of the mission's table", async () => {
  const { archive } = await openFixture(folder.path, Date.UTC(2023, 7, 15, 13, 53) / 1000);
  const rows = [await golden('sanxing-3ph-1552-00', 4711), await golden('sanxing-3ph-1552-10', 4712)];
  for (const { reading } of rows) {
    const decoded = decodeReading(Buffer.from(JSON.stringify(reading)), 'a1b2c3');
    if (!decoded.ok) throw new Error(decoded.reason);
    expect(await archive.accept(decoded.value, Date.UTC(2023, 7, 15, 13, 53) / 1000)).toBe('stored');
  }
  expect(textOf(await archive.csv('9912345678', '2023-08-15'))).toBe(
    [
      'MeterId,Time,DST,Import,Export,TotalImport,TotalExport',
      '9912345678,2023-08-15 15:52:00,S,2.352,0.0,8995.626,1590.321',
      '9912345678,2023-08-15 15:52:10,S,2.442,0.0,8995.626,1590.327',
      '',
    ].join('\n'),
  );
  expect(rows.map(({ csv }) => csv)).toEqual(
    textOf(await archive.csv('9912345678', '2023-08-15'))
      .split('\n')
      .slice(1, 3),
  );
  await archive.close();
});
