import type { YearSummary } from '@okosmero/pi-service/contract';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { Api } from '../src/data/api.js';
import { Database } from '../src/data/db.js';
import { type Answers, type Found, Mirror } from '../src/data/mirror.js';
import { METER, ServiceInMemory } from './service.js';

const DAY = '2026-08-15';

function mirrorOf(service: ServiceInMemory, db = new Database()): Mirror {
  const api = new Api({ fetch: service.fetch, onUnauthorized: () => undefined, onReachable: () => undefined });
  return new Mirror(api, db);
}

async function all<T>(answers: Answers<T>): Promise<Found<T>[]> {
  const found: Found<T>[] = [];
  for await (const answer of answers) found.push(answer);
  return found;
}

/** First watts of each answer: what version of the day it was. */
async function watts(mirror: Mirror): Promise<(number | string | undefined)[]> {
  const answers = await all(mirror.columns(METER, 'power', DAY));
  return answers.map((answer) => (answer.ok ? answer.value.importW[0] : answer.reason));
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

describe('the mirror of the archive', () => {
  it('gives what it holds at once and the service’s answer only when it differs', async () => {
    const service = new ServiceInMemory([DAY]);
    expect(await watts(mirrorOf(service))).toEqual([100]);
    expect(await watts(mirrorOf(service))).toEqual([100]);
    service.versions.set(DAY, 2);
    expect(await watts(mirrorOf(service))).toEqual([100, 200]);
  });

  it('opens every held day and year without the service', async () => {
    const service = new ServiceInMemory([DAY, '2025-01-01']);
    const first = mirrorOf(service);
    await watts(first);
    await all(first.years(METER, [2025, 2026]));
    service.online = false;
    const later = mirrorOf(service);
    expect(await watts(later)).toEqual([100]);
    const years = await all(later.years(METER, [2025, 2026]));
    expect(years.at(-1)).toMatchObject({ ok: true, value: [{ year: 2025 }, { year: 2026 }] });
  });

  it('says offline for what it never held, and missing for what the archive has not', async () => {
    const service = new ServiceInMemory([DAY]);
    expect(await all(mirrorOf(service).columns(METER, 'power', '2020-01-01'))).toEqual([
      { ok: false, reason: 'missing' },
    ]);
    service.online = false;
    expect(await all(mirrorOf(service, new Database()).year(METER, 2026))).toMatchObject([
      { ok: false, reason: 'offline' },
    ]);
  });

  it('leaves out years without data when several are asked', async () => {
    const years = await all(mirrorOf(new ServiceInMemory([DAY])).years(METER, [2024, 2025, 2026]));
    const last = years.at(-1) as { ok: true; value: readonly YearSummary[] };
    expect(last.value.map(({ year }) => year)).toEqual([2026]);
  });

  it.each([
    ['bytes that are no gzip', new Uint8Array([1, 2, 3])],
    ['an empty record', new Uint8Array(0)],
  ])('throws a corrupt record away and fetches it again: %s', async (_, bytes) => {
    const service = new ServiceInMemory([DAY]);
    const db = new Database();
    await db.putPack({ meter: METER, kind: 'power', day: DAY, version: 1, rows: 96, size: 3, bytes, used: 0 });
    expect(await watts(mirrorOf(service, db))).toEqual([100]);
    expect((await db.pack(METER, 'power', DAY))?.bytes).not.toEqual(bytes);
  });

  it('notices one flipped bit in a held day, and a day cut short', async () => {
    const service = new ServiceInMemory([DAY]);
    const db = new Database();
    await watts(mirrorOf(service, db));
    const held = await db.pack(METER, 'power', DAY);
    if (held === undefined) throw new Error('nothing held');
    const flipped = held.bytes.slice();
    flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] as number) ^ 4;
    for (const damage of [{ bytes: flipped }, { rows: 95 }, { bytes: held.bytes.slice(0, -20) }]) {
      await db.putPack({ ...held, ...damage });
      service.requests.length = 0;
      expect(await watts(mirrorOf(service, db))).toEqual([100]);
      expect(service.requests.some((path) => path.includes('.pack'))).toBe(true);
    }
  });

  it('shows a damaged day as missing when the service is away, never as wrong numbers', async () => {
    const service = new ServiceInMemory([DAY]);
    const db = new Database();
    await db.putPack({
      meter: METER,
      kind: 'power',
      day: DAY,
      version: 1,
      rows: 96,
      size: 3,
      bytes: new Uint8Array([9]),
      used: 0,
    });
    service.online = false;
    const answers = await all(mirrorOf(service, db).columns(METER, 'power', DAY));
    expect(answers.every((answer) => !answer.ok)).toBe(true);
  });

  it('asks no more for what is fresh while news flow, and again for what changed', async () => {
    const service = new ServiceInMemory([DAY]);
    const mirror = mirrorOf(service);
    mirror.setNewsFlow(true);
    await watts(mirror);
    service.requests.length = 0;
    expect(await watts(mirror)).toEqual([100]);
    expect(service.requests).toEqual([]);
    service.versions.set(DAY, 2);
    mirror.dayChanged(METER, DAY);
    expect(await watts(mirror)).toEqual([100, 200]);
    mirror.setNewsFlow(false);
    service.requests.length = 0;
    await watts(mirror);
    expect(service.requests).toHaveLength(1);
  });
});
