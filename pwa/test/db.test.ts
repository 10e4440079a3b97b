import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Database, type Stored, type StoredPack } from '../src/data/db.js';

function pack(day: string, used = Date.parse(day)): StoredPack {
  const bytes = new Uint8Array([1, 2, 3]);
  return { meter: 'm', kind: 'power', day, version: 1, rows: 96, size: bytes.length, bytes, used };
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => vi.restoreAllMocks());

describe('the cache on the phone', () => {
  it('keeps documents and packs from one visit to the next', async () => {
    const first = new Database();
    await first.putDocument({ path: '/api/meters', etag: '"1"', body: { meters: [] }, at: 0 });
    await first.putPack(pack('2026-08-15'));
    await first.close();
    const second = new Database();
    expect((await second.document('/api/meters'))?.etag).toBe('"1"');
    expect((await second.pack('m', 'power', '2026-08-15'))?.bytes).toEqual(new Uint8Array([1, 2, 3]));
    expect(await second.held('m')).toEqual([{ kind: 'power', day: '2026-08-15', version: 1, size: 3 }]);
    expect(await second.held('another')).toEqual([]);
    expect(second.place).toBe('disk');
  });

  it('keeps packs that come while others are written in the next transaction, all of them', async () => {
    const db = new Database();
    await db.putPack(pack('2026-08-01'));
    const begun = vi.spyOn(IDBDatabase.prototype, 'transaction');
    const days = Array.from({ length: 20 }, (_, i) => `2026-08-${10 + i}`);
    const writes: Promise<Stored>[] = [];
    for (const day of days) {
      writes.push(db.putPack(pack(day)));
      await Promise.resolve();
    }
    writes.push(db.putPack({ ...pack('2026-08-29'), version: 2 }));
    expect(new Set(await Promise.all(writes))).toEqual(new Set(['stored']));
    expect(begun).toHaveBeenCalledTimes(2);
    expect((await db.held('m')).map(({ day }) => day)).toEqual(['2026-08-01', ...days]);
    expect((await db.pack('m', 'power', '2026-08-29'))?.version).toBe(2);
  });

  it('lives in memory where IndexedDB is refused', async () => {
    vi.spyOn(globalThis.indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('private mode', 'SecurityError');
    });
    const db = new Database();
    expect(await db.putPack(pack('2026-08-15'))).toBe('stored');
    expect(await db.pack('m', 'power', '2026-08-15')).toBeDefined();
    expect(await db.held('m')).toHaveLength(1);
    await db.dropPack('m', 'power', '2026-08-15');
    expect(await db.pack('m', 'power', '2026-08-15')).toBeUndefined();
    expect(db.place).toBe('memory');
  });

  it('goes on after the browser closed or evicted the database in the middle of a visit', async () => {
    const db = new Database();
    await db.putPack(pack('2026-08-15'));
    await db.close();
    expect(await db.pack('m', 'power', '2026-08-15')).toBeDefined();
    await db.close();
    globalThis.indexedDB = new IDBFactory();
    expect(await db.pack('m', 'power', '2026-08-15')).toBeUndefined();
    expect(await db.putPack(pack('2026-08-16'))).toBe('stored');
    expect(await db.held('m')).toHaveLength(1);
  });

  it('leaves no error without a handler when the browser aborts what is under way', async () => {
    const db = new Database();
    await db.putPack(pack('2026-08-15'));
    const transaction = IDBDatabase.prototype.transaction;
    const abort = (times: number) =>
      vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
        const begun = transaction.apply(this, args);
        if (times-- > 0) queueMicrotask(() => begun.abort());
        return begun;
      });
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => void unheard.push(reason);
    process.on('unhandledRejection', hear);
    for (const times of [1, 2]) {
      for (const ask of [
        () => db.document('/x'),
        () => db.pack('m', 'power', '2026-08-15'),
        () => db.held('m'),
        () => db.putPack(pack('2026-08-16')),
        () => db.dropPack('m', 'power', '2026-08-16'),
        () => db.clear(),
      ]) {
        const aborting = abort(times);
        await ask();
        aborting.mockRestore();
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', hear);
    expect(unheard).toEqual([]);
    expect(await db.putPack(pack('2026-08-17'))).toBe('stored');
    expect(db.place).toBe('disk');
  });

  it('makes room at the quota by dropping what was opened longest ago', async () => {
    const db = new Database();
    for (let i = 1; i <= 70; i++) await db.putPack(pack(`day ${String(i).padStart(2, '0')}`, i));
    await db.putPack(pack('opened lately', 1e12));
    let refusals = 1;
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      if (refusals-- > 0) throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, args);
    });
    expect(await db.putPack(pack('new', 1e13))).toBe('stored');
    const days = (await db.held('m')).map(({ day }) => day);
    expect(days).toContain('opened lately');
    expect(days).toContain('new');
    expect(days).not.toContain('day 01');
    expect(days).toContain('day 70');
  });

  it('drops nothing for a pack that is older than all that it has', async () => {
    const db = new Database();
    for (const day of ['2026-08-14', '2026-08-15']) await db.putPack(pack(day));
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      if ((args[0] as StoredPack).day === '2026-08-13') throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, args);
    });
    expect(await db.putPack(pack('2026-08-13'))).toBe('full');
    expect((await db.held('m')).map(({ day }) => day)).toEqual(['2026-08-14', '2026-08-15']);
  });

  it('says that it is full when there is nothing left to drop, and still reads', async () => {
    const db = new Database();
    await db.putPack(pack('2026-08-15'));
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await db.putDocument({ path: '/x', etag: null, body: 1, at: 0 })).toBe('full');
    expect(await db.document('/x')).toBeUndefined();
    expect(db.place).toBe('disk');
  });

  it('forgets everything when asked', async () => {
    const db = new Database();
    await db.putPack(pack('2026-08-15'));
    await db.putDocument({ path: '/x', etag: null, body: 1, at: 0 });
    await db.clear();
    expect(await db.held('m')).toEqual([]);
    expect(await db.document('/x')).toBeUndefined();
  });
});
