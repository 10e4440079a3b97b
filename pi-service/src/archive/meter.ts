/** One meter: the index of its days, the days that take readings, and how a day is opened and closed. */
import type { Reading } from '@okosmero/moddable-app/contract';
import type { ArchiveEvent, DayEntry } from '../contract.js';
import { dayBounds, dayOf } from '../day.js';
import { ABSENT } from '../pack.js';
import type { Outcome } from './archive.js';
import { ClockWatch } from './clock-watch.js';
import { dayEvents, monthEndEvent, monthEndOf } from './day-events.js';
import {
  type ClosedFiles,
  makeClosedFiles,
  readClosedLines,
  readDayLines,
  setAside,
  writeClosedFiles,
  writeDerivedFiles,
} from './day-files.js';
import { DaySummaries } from './day-summaries.js';
import { EventLog } from './event-log.js';
import { Manifest } from './manifest.js';
import { OpenCsv } from './open-csv.js';
import { type Arrival, OpenDay, type Timed, timed } from './open-day.js';
import { RecordFile } from './record-file.js';
import { parseStored, type Stored } from './stored.js';
import type { Surroundings } from './surroundings.js';
import { tableRow } from './table.js';

/** Readings that wait in one file before they are synced ahead of time. */
const BACKLOG = 100;
/** A reading as old as that belongs to a backlog. */
const BACKLOG_SECONDS = 3600;
/** A closed day's file stays open this long after midnight. */
const LATE_SECONDS = 600;

export class MeterArchive {
  readonly open = new Map<string, OpenDay>();
  readonly #opening = new Map<string, Promise<OpenDay>>();
  readonly #closing = new Map<string, Promise<void>>();
  readonly clock = new ClockWatch();
  readonly summaries: DaySummaries;
  readonly #csv: OpenCsv;
  #shut = false;
  device: string | null = null;
  identification: string | null = null;
  latest: { readonly reading: Reading; readonly receivedAt: number; readonly utc: number } | null = null;
  /** The day of the last reading and its bounds: the next one is most likely of the same. */
  #current = { day: '', start: 0, end: 0 };

  private constructor(
    readonly id: string,
    private readonly around: Surroundings,
    readonly manifest: Manifest,
    readonly events: EventLog,
  ) {
    this.summaries = new DaySummaries(this, around);
    this.#csv = new OpenCsv(around.disk, around.folders, id, around.onState);
  }

  /** Reads the index and the open days; not the closed ones. */
  static async start(id: string, around: Surroundings): Promise<MeterArchive> {
    const { disk, folders } = around;
    const manifest = await Manifest.open(disk, folders.manifest(id));
    const meter = new MeterArchive(id, around, manifest, await EventLog.open(disk, folders.events(id)));
    for (const folder of [folders.json(id), folders.packs(id), folders.summaries(id)]) await disk.sweep(folder);
    const names = new Set(await disk.list(folders.json(id)));
    for (const day of [...manifest.days.keys()]) if (!names.has(`${day}.jsonl.gz`)) manifest.days.delete(day);
    for (const name of names) {
      const day = name.slice(0, 10);
      const unlisted = name.endsWith('.jsonl.gz') && !manifest.days.has(day);
      if (name.endsWith('.jsonl') || unlisted) await meter.#opened(day);
      // A closed day whose manifest was lost, copied from elsewhere perhaps: closed again at once, they may be many.
      if (unlisted) await meter.close(day);
    }
    const newest = meter.manifest.days.get(meter.days().at(-1) ?? '');
    meter.device ??= newest?.device ?? null;
    meter.identification ??= newest?.identification ?? null;
    return meter;
  }

  /** Days that the archive holds, in order. */
  days(): string[] {
    const days = new Set(this.manifest.days.keys());
    for (const [day, open] of this.open) if (open.table.length > 0) days.add(day);
    return [...days].sort();
  }

  /** The day of the reading that came last, empty before the first one since the start. */
  get currentDay(): string {
    return this.#current.day;
  }

  dayAt(utc: number): string {
    if (utc < this.#current.start || utc >= this.#current.end) {
      const day = dayOf(utc);
      this.#current = { day, ...dayBounds(day) };
    }
    return this.#current.day;
  }

  /** Resolves when the reading is durable. `urgent`: it belongs to a backlog. */
  accept(arrival: Arrival, urgent: boolean): Promise<Outcome> {
    const before = this.#current.day;
    const day = this.dayAt(arrival.utc);
    const open = this.open.get(day);
    const hurry = urgent || before !== day || this.around.now() - arrival.utc > BACKLOG_SECONDS;
    return open === undefined || this.#closing.has(day)
      ? this.#opened(day).then((opened) => this.#add(opened, arrival, hurry))
      : this.#add(open, arrival, hurry);
  }

  /**
   * Whether a day is over: by our clock, and by the meter's, which has gone on into another day (a board without a
   * battery-backed clock may be wrong by hours); a day later by ours alone.
   */
  isPast(day: string): boolean {
    const { end } = dayBounds(day);
    const now = this.around.now();
    return end + LATE_SECONDS <= now && ((this.latest?.utc ?? 0) >= end || end + 86_400 <= now);
  }

  /** Whether readings come and the newest is of this day: the meter is still in it, however wrong our clock may be. */
  isLive(day: string): boolean {
    const { start, end } = dayBounds(day);
    const utc = this.latest?.utc ?? 0;
    return this.currentDay !== '' && utc >= start && utc < end;
  }

  /** Adds an event that is not on record yet. */
  event(event: ArchiveEvent): Promise<Outcome> {
    const added = this.events.add(event);
    if (added === null) return this.events.file.repeated();
    this.around.committer.touch(this.events.file, event.kind === 'refused');
    this.around.onEvent(event);
    return added;
  }

  /** Makes a closed day of an open one. What comes for it meanwhile waits. */
  close(day: string): Promise<void> {
    const open = this.open.get(day);
    if (open === undefined) return Promise.resolve();
    const closing = this.#closing.get(day) ?? this.#close(open).finally(() => this.#closing.delete(day));
    this.#closing.set(day, closing);
    return closing;
  }

  /** Makes the derived files of a closed day again from its record. */
  async rebuild(day: string): Promise<void> {
    const record = this.manifest.days.get(day);
    const { disk, folders } = this.around;
    const { lines } = await readClosedLines(disk, folders, this.id, day);
    const files = record === undefined ? null : await makeClosedFiles(day, record.version, lines);
    if (files === null) return;
    await writeDerivedFiles(disk, folders, this.id, files);
    await this.summaries.again(day);
  }

  /** Entry of the index for a day; undefined for one that the archive does not hold. */
  entry(day: string): DayEntry | undefined {
    const record = this.manifest.days.get(day);
    if (record !== undefined) {
      const { version, rows, pack, phases } = record;
      return { day, version, closed: true, rows, packBytes: pack.bytes, phasesBytes: phases.bytes };
    }
    const open = this.open.get(day);
    if (open === undefined || open.table.length === 0) return undefined;
    const rows = open.table.length;
    // Compressed when it is asked for; a reading takes about one byte, its phases about four.
    return { day, version: open.version, closed: false, rows, packBytes: 100 + rows, phasesBytes: 100 + 4 * rows };
  }

  /** Notes that this meter took the place of another on its board. */
  replaces(reading: Reading, utc: number): void {
    const { importWh, exportWh } = tableRow(reading.objects, utc);
    const known = importWh !== ABSENT && exportWh !== ABSENT;
    if (known) void this.event({ at: utc, meter: this.id, kind: 'epoch', reason: 'replaced', importWh, exportWh });
  }

  /** Gives up what waits for a disk that does not take it; resolves when nothing is under way. */
  async shut(): Promise<void> {
    this.#shut = true;
    await Promise.allSettled(this.#opening.values());
    for (const { file } of this.open.values()) file.abandon();
    await this.#csv.settled();
  }

  #add(open: OpenDay, arrival: Arrival, urgent: boolean): Promise<Outcome> {
    const outcome = open.add(arrival);
    this.around.committer.touch(open, urgent || open.waiting >= BACKLOG);
    return outcome;
  }

  async #opened(day: string): Promise<OpenDay> {
    // One that failed leaves the day open.
    await this.#closing.get(day)?.catch(() => undefined);
    const held = this.open.get(day) ?? this.#opening.get(day);
    if (held !== undefined) return held;
    const opening = this.#load(day).finally(() => {
      this.#opening.delete(day);
      this.around.opening.delete(opening);
    });
    this.#opening.set(day, opening);
    this.around.opening.add(opening);
    return opening;
  }

  async #load(day: string): Promise<OpenDay> {
    const { disk, folders } = this.around;
    await this.around.makeRoom(day);
    const lines = await readDayLines(disk, folders, this.id, day);
    const file = new RecordFile(disk, folders.openDay(this.id, day), lines.openBytes);
    const base = this.manifest.days.get(day)?.version ?? 0;
    const open = new OpenDay(day, file, base, (which, shown) => this.#durable(which, shown));
    for (const [list, closed] of [
      [lines.closed, true],
      [lines.open, false],
    ] as const)
      for (const line of list) {
        const stored = parseStored(line);
        if (stored === null) continue;
        open.hold({ ...timed(stored), line: line.toString() }, closed);
        if (base === 0) this.#remember(stored);
      }
    if (this.#shut) file.abandon();
    this.open.set(day, open);
    const at = this.around.now();
    const detail = `${day}: ${lines.repairs.join('; ')}`;
    if (lines.repairs.length > 0) void this.event({ at, meter: this.id, kind: 'repaired', detail });
    // The CSV is not synced while the day is open: it is made again from what is durable.
    if (base === 0 && open.table.length > 0 && this.#growsCsv(day)) this.#csv.rewrite(open);
    return open;
  }

  /** Knows the board and the newest reading again after a start. */
  #remember(stored: Stored): void {
    const { device, log, seq, identification, crc, rest } = stored;
    if (device !== undefined) this.device = device;
    if (identification === undefined || crc === undefined || rest === undefined) return;
    if (device === undefined || log === undefined || seq === undefined) return;
    this.identification = identification;
    const { utc } = timed(stored);
    if (utc < (this.latest?.utc ?? 0)) return;
    const { meterId, time, objects } = stored;
    const reading: Reading = { schema: 1, device, log, seq, identification, meterId, time, crc, objects, rest };
    this.latest = { reading, receivedAt: stored.receivedAt ?? utc, utc };
  }

  /** The CSV of a day in the past is written once, when the day is closed. */
  #growsCsv(day: string): boolean {
    return !this.isPast(day) || this.isLive(day);
  }

  #durable(open: OpenDay, shown: readonly Timed[]): void {
    if (open.base === 0 && shown.length > 0 && this.#growsCsv(open.day)) this.#csv.add(open, shown);
    this.around.onDay(this.id, open.day, open.version);
  }

  /** The open file goes last: whatever interrupts this, the day is closed again from the same lines. */
  async #close(open: OpenDay): Promise<void> {
    const { day } = open;
    const { disk, folders } = this.around;
    await open.sync();
    await this.#csv.done(day);
    const lines = await readDayLines(disk, folders, this.id, day);
    const version = Math.max(open.version, this.manifest.days.get(day)?.version ?? 0) + 1;
    const files = await makeClosedFiles(day, version, [...lines.closed, ...lines.open]);
    if (files !== null) await this.#settle(files);
    const strange = files?.content.strange ?? [...lines.closed, ...lines.open];
    if (strange.length > 0) await setAside(disk, folders, this.id, day, strange);
    await Promise.all([this.events.file.sync(), this.summaries.sync()]);
    await disk.remove(folders.openDay(this.id, day));
    this.open.delete(day);
  }

  async #settle(files: ClosedFiles): Promise<void> {
    const { day, version } = files.record;
    await writeClosedFiles(this.around.disk, this.around.folders, this.id, files);
    await this.manifest.put(files.record);
    const summary = await this.summaries.settle(day, version, files.content.table);
    for (const event of dayEvents(this.id, files.content, this.summaries.edge(day, -1), summary))
      void this.event(event);
    await this.#checkMonthEnd(files.content.last);
    this.around.onDay(this.id, day, version);
  }

  async #checkMonthEnd(last: Stored | null): Promise<void> {
    const end = monthEndOf(last);
    if (end === null) return;
    const event = monthEndEvent(this.id, end, await this.summaries.of(end.day));
    if (event !== null) void this.event(event);
  }
}
