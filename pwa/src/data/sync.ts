/**
 * Brings the history onto the phone: summaries of all years first (small, and enough for most pages), then the packs,
 * newest day first. Can be paused, goes on by itself when the service is back, and starts again from what is held.
 */
import { type DayIndex, ROUTES } from '@okosmero/pi-service/contract';
import { Cell } from './cell.js';
import type { Database, HeldPack } from './db.js';
import type { Mirror } from './mirror.js';
import { type Keep, type PackToFetch, planSync } from './plan-sync.js';

export interface SyncProgress {
  /**
   * `waiting`: the service does not answer, or the browser gives no room (`full`); `done`: everything wanted is held.
   */
  readonly state: 'idle' | 'running' | 'paused' | 'waiting' | 'full' | 'done';
  /** Bytes held of those wanted. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** Packs still to come. */
  readonly left: number;
}

export interface SyncOptions {
  readonly mirror: Mirror;
  readonly db: Database;
  /** Asked anew at each round, so a changed setting takes effect without a restart. */
  readonly wish: () => {
    readonly meter: string;
    readonly keep: Keep;
    readonly paused: boolean;
    readonly today: string;
  } | null;
}

/** Requests in flight: enough to hide a home network's latency, few enough for a Raspberry Pi. */
const PARALLEL = 3;
/** Packs that wait for their transaction while others are fetched; a page that closes loses these and the requests in flight. */
export const UNWRITTEN = 12;
const NOTHING: SyncProgress = { state: 'idle', bytes: 0, totalBytes: 0, left: 0 };

export class Sync {
  readonly progress = new Cell<SyncProgress>(NOTHING);
  readonly #options: SyncOptions;
  #running: Promise<void> | null = null;
  #again = false;

  constructor(options: SyncOptions) {
    this.#options = options;
  }

  /** Looks for work now; while a round runs, another follows it. */
  async poke(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#rounds().finally(() => {
      this.#running = null;
    });
    await this.#running;
  }

  async #rounds(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      await this.#round();
    }
  }

  async #round(): Promise<void> {
    const { mirror, db, wish } = this.#options;
    const wanted = wish();
    if (wanted === null) return;
    let index: DayIndex | null = null;
    let failed = false;
    for await (const answer of mirror.index(wanted.meter))
      if (answer.ok) index = answer.value;
      else failed = true;
    if (index === null || failed) {
      this.#say({ state: index === null && !failed ? 'idle' : 'waiting' });
      return;
    }
    const plan = planSync(index, await db.held(wanted.meter), wanted.keep, wanted.today);
    for (const { kind, day } of plan.drop) await db.dropPack(wanted.meter, kind, day);
    this.progress.set({
      state: wanted.paused ? 'paused' : plan.fetch.length === 0 ? 'done' : 'running',
      bytes: plan.wantedBytes - plan.fetchBytes,
      totalBytes: plan.wantedBytes,
      left: plan.fetch.length,
    });
    if (wanted.paused) return;
    for (const year of yearsHeld(index))
      if (!(await mirror.refresh(ROUTES.year(wanted.meter, year)))) {
        this.#say({ state: 'waiting' });
        return;
      }
    await this.#fetch(wanted.meter, [...plan.fetch]);
  }

  /** Works the queue off with a few requests in flight until it is empty, paused, or something refuses. */
  async #fetch(meter: string, queue: PackToFetch[]): Promise<void> {
    let stop: SyncProgress['state'] | null = null;
    const unwritten = new Set<Promise<void>>();
    const fetchOne = async (pack: PackToFetch): Promise<void> => {
      // Never opened packs are evicted before opened ones, the oldest day first.
      const answer = await this.#options.mirror.fetchPack(meter, pack.kind, pack, Date.parse(pack.day));
      if (answer.ok) {
        const write = answer.value.stored.then((stored) => {
          unwritten.delete(write);
          if (stored === 'full') stop = 'full';
          else this.#count(pack);
        });
        unwritten.add(write);
        if (unwritten.size >= UNWRITTEN) await Promise.race(unwritten);
      } else if (answer.reason === 'missing') {
        // The day changed or went since the index was read: the next round sees the new index.
        this.#count(pack);
      } else stop = 'waiting';
    };
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined && stop === null; next = queue.shift()) {
        const wish = this.#options.wish();
        if (wish === null || wish.meter !== meter) stop = 'idle';
        else if (wish.paused) stop = 'paused';
        else await fetchOne(next);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    await Promise.all(unwritten);
    this.#say({ state: stop ?? 'done' });
  }

  #count({ size }: PackToFetch): void {
    const { bytes, left } = this.progress.value;
    this.#say({ state: 'running', bytes: bytes + size, left: left - 1 });
  }

  #say(change: Partial<SyncProgress>): void {
    this.progress.set({ ...this.progress.value, ...change });
  }
}

function yearsHeld(index: DayIndex): number[] {
  return [...new Set(index.days.map(({ day }) => Number(day.slice(0, 4))))].sort((a, b) => b - a);
}

export function heldBytes(held: readonly HeldPack[]): number {
  return held.reduce((sum, { size }) => sum + size, 0);
}
