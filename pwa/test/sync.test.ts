import { addDays } from '@okosmero/pi-service/day';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Api } from '../src/data/api.js';
import { Database } from '../src/data/db.js';
import { Mirror } from '../src/data/mirror.js';
import type { Keep } from '../src/data/plan-sync.js';
import { Sync, UNWRITTEN } from '../src/data/sync.js';
import { METER, ServiceInMemory } from './service.js';

const TODAY = '2026-01-20';
const DAYS = Array.from({ length: 40 }, (_, i) => addDays(TODAY, i - 39));

function setUp() {
  const service = new ServiceInMemory(DAYS);
  const db = new Database();
  const api = new Api({ fetch: service.fetch, onUnauthorized: () => undefined, onReachable: () => undefined });
  const wish = { meter: METER, keep: 'all' as Keep, paused: false, today: TODAY };
  const sync = new Sync({ mirror: new Mirror(api, db), db, wish: () => wish });
  const states: string[] = [];
  sync.progress.subscribe(() => states.push(sync.progress.value.state));
  const packs = () => service.requests.filter((path) => path.includes('.pack'));
  return { service, db, wish, sync, states, packs };
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => vi.restoreAllMocks());

describe('the first download', () => {
  it('brings every day and every year, the newest days first', async () => {
    const { db, sync, packs, service } = setUp();
    await sync.poke();
    expect(sync.progress.value).toMatchObject({ state: 'done', left: 0 });
    expect(sync.progress.value.bytes).toBe(sync.progress.value.totalBytes);
    expect(await db.held(METER)).toHaveLength(80);
    expect(packs()[0]).toContain(TODAY);
    expect(packs().at(-1)).toContain(DAYS[0]);
    expect(service.requests.filter((path) => path.includes('/years/'))).toHaveLength(2);
  });

  it('keeps several packs in a transaction, with no more than a handful not yet kept', async () => {
    const { sync, db } = setUp();
    const putPack = db.putPack.bind(db);
    let [unwritten, most] = [0, 0];
    vi.spyOn(db, 'putPack').mockImplementation(async (pack) => {
      most = Math.max(most, ++unwritten);
      return putPack(pack).finally(() => unwritten--);
    });
    const begun = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await sync.poke();
    expect(await db.held(METER)).toHaveLength(80);
    const writes = begun.mock.calls.filter(([store, mode]) => store === 'packs' && mode === 'readwrite');
    expect(writes.length).toBeLessThan(40);
    // Requests that were on their way when the limit was reached come on top.
    expect(most).toBeLessThanOrEqual(UNWRITTEN + 2);
  });

  it('stops at a pause and goes on from there', async () => {
    const { service, wish, sync, packs } = setUp();
    service.onRequest = () => {
      if (packs().length === 20) wish.paused = true;
    };
    await sync.poke();
    expect(sync.progress.value.state).toBe('paused');
    const before = packs().length;
    expect(before).toBeLessThan(30);
    expect(sync.progress.value.left).toBeGreaterThan(50);
    wish.paused = false;
    service.onRequest = () => undefined;
    await sync.poke();
    expect(sync.progress.value.state).toBe('done');
    // A request cut off by the pause may be made twice, no more.
    expect(packs().length).toBeLessThanOrEqual(83);
  });

  it('waits while the service is away and finishes when it is back', async () => {
    const { service, sync, packs, db } = setUp();
    service.onRequest = () => {
      if (packs().length === 20) service.online = false;
    };
    await sync.poke();
    expect(sync.progress.value.state).toBe('waiting');
    service.online = true;
    service.onRequest = () => undefined;
    await sync.poke();
    expect(sync.progress.value.state).toBe('done');
    expect(await db.held(METER)).toHaveLength(80);
  });

  it('fetches only what changed the next time', async () => {
    const { service, sync, packs } = setUp();
    await sync.poke();
    service.requests.length = 0;
    service.versions.set(TODAY, 2);
    await sync.poke();
    expect(packs()).toHaveLength(2);
    expect(packs().every((path) => path.includes(`${TODAY}`) && path.endsWith('v=2'))).toBe(true);
  });

  it('lets old days go when less shall be kept', async () => {
    const { wish, sync, db } = setUp();
    await sync.poke();
    wish.keep = 'month';
    await sync.poke();
    expect(await db.held(METER)).toHaveLength(60);
  });

  it('stops and says so when the browser gives no more room', async () => {
    const { sync, db, states, packs } = setUp();
    vi.spyOn(db, 'putPack').mockImplementation(async () => (packs().length > 10 ? 'full' : 'stored'));
    await sync.poke();
    expect(sync.progress.value.state).toBe('full');
    expect(packs().length).toBeLessThan(20);
    expect(states).not.toContain('done');
  });
});
