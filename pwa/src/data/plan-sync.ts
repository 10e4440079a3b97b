/**
 * What to fetch and what to let go, from the service's day index and what the phone holds. Pure: no network, no clock.
 */
import type { DayIndex } from '@okosmero/pi-service/contract';
import { addDays } from '@okosmero/pi-service/day';
import type { HeldPack, PackKind } from './db.js';

/** How much history the phone keeps at full resolution. Summaries of all years are always kept: they are small. */
export const KEEP = ['month', 'year', 'all'] as const;
export type Keep = (typeof KEEP)[number];

/** Days kept, today included; null keeps everything. */
export const KEEP_DAYS: Readonly<Record<Keep, number | null>> = { month: 30, year: 366, all: null };

export interface PackToFetch {
  readonly kind: PackKind;
  readonly day: string;
  readonly version: number;
  readonly rows: number;
  readonly size: number;
}

export interface SyncPlan {
  /** Newest day first; the curve of a day comes before its voltages. */
  readonly fetch: readonly PackToFetch[];
  readonly drop: readonly { readonly kind: PackKind; readonly day: string }[];
  /** Bytes of `fetch`, and of everything wanted: the whole of the progress bar. */
  readonly fetchBytes: number;
  readonly wantedBytes: number;
}

export function planSync(index: DayIndex, held: readonly HeldPack[], keep: Keep, today: string): SyncPlan {
  const kept = KEEP_DAYS[keep];
  const first = kept === null ? '' : addDays(today, 1 - kept);
  const versions = new Map(held.map((pack) => [`${pack.kind} ${pack.day}`, pack.version]));
  const known = new Set(index.days.map((entry) => entry.day));

  const fetch: PackToFetch[] = [];
  let wantedBytes = 0;
  for (const { day, version, rows, packBytes, phasesBytes } of [...index.days].sort((a, b) =>
    a.day < b.day ? 1 : -1,
  )) {
    if (day < first) continue;
    for (const [kind, size] of [
      ['power', packBytes],
      ['phases', phasesBytes],
    ] as const) {
      if (size === 0) continue;
      wantedBytes += size;
      if (versions.get(`${kind} ${day}`) !== version) fetch.push({ kind, day, version, rows, size });
    }
  }
  const drop = held.filter(({ day }) => day < first || !known.has(day)).map(({ kind, day }) => ({ kind, day }));
  return { fetch, drop, fetchBytes: fetch.reduce((sum, { size }) => sum + size, 0), wantedBytes };
}
