/** The file of a day: its size, opening it in the browser, and a year of them in IndexedDB. */
import type { Page } from 'playwright-core';
import { openPage, openPages } from '../browser.js';
import { bundle } from '../bundle.js';
import { daysOfYear, METER, summaryOf } from '../household-day.js';
import { absolute, compared, held, type Line, ratioOf } from '../ratio.js';
import { interleave } from '../rounds.js';
import type { bench } from './page.js';
import { sizes } from './sizes.js';

/** Days that differ; a year is made of them over and over, since a browser compresses within a record only. */
const DISTINCT = 6;
const YEAR_DAYS = 365;
const WRITES = 3;
const ROUNDS = 15;
/** Rounds of a few milliseconds: on a busy machine many of them are cut in the middle. */
const PARSES = 45;

type Bench = typeof bench;

export async function measure(): Promise<Line[]> {
  const days = daysOfYear(DISTINCT);
  const files = await bundle('day-file/page.ts');
  for (const [i, { csv, pack }] of days.entries()) files.set(`/day-${i}.csv`, csv).set(`/day-${i}.pack`, pack);
  const summaries = Array.from({ length: YEAR_DAYS }, (_, i) =>
    summaryOf(
      new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10),
      days[i % DISTINCT] as (typeof days)[number],
    ),
  );
  files.set('/year.json', JSON.stringify({ meter: METER, year: 2026, days: summaries }));
  await using served = await openPages(files);
  const [ours, theirs] = [
    await openPage(served.context, served.origins[0]),
    await openPage(served.context, served.origins[1]),
  ];
  return [...sizes(days), ...(await parsing(ours)), ...(await keeping(ours, theirs))];
}

async function parsing(page: Page): Promise<Line[]> {
  const costs = await page.evaluate(([distinct, rounds]) => (window.bench as Bench).parse(distinct, rounds), [
    DISTINCT,
    PARSES,
  ] as const);
  return [
    held('G11', 'open our pack / look at every byte of the same CSV', ratioOf(costs.pack, costs.scan)),
    held('G12 uDSV', 'uDSV typedCols of the CSV / open our pack', ratioOf(costs.udsv, costs.pack)),
    held('G12 Papa', 'PapaParse dynamicTyping of the CSV / open our pack', ratioOf(costs.papa, costs.pack)),
    compared('uDSV / our strict reading of CSV rows (the import)', ratioOf(costs.udsv, costs.cells)),
    compared('PapaParse / our strict reading of CSV rows (the import)', ratioOf(costs.papa, costs.cells)),
    absolute('open our pack', 'ms', costs.pack),
    absolute('uDSV', 'ms', costs.udsv),
    absolute('PapaParse', 'ms', costs.papa),
  ];
}

async function keeping(ours: Page, theirs: Page): Promise<Line[]> {
  const bytes = { packs: [] as number[], csv: [] as number[] };
  const written = await interleave(
    {
      packs: async () => {
        const { cost, bytes: used } = await ours.evaluate(
          ([distinct, days]) => (window.bench as Bench).writePacks(distinct, days),
          [DISTINCT, YEAR_DAYS] as const,
        );
        bytes.packs.push(used);
        return cost;
      },
      csv: async () => {
        const { cost, bytes: used } = await theirs.evaluate(
          ([distinct, days]) => (window.bench as Bench).writeCsv(distinct, days),
          [DISTINCT, YEAR_DAYS] as const,
        );
        bytes.csv.push(used);
        return cost;
      },
    },
    WRITES,
  );
  let opens = 0;
  const nextDay = () => (Math.floor(opens++ / 2) * 37) % YEAR_DAYS;
  const opened = await interleave(
    {
      packs: () => ours.evaluate((day) => (window.bench as Bench).openPackDay(day), nextDay()),
      csv: () => theirs.evaluate((day) => (window.bench as Bench).openCsvDay(day), nextDay()),
    },
    ROUNDS,
  );
  const year = await ours.evaluate(([distinct, days, rounds]) => (window.bench as Bench).year(distinct, days, rounds), [
    DISTINCT,
    YEAR_DAYS,
    WRITES,
  ] as const);
  // The first write of an origin is the only one that no earlier one has left anything behind for.
  const firstBytes = { packs: bytes.packs.slice(0, 1), csv: bytes.csv.slice(0, 1) };
  return [
    held('G15', 'read and open a day: CSV string and uDSV / our pack', ratioOf(opened.csv, opened.packs)),
    held(
      'G16 time',
      'keep 365 days: CSV strings / our packs, as many in a transaction',
      ratioOf(written.csv, written.packs),
    ),
    held('G16 size', 'storage of 365 days: CSV strings / our packs', ratioOf(firstBytes.csv, firstBytes.packs)),
    held('G17', 'read the summary of a year / read a record of nothing', ratioOf(year.document, year.tiny)),
    held('G18', 'open 365 days one by one / unpack them without the database', ratioOf(year.openYear, year.unpackOnly)),
    absolute('keep 365 days, packs', 'ms', written.packs),
    absolute('keep 365 days, CSV strings', 'ms', written.csv),
    absolute('read and open a day', 'ms', opened.packs),
    absolute('read the summary of a year', 'ms', year.document),
    absolute('read a record of nothing', 'ms', year.tiny),
    absolute('open 365 days', 'ms', year.openYear),
    absolute(
      'storage of 365 packs',
      'MB',
      firstBytes.packs.map((used) => used / 1e6),
    ),
  ];
}
