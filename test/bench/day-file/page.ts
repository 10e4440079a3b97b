/** Runs in Chromium: days opened and kept by the app's own code, and as CSV by uDSV and PapaParse. */
import { fromCells } from '@okosmero/pi-service/csv';
import { Database } from '@okosmero/pwa/data/db';
import { openPack } from '@okosmero/pwa/data/pack';
import { UNWRITTEN } from '@okosmero/pwa/data/sync';
import { openDB } from 'idb';
import Papa from 'papaparse';
import { inferSchema, initParser } from 'udsv';
import { interleave, type Side } from '../rounds.js';

const METER = '9904120726';
const YEAR = '/api/meters/9904120726/years/2026';
/** Days opened in a round: one alone is too short for the clock. */
const OPENED = 4;
const LINE_FEED = 10;

interface Material {
  readonly csvs: readonly Uint8Array<ArrayBuffer>[];
  readonly packs: readonly Uint8Array<ArrayBuffer>[];
  readonly year: unknown;
}

const bytesOf = async (path: string) => new Uint8Array(await (await fetch(path)).arrayBuffer());

async function load(distinct: number): Promise<Material> {
  const all = (suffix: string) =>
    Promise.all(Array.from({ length: distinct }, (_, i) => bytesOf(`/day-${i}.${suffix}`)));
  return { csvs: await all('csv'), packs: await all('pack'), year: await (await fetch('/year.json')).json() };
}

const of = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;
const dateOf = (i: number): string => new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10);

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Cost of opening one day, and that every side finds as many readings as the first line feed count says. */
function opening(inputs: readonly Uint8Array[], rows: readonly number[], open: (bytes: Uint8Array) => number): Side {
  return async () => {
    const found: number[] = [];
    const cost = await timed(() => {
      for (let i = 0; i < OPENED; i++) found.push(open(of(inputs, i)));
    });
    if (found.some((count, i) => count !== of(rows, i))) throw new Error(`${found} readings found, not ${rows}`);
    return cost / OPENED;
  };
}

/** The floor: one look at every byte. */
function scan(bytes: Uint8Array): number {
  let lines = 0;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === LINE_FEED) lines++;
  return lines - 1;
}

function rowsByCells(bytes: Uint8Array): number {
  let rows = 0;
  for (const line of new TextDecoder().decode(bytes).split('\n')) if (fromCells(line.split(',')).ok) rows++;
  return rows;
}

function rowsByUdsv(text: string): number {
  const columns = initParser(inferSchema(text)).typedCols(text) as readonly (readonly unknown[])[];
  return columns[0]?.length ?? 0;
}

const decoded = (read: (text: string) => number) => (bytes: Uint8Array) => read(new TextDecoder().decode(bytes));
const rowsByPapa = (text: string): number =>
  Papa.parse(text, { dynamicTyping: true, skipEmptyLines: true }).data.length - 1;
const rowsOfPack = (bytes: Uint8Array): number => openPack('power', bytes)?.time.length ?? 0;

const csvDatabase = () =>
  openDB('csv', 1, {
    upgrade(db) {
      db.createObjectStore('days', { keyPath: 'day' });
      db.createObjectStore('tiny');
    },
  });

async function openKept(db: Database, day: number): Promise<void> {
  const kept = await db.pack(METER, 'power', dateOf(day));
  if (kept === undefined || rowsOfPack(kept.bytes) === 0) throw new Error(`day ${day} is not kept`);
}

export const bench = {
  /** Milliseconds a day, by side and round. */
  async parse(distinct: number, rounds: number) {
    const { csvs, packs } = await load(distinct);
    const rows = csvs.map(scan);
    return interleave(
      {
        scan: opening(csvs, rows, scan),
        pack: opening(packs, rows, rowsOfPack),
        cells: opening(csvs, rows, rowsByCells),
        udsv: opening(csvs, rows, decoded(rowsByUdsv)),
        papa: opening(csvs, rows, decoded(rowsByPapa)),
      },
      rounds,
    );
  },

  /** Keeps so many days as the first download does when the network is quick; milliseconds, and the origin's bytes after. */
  async writePacks(distinct: number, days: number) {
    const { packs, year } = await load(distinct);
    const db = new Database();
    await db.clear();
    const cost = await timed(async () => {
      const unwritten = new Set<Promise<void>>();
      for (let i = 0; i < days; i++) {
        const bytes = of(packs, i);
        const pack = { meter: METER, kind: 'power', day: dateOf(i), version: 1, rows: 0, size: bytes.length } as const;
        const write = db.putPack({ ...pack, bytes, used: i }).then((stored) => {
          unwritten.delete(write);
          if (stored !== 'stored') throw new Error('the browser gives no room');
        });
        unwritten.add(write);
        if (unwritten.size >= UNWRITTEN) await Promise.race(unwritten);
      }
      await Promise.all(unwritten);
    });
    await db.putDocument({ path: YEAR, etag: null, body: year, at: 0 });
    await db.close();
    return { cost, bytes: (await navigator.storage.estimate()).usage ?? 0 };
  },

  /** The same days as strings of CSV, as many in a transaction. */
  async writeCsv(distinct: number, days: number) {
    const { csvs } = await load(distinct);
    const texts = csvs.map((bytes) => new TextDecoder().decode(bytes));
    const db = await csvDatabase();
    await db.clear('days');
    const cost = await timed(async () => {
      for (let first = 0; first < days; first += UNWRITTEN) {
        const { store, done } = db.transaction('days', 'readwrite');
        for (let i = first; i < Math.min(days, first + UNWRITTEN); i++)
          void store.put({ day: dateOf(i), text: of(texts, i) });
        await done;
      }
    });
    await db.put('tiny', 1, 'tiny');
    db.close();
    return { cost, bytes: (await navigator.storage.estimate()).usage ?? 0 };
  },

  /** Milliseconds to read and open one of the kept days. */
  async openCsvDay(day: number) {
    const db = await csvDatabase();
    const cost = await timed(async () => rowsByUdsv(((await db.get('days', dateOf(day))) as { text: string }).text));
    db.close();
    return cost;
  },

  async openPackDay(day: number) {
    const db = new Database();
    await db.document('nothing');
    const cost = await timed(() => openKept(db, day));
    await db.close();
    return cost;
  },

  /** Milliseconds: a record of nothing, the year's document, all days opened, all days opened without the database. */
  async year(distinct: number, days: number, rounds: number) {
    const { packs } = await load(distinct);
    const db = new Database();
    await db.putDocument({ path: 'tiny', etag: null, body: 1, at: 0 });
    const costs = await interleave(
      {
        tiny: () => timed(() => db.document('tiny')),
        document: () => timed(() => db.document(YEAR)),
        openYear: () =>
          timed(async () => {
            for (let i = 0; i < days; i++) await openKept(db, i);
          }),
        unpackOnly: () =>
          timed(() => {
            for (let i = 0; i < days; i++) rowsOfPack(of(packs, i));
          }),
      },
      rounds,
    );
    await db.close();
    return costs;
  },
};

window.bench = bench;
