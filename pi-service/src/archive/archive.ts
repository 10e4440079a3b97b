/**
 * The archive behind one small interface that resolves when durable, so that a database can take its place for fleets.
 * Instants are whole seconds of UTC, days the Europe/Budapest date. Meters are those of the readings, see METER_ID.
 */
import type { DeviceHealth, Reading } from '@okosmero/moddable-app/contract';
import type { ArchiveEvent } from '../contract.js';
import type { CsvRow } from '../csv.js';
import type { Backfill } from '../decode.js';

/**
 * - `stored`: on disk, synced.
 * - `duplicate`: on disk already (also once an earlier copy of the same batch is).
 * - `refused`: never will be stored; the reason is an event, on disk.
 * - `unavailable`: not stored, try again later (disk full or failing for so long that memory for waiting readings is used up). Never acknowledge it.
 */
export type Outcome = 'stored' | 'duplicate' | 'refused' | 'unavailable';

export interface ArchivedMeter {
  readonly id: string;
  /** Board and identification of its last full reading. */
  readonly device: string | null;
  readonly identification: string | null;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
}

/** What a route sends: compressed once, kept in memory. Null from a method: the archive has no such thing (404). */
export interface Body {
  readonly bytes: Uint8Array;
  /**
   * How `bytes` are encoded on top of the media type. Packs are `identity`: their gzip belongs to the format and no
   * Content-Encoding is sent, so that the phone stores them compressed.
   */
  readonly encoding: 'identity' | 'gzip';
  /** Grows whenever the content changes; with `?v=<version>` the body is immutable. */
  readonly version: number;
  readonly closed: boolean;
  /** Strong, with its quotes. */
  readonly etag: string;
}

export interface Export {
  /** Bytes that `chunks` will give. */
  readonly length: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface ArchiveStatus {
  /** Instant of the last successful sync of readings, null before the first. */
  readonly lastDurable: number | null;
  readonly writable: boolean;
  readonly freeBytes: number;
  readonly archiveBytes: number;
  /** Readings that wait for their sync. */
  readonly waiting: number;
  /** Why health is not ok: `disk-full`, `disk-nearly-full`, `read-only`, `io-error` (with the failing path's role, never a meter id). */
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
}

/** What the rest of the service saw; the archive derives from it why readings are missing. */
export type Evidence =
  | { readonly kind: 'broker'; readonly connected: boolean; readonly at: number }
  | { readonly kind: 'availability'; readonly device: string; readonly online: boolean; readonly at: number }
  | { readonly kind: 'health'; readonly device: string; readonly health: DeviceHealth; readonly at: number };

/** A stretch of a device's readings that the archive does not hold. `to` is exclusive. */
export interface Hole {
  readonly from: number;
  readonly to: number;
}

/** Of work that takes a while. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface Archive {
  /** Resolves when the reading is durable. Keep hundreds in flight during a backlog: they share one sync. */
  accept(reading: Reading, receivedAt: number): Promise<Outcome>;
  /** The same for a message of the device's log; syncs at once. `refused` when any of its readings was. */
  acceptBackfill(backfill: Backfill): Promise<Outcome>;
  /** A row of an old daily CSV; syncs at once. A reading of the same instant wins over it. */
  acceptCsvRow(row: CsvRow): Promise<Outcome>;
  /** Records as an event that a record was refused before it came here (decode). Resolves when that is durable. */
  refuse(record: {
    readonly device: string;
    readonly seq: number | null;
    readonly reason: string;
    /** When known and of the right shape; else the event is kept under the device. */
    readonly meter: string | null;
  }): Promise<void>;
  evidence(evidence: Evidence): void;

  meters(): readonly ArchivedMeter[];
  /** Newest reading by the meter's clock, durable or not; after a start the last one on disk. */
  latest(meter: string): { readonly reading: Reading; readonly receivedAt: number } | null;
  /** JSON of DayIndex. */
  days(meter: string): Promise<Body | null>;
  /** gzip of encodeDay / encodePhases. */
  pack(meter: string, day: string): Promise<Body | null>;
  phases(meter: string, day: string): Promise<Body | null>;
  jsonLines(meter: string, day: string): Promise<Body | null>;
  csv(meter: string, day: string): Promise<Body | null>;
  /** JSON of YearSummary. */
  year(meter: string, year: number): Promise<Body | null>;
  /** JSON list of ArchiveEvent, oldest first. */
  events(meter: string): Promise<Body | null>;
  /** Days `from` to `to`, both included; CSV has one header line. Null: unknown meter. */
  export(meter: string, from: string, to: string, format: 'csv' | 'jsonl'): Promise<Export | null>;
  /** Where readings are missing between two instants: what to ask the device's log for. */
  holes(meter: string, from: number, to: number): Promise<readonly Hole[]>;

  /** Makes CSV, packs and summaries of all closed days again from the JSON lines: byte for byte what they were. */
  rebuild(onProgress: (progress: Progress) => void): Promise<void>;
  /** Closes every day that is over, now. */
  closeDays(): Promise<void>;
  /** Syncs what waits, now. */
  flush(): Promise<void>;
  status(): Promise<ArchiveStatus>;
  /** Syncs, stops the timers and gives the data folder free. What could not be synced resolves as `unavailable`. */
  close(): Promise<void>;
}

export interface ArchiveOptions {
  /** Folder of the archive, made when absent. */
  readonly data: string;
  /** Folder of the daily CSV files; default `<data>/csv`. */
  readonly csvFolder?: string;
  /** Readings wait this long for a shared sync; a backlog is synced at once. */
  readonly flushSeconds: number;
  /** Bytes of readings that may wait for a disk that does not take them; default 32 MB, half a day of fifty meters. */
  readonly maxWaitingBytes?: number;
  /** The service's clock: whole seconds of UTC. */
  readonly now: () => number;
  readonly on: {
    /** A day got new durable content. */
    day(meter: string, day: string, version: number): void;
    event(event: ArchiveEvent): void;
    /** One line per change of state for the log; without meter ids. */
    state(text: string): void;
  };
}
