/**
 * What the phone keeps: JSON documents by their address and the packs of days. It is a cache and nothing but a cache; the
 * archive is on the service. So every fault ends the same way: the record is gone and will be fetched again. Where the
 * browser gives no IndexedDB (private mode, blocked, broken), the same cache lives in memory until the page closes.
 */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';

export const PACK_KINDS = ['power', 'phases'] as const;
export type PackKind = (typeof PACK_KINDS)[number];

/** A JSON answer of the service and the ETag it had. */
export interface StoredDocument {
  readonly path: string;
  readonly etag: string | null;
  readonly body: unknown;
  /** When it came in, milliseconds of the phone's clock. */
  readonly at: number;
}

/** A day's pack as the service sent it (gzip), with the version of the day index it belongs to. */
export interface StoredPack {
  readonly meter: string;
  readonly kind: PackKind;
  readonly day: string;
  readonly version: number;
  /** Rows the day index promised; a pack that holds another number is damaged. */
  readonly rows: number;
  readonly size: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Order of eviction, milliseconds: when it was last opened, or the day itself if it never was. */
  readonly used: number;
}

/** What is held of a pack, without its bytes. */
export interface HeldPack {
  readonly kind: PackKind;
  readonly day: string;
  readonly version: number;
  readonly size: number;
}

/** Where the cache lives: `memory` is gone when the page closes. */
export type Place = 'disk' | 'memory';

/** `full`: the browser grants no more room even after the packs that were opened longer ago were dropped. */
export type Stored = 'stored' | 'full';

interface Schema extends DBSchema {
  documents: { key: string; value: StoredDocument };
  packs: {
    key: [meter: string, kind: string, day: string];
    value: StoredPack;
    indexes: { held: [string, string, string, number, number]; used: number };
  };
}

const NAME = 'okosmero';
const VERSION = 1;
/** Packs dropped at a time when the browser's quota is reached: about a month of both kinds. */
const EVICT = 60;
const EVICT_ROUNDS = 4;

export class Database {
  readonly #memory = new Map<string, StoredDocument | StoredPack>();
  readonly #open: () => Promise<IDBPDatabase<Schema>>;
  #connection: Promise<IDBPDatabase<Schema> | null>;
  #place: Place = 'disk';
  /** Packs that came while others were being written, what becomes of them, and when their turn is. */
  #gathered: StoredPack[] = [];
  #next: Promise<Stored> | null = null;
  #written: Promise<unknown> = Promise.resolve();

  constructor() {
    this.#open = () =>
      openDB<Schema>(NAME, VERSION, {
        upgrade(db, _from, _to, transaction) {
          transaction.done.catch(() => undefined);
          db.createObjectStore('documents', { keyPath: 'path' });
          const packs = db.createObjectStore('packs', { keyPath: ['meter', 'kind', 'day'] });
          packs.createIndex('held', ['meter', 'kind', 'day', 'version', 'size']);
          packs.createIndex('used', 'used');
        },
        // Another tab runs a newer app: let it upgrade; this page reopens or falls back to memory.
        blocking: (_current, _next, event) => (event.target as IDBDatabase).close(),
      });
    this.#connection = this.#connect();
  }

  get place(): Place {
    return this.#place;
  }

  async document(path: string): Promise<StoredDocument | undefined> {
    return this.#run(
      (db) => begin(db, 'documents', 'readonly').store.get(path),
      () => this.#memory.get(path) as StoredDocument | undefined,
    );
  }

  putDocument(document: StoredDocument): Promise<Stored> {
    return this.#put('documents', [document]);
  }

  async pack(meter: string, kind: PackKind, day: string): Promise<StoredPack | undefined> {
    return this.#run(
      (db) => begin(db, 'packs', 'readonly').store.get([meter, kind, day]),
      () => this.#memory.get(packKey(meter, kind, day)) as StoredPack | undefined,
    );
  }

  /** Keeps a pack. A transaction costs more than what is in it: packs that come while one is under way share the next. */
  putPack(pack: StoredPack): Promise<Stored> {
    this.#gathered.push(pack);
    this.#next ??= this.#written.then(() => {
      const stored = this.#put('packs', this.#gathered);
      this.#gathered = [];
      this.#next = null;
      this.#written = stored.catch(() => undefined);
      return stored;
    });
    return this.#next;
  }

  async dropPack(meter: string, kind: PackKind, day: string): Promise<void> {
    await this.#run(
      async (db) => {
        const { store, done } = begin(db, 'packs', 'readwrite');
        await Promise.all([store.delete([meter, kind, day]), done]);
      },
      () => void this.#memory.delete(packKey(meter, kind, day)),
    );
  }

  /** Everything held of a meter, from the index alone: no pack is read. */
  async held(meter: string): Promise<HeldPack[]> {
    return this.#run(
      async (db) => {
        const held: HeldPack[] = [];
        const range = IDBKeyRange.bound([meter], [meter, []]);
        let cursor = await begin(db, 'packs', 'readonly').store.index('held').openKeyCursor(range);
        for (; cursor !== null; cursor = await cursor.continue()) {
          const [, kind, day, version, size] = cursor.key;
          held.push({ kind: kind as PackKind, day, version, size });
        }
        return held;
      },
      () =>
        [...this.#memory.values()].filter((record): record is StoredPack => 'day' in record && record.meter === meter),
    );
  }

  /** Forgets everything: another household, or the user's wish. */
  async clear(): Promise<void> {
    this.#memory.clear();
    await this.#run(
      async (db) => {
        for (const name of ['documents', 'packs'] as const) {
          const { store, done } = begin(db, name, 'readwrite');
          await Promise.all([store.clear(), done]);
        }
      },
      () => undefined,
    );
  }

  async close(): Promise<void> {
    (await this.#connection)?.close();
  }

  async #connect(): Promise<IDBPDatabase<Schema> | null> {
    try {
      return await this.#open();
    } catch {
      this.#place = 'memory';
      return null;
    }
  }

  /** Runs on disk; when the connection was closed under us (eviction, upgrade), once more on a new one, then in memory. */
  async #run<T>(onDisk: (db: IDBPDatabase<Schema>) => Promise<T>, inMemory: () => T): Promise<T> {
    for (let attempt = 0; attempt < 2; attempt++) {
      const db = await this.#connection;
      if (db === null) break;
      try {
        return await onDisk(db);
      } catch (error) {
        if (isQuota(error)) throw error;
        db.close();
        this.#connection = this.#connect();
      }
    }
    return inMemory();
  }

  async #put(name: 'documents' | 'packs', records: readonly (StoredDocument | StoredPack)[]): Promise<Stored> {
    for (let round = 0; round <= EVICT_ROUNDS; round++) {
      try {
        await this.#run(
          async (db) => {
            const { store, done } = begin(db, name, 'readwrite');
            await Promise.all([...records.map((record) => store.put(record as never)), done]);
          },
          () => {
            for (const record of records) this.#memory.set(keyOf(record), record);
          },
        );
        return 'stored';
      } catch (error) {
        if (!isQuota(error) || (await this.#evict(records)) === 0) return 'full';
      }
    }
    return 'full';
  }

  /**
   * Drops the packs that were opened longest ago; how many went. None for packs that are older themselves: the first
   * download would throw away what it has just brought, and bring it again.
   */
  async #evict(forRecords: readonly (StoredDocument | StoredPack)[]): Promise<number> {
    const uses = forRecords.flatMap((record) => ('used' in record ? record.used : []));
    const older = uses.length === 0 ? null : IDBKeyRange.upperBound(Math.max(...uses), true);
    return this.#run(
      async (db) => {
        const { store, done } = begin(db, 'packs', 'readwrite');
        const keys = await store.index('used').getAllKeys(older, EVICT);
        await Promise.all([...keys.map((key) => store.delete(key)), done]);
        return keys.length;
      },
      () => 0,
    );
  }
}

/**
 * A browser that throws the database away aborts what is under way: then `done` rejects beside the request that tells us,
 * and where nobody waits for `done` (reads) that would be an error without a handler.
 */
function begin<Name extends 'documents' | 'packs', Mode extends 'readonly' | 'readwrite'>(
  db: IDBPDatabase<Schema>,
  name: Name,
  mode: Mode,
): IDBPTransaction<Schema, [Name], Mode> {
  const transaction = db.transaction(name, mode);
  transaction.done.catch(() => undefined);
  return transaction;
}

function keyOf(record: StoredDocument | StoredPack): string {
  return 'path' in record ? record.path : packKey(record.meter, record.kind, record.day);
}

function packKey(meter: string, kind: PackKind, day: string): string {
  return `${meter}/${kind}/${day}`;
}

function isQuota(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}
