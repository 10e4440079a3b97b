/** The archive in files: routes each reading to its meter, and what is asked to the right place. */
import { METER_ID, type Reading } from '@okosmero/moddable-app/contract';
import type { CsvRow } from '../csv.js';
import type { Backfill } from '../decode.js';
import type {
  Archive,
  ArchivedMeter,
  ArchiveOptions,
  ArchiveStatus,
  Body,
  Evidence,
  Export,
  Hole,
  Outcome,
  Progress,
} from './archive.js';
import { Bodies } from './bodies.js';
import { BodyCache } from './body.js';
import { Closer } from './closer.js';
import { Committer } from './committer.js';
import type { Disk } from './disk.js';
import { DiskHealth } from './disk-health.js';
import { EventLog } from './event-log.js';
import { EvidenceFile } from './evidence-file.js';
import { exportDays } from './export.js';
import { Folders } from './folders.js';
import { holesOf } from './holes.js';
import type { Lock } from './lock.js';
import { MeterArchive } from './meter.js';
import { type Timed, timed } from './open-day.js';
import { fromCsv, fromLog, fromReading, lineOf } from './stored.js';
import type { Surroundings } from './surroundings.js';

/** Ids that a board may invent without end; a service for fifty homes is far below. */
const MAX_METERS = 2000;
/** Readings that wait for a disk that does not take them. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;

const METER = new RegExp(METER_ID);
const UNAVAILABLE: Promise<Outcome> = Promise.resolve('unavailable');

export class FileArchive implements Archive {
  readonly #folders: Folders;
  readonly #committer: Committer;
  readonly #health: DiskHealth;
  readonly #closer: Closer;
  readonly #evidence: EvidenceFile;
  readonly #bodies: Bodies;
  readonly #around: Surroundings;
  readonly #meters = new Map<string, MeterArchive>();
  readonly #starting = new Map<string, Promise<MeterArchive>>();
  /** The meter that each board reads, and since when. */
  readonly #meterOf = new Map<string, { readonly meter: string; readonly utc: number }>();
  readonly #deviceEvents = new Map<string, Promise<EventLog>>();
  #waitingBytes = 0;
  #waitingReadings = 0;
  #closed = false;

  constructor(
    private readonly options: ArchiveOptions,
    private readonly disk: Disk,
    private readonly lock: Lock,
  ) {
    const { now, on } = options;
    this.#folders = new Folders(options.data, options.csvFolder);
    this.#health = new DiskHealth(disk, options.data, now, on.state);
    this.#committer = new Committer({
      flushSeconds: options.flushSeconds,
      onPass: (error) => this.#health.passed(error),
    });
    this.#closer = new Closer(() => this.#meters.values(), now, on.state);
    this.#evidence = new EvidenceFile(disk, this.#folders.evidence, now, (file) => this.#committer.touch(file, false));
    this.#bodies = new Bodies(disk, this.#folders, new BodyCache());
    this.#around = {
      disk,
      folders: this.#folders,
      committer: this.#committer,
      opening: new Set(),
      now,
      causeOf: (device, from, to) => this.#evidence.causeOf(device, from, to),
      onDay: on.day,
      onEvent: on.event,
      onState: on.state,
      makeRoom: (day) => this.#closer.makeRoom(day),
    };
  }

  async start(): Promise<void> {
    for (const id of await this.disk.list(this.#folders.jsonRoot)) if (METER.test(id)) await this.#meter(id);
    let newest = 0;
    for (const { id, device, latest } of this.#meters.values()) {
      newest = Math.max(newest, latest?.receivedAt ?? 0);
      if (device !== null) this.#meterOf.set(device, { meter: id, utc: latest?.utc ?? 0 });
    }
    await this.#evidence.start(newest);
    this.#closer.start();
  }

  accept(reading: Reading, receivedAt: number): Promise<Outcome> {
    const meter = this.#meters.get(reading.meterId);
    if (meter !== undefined) return this.#take(meter, reading, receivedAt);
    return this.#newMeter(reading.meterId, reading.device, reading.seq).then((fresh) =>
      typeof fresh === 'string' ? fresh : this.#take(fresh, reading, receivedAt),
    );
  }

  async acceptBackfill(backfill: Backfill): Promise<Outcome> {
    const { device, log, readings } = backfill;
    const outcomes: Promise<Outcome>[] = [];
    for (const reading of readings) {
      const meter = this.#meters.get(reading.meterId) ?? (await this.#newMeter(reading.meterId, device, reading.seq));
      const known = typeof meter !== 'string';
      outcomes.push(known ? this.#store(meter, timed(fromLog(reading, device, log)), true) : Promise.resolve(meter));
    }
    const results = await Promise.all(outcomes);
    const worst = (['unavailable', 'refused', 'stored'] as const).find((outcome) => results.includes(outcome));
    return worst ?? 'duplicate';
  }

  async acceptCsvRow(row: CsvRow): Promise<Outcome> {
    const meter = this.#meters.get(row.meterId) ?? (await this.#newMeter(row.meterId, 'import', 0));
    return typeof meter === 'string' ? meter : this.#store(meter, timed(fromCsv(row)), true);
  }

  async refuse({ device, seq, reason, meter }: Parameters<Archive['refuse']>[0]): Promise<void> {
    const at = this.options.now();
    const event = { at, meter: meter ?? '', kind: 'refused', reason, device, seq } as const;
    const known = meter === null ? undefined : this.#meters.get(meter);
    if (known !== undefined) {
      await known.event(event);
      return;
    }
    const opening = this.#deviceEvents.get(device) ?? EventLog.open(this.disk, this.#folders.deviceEvents(device));
    this.#deviceEvents.set(device, opening);
    const log = await opening;
    const added = log.add(event);
    if (added === null) return;
    this.#committer.touch(log.file, true);
    this.options.on.event(event);
    await added;
  }

  evidence(evidence: Evidence): void {
    this.#evidence.see(evidence);
  }

  meters(): readonly ArchivedMeter[] {
    return [...this.#meters.values()].map((meter) => {
      const days = meter.days();
      const { id, device, identification } = meter;
      return { id, device, identification, firstDay: days[0] ?? null, lastDay: days.at(-1) ?? null };
    });
  }

  latest(meter: string): { readonly reading: Reading; readonly receivedAt: number } | null {
    return this.#meters.get(meter)?.latest ?? null;
  }

  days(meter: string): Promise<Body | null> {
    return this.#of(meter, (one) => this.#bodies.days(one));
  }
  pack(meter: string, day: string): Promise<Body | null> {
    return this.#of(meter, (one) => this.#bodies.day(one, day, 'pack'));
  }
  phases(meter: string, day: string): Promise<Body | null> {
    return this.#of(meter, (one) => this.#bodies.day(one, day, 'phases'));
  }
  jsonLines(meter: string, day: string): Promise<Body | null> {
    return this.#of(meter, (one) => this.#bodies.day(one, day, 'jsonl'));
  }
  csv(meter: string, day: string): Promise<Body | null> {
    return this.#of(meter, (one) => this.#bodies.day(one, day, 'csv'));
  }
  year(meter: string, year: number): Promise<Body | null> {
    return this.#of(meter, (one) => this.#bodies.year(one, year));
  }
  events(meter: string): Promise<Body | null> {
    return this.#of(meter, (one) => this.#bodies.events(one));
  }
  export(meter: string, from: string, to: string, format: 'csv' | 'jsonl'): Promise<Export | null> {
    return this.#of(meter, (one) => exportDays(this.disk, this.#folders, one, from, to, format));
  }
  async holes(meter: string, from: number, to: number): Promise<readonly Hole[]> {
    return (await this.#of(meter, (one) => holesOf(this.disk, this.#folders, one, from, to))) ?? [{ from, to }];
  }

  async rebuild(onProgress: (progress: Progress) => void): Promise<void> {
    const meters = [...this.#meters.values()];
    const total = meters.reduce((sum, { manifest }) => sum + manifest.days.size, 0);
    let done = 0;
    for (const meter of meters)
      for (const day of [...meter.manifest.days.keys()]) {
        await meter.rebuild(day);
        onProgress({ done: ++done, total });
      }
    await this.#committer.flush();
  }

  async closeDays(): Promise<void> {
    for (const meter of this.#meters.values())
      for (const day of [...meter.open.keys()]) if (meter.isPast(day)) await meter.close(day);
    await this.#committer.flush();
  }

  async flush(): Promise<void> {
    for (;;) {
      // A reading of a new meter or day is on its way to a file that is being opened.
      await new Promise(setImmediate);
      const opening = [...this.#starting.values(), ...this.#around.opening];
      if (opening.length === 0) break;
      await Promise.allSettled(opening);
    }
    await this.#committer.flush();
  }

  status(): Promise<ArchiveStatus> {
    let bytes = 0;
    for (const { manifest, open } of this.#meters.values()) {
      for (const { json, csv, pack, phases } of manifest.days.values())
        bytes += json.bytes + csv.bytes + pack.bytes + phases.bytes;
      for (const { file } of open.values()) bytes += file.size;
    }
    return this.#health.status(bytes, this.#waitingReadings);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    await this.flush();
    this.#closed = true;
    await this.#closer.stop();
    this.#evidence.stop();
    await this.#committer.close();
    for (const meter of this.#meters.values()) await meter.shut();
    await this.lock.release();
  }

  #take(meter: MeterArchive, reading: Reading, receivedAt: number): Promise<Outcome> {
    const taken = timed(fromReading(reading, receivedAt));
    const outcome = this.#store(meter, taken, false);
    this.#notice(meter, reading, receivedAt, taken.utc);
    return outcome;
  }

  #store(meter: MeterArchive, taken: Timed, urgent: boolean): Promise<Outcome> {
    if (this.#waitingBytes > (this.options.maxWaitingBytes ?? MAX_WAITING_BYTES) || this.#closed) return UNAVAILABLE;
    const line = lineOf(taken.stored);
    const { length } = line;
    this.#waitingBytes += length;
    this.#waitingReadings++;
    const done = (outcome: Outcome): Outcome => {
      this.#waitingBytes -= length;
      this.#waitingReadings--;
      return outcome;
    };
    // A day that cannot be opened now (a disk that fails to read) may be later: the board keeps the record.
    return meter.accept({ ...taken, line }, urgent).then(done, (error: unknown) => {
      this.#health.passed(error);
      return done('unavailable');
    });
  }

  /** What a live reading tells beside its numbers: newest value, wrong clock, a meter that replaced another. */
  #notice(meter: MeterArchive, reading: Reading, receivedAt: number, utc: number): void {
    const { device } = reading;
    if (reading.time === null) {
      if (meter.clock.seeTimeless()) void meter.event({ at: receivedAt, meter: meter.id, kind: 'clock', offset: null });
    } else {
      const offset = meter.clock.see(utc, receivedAt);
      if (offset !== undefined) void meter.event({ at: receivedAt, meter: meter.id, kind: 'clock', offset });
    }
    // A clock that was ahead, or fell back to 2000, does not hold up the newest value.
    if (utc < (meter.latest?.utc ?? 0) && !meter.clock.isLive) return;
    meter.latest = { reading, receivedAt, utc };
    meter.device = device;
    meter.identification = reading.identification;
    const before = this.#meterOf.get(device);
    this.#meterOf.set(device, { meter: meter.id, utc: Math.max(utc, before?.utc ?? 0) });
    if (before !== undefined && before.meter !== meter.id && utc > before.utc) meter.replaces(reading, utc);
  }

  #meter(id: string): Promise<MeterArchive> {
    const starting =
      this.#starting.get(id) ??
      MeterArchive.start(id, this.#around)
        .then((meter) => {
          this.#meters.set(id, meter);
          return meter;
        })
        .finally(() => this.#starting.delete(id));
    this.#starting.set(id, starting);
    return starting;
  }

  /** Or why there cannot be one. */
  async #newMeter(id: string, device: string, seq: number): Promise<MeterArchive | 'refused' | 'unavailable'> {
    if (this.#meters.size + this.#starting.size >= MAX_METERS && !this.#starting.has(id)) {
      await this.refuse({ device, seq, meter: null, reason: `more than ${MAX_METERS} meters` });
      return 'refused';
    }
    return this.#meter(id).catch((error: unknown) => {
      this.#health.passed(error);
      return 'unavailable' as const;
    });
  }

  #of<T>(id: string, give: (meter: MeterArchive) => Promise<T>): Promise<T | null> {
    const meter = this.#meters.get(id);
    return meter === undefined ? Promise.resolve(null) : give(meter);
  }
}
