/** The DaySummaries of one meter: made as days close, again when a neighbour's edge changes or one was lost. */
import type { DaySummary } from '../contract.js';
import { dayBounds } from '../day.js';
import { dayContent } from './day-content.js';
import { readClosedLines } from './day-files.js';
import type { EventLog } from './event-log.js';
import type { Manifest } from './manifest.js';
import type { OpenDay } from './open-day.js';
import { Summaries } from './summaries.js';
import { type Edge, edgeAt, summarise } from './summary.js';
import type { Surroundings } from './surroundings.js';
import type { Table } from './table.js';

/** What the summaries look at of their meter. */
interface Days {
  readonly id: string;
  readonly device: string | null;
  readonly manifest: Manifest;
  readonly events: EventLog;
  readonly open: ReadonlyMap<string, OpenDay>;
  /** All that the archive holds, in order. */
  days(): readonly string[];
}

export class DaySummaries {
  readonly #kept: Summaries;
  /** Grows with every summary that is made anew. */
  changes = 0;

  constructor(
    private readonly meter: Days,
    private readonly around: Surroundings,
  ) {
    this.#kept = new Summaries(around.disk, around.folders, meter.id);
  }

  /** Summary of a day as it stands; undefined for one that the archive does not hold. */
  async of(day: string): Promise<DaySummary | undefined> {
    const record = this.meter.manifest.days.get(day);
    if (record === undefined) {
      const open = this.meter.open.get(day);
      const empty = open === undefined || open.table.length === 0;
      return empty ? undefined : this.#make(day, open.version, false, open.table);
    }
    const held = await this.#kept.get(day);
    if (held?.version === record.version) return held;
    // Lost in a crash, or deleted: made again, and its neighbours, whose edges may be news too.
    await this.again(day);
    for (const neighbour of this.#neighbours(day)) await this.again(neighbour);
    return this.#kept.get(day);
  }

  /** Makes the summary of a day that was just closed, and those that depend on it. */
  async settle(day: string, version: number, table: Table): Promise<DaySummary> {
    const summary = this.#make(day, version, true, table);
    await this.#keep(summary);
    for (const neighbour of this.#neighbours(day)) if (await this.#touches(day, neighbour)) await this.again(neighbour);
    return summary;
  }

  /** Writes what has changed. */
  sync(): Promise<void> {
    return this.#kept.sync();
  }

  /** Makes a closed day's summary from its record. */
  async again(day: string): Promise<void> {
    const record = this.meter.manifest.days.get(day);
    if (record === undefined) return;
    const { lines } = await readClosedLines(this.around.disk, this.around.folders, this.meter.id, day);
    await this.#keep(this.#make(day, record.version, true, dayContent(lines).table));
  }

  /** The reading next to a day on one side. */
  edge(day: string, side: -1 | 1): Edge | null {
    const neighbour = this.#neighbours(day).find((one) => one < day === side < 0);
    if (neighbour === undefined) return null;
    const record = this.meter.manifest.days.get(neighbour);
    if (record !== undefined) return side < 0 ? record.last : record.first;
    const columns = this.meter.open.get(neighbour)?.table.columns();
    return columns === undefined ? null : edgeAt(columns, side < 0 ? columns.time.length - 1 : 0);
  }

  #make(day: string, version: number, closed: boolean, table: Table): DaySummary {
    const { events, device } = this.meter;
    return summarise({
      day,
      version,
      closed,
      columns: table.columns(),
      before: this.edge(day, -1),
      beforeIsFinal: this.meter.manifest.days.has(this.#neighbours(day).find((one) => one < day) ?? ''),
      after: this.edge(day, 1),
      until: closed ? dayBounds(day).end : this.around.now(),
      causeOf: (from, to) => events.recordedCause(from, to) ?? this.around.causeOf(device, from, to),
    });
  }

  async #keep(summary: DaySummary): Promise<void> {
    await this.#kept.put(summary);
    this.changes++;
    this.around.committer.touch(this.#kept, false);
  }

  /** The days before and after, where there are any. */
  #neighbours(day: string): string[] {
    const days = this.meter.days();
    const at = days.indexOf(day);
    return [days[at - 1], days[at + 1]].filter((one) => one !== undefined);
  }

  /**
   * Whether a neighbour's summary depends on this day: not when its own readings reach their midnight without a gap, now
   * and as it was told.
   */
  async #touches(day: string, neighbour: string): Promise<boolean> {
    const record = this.meter.manifest.days.get(neighbour);
    const own = this.meter.manifest.days.get(day);
    if (record === undefined || own === undefined) return false;
    const { first } = record;
    if (neighbour < day || first.time !== dayBounds(neighbour).start) return true;
    if (first.time - own.last.time > first.longestStep) return true;
    const told = await this.#kept.get(neighbour);
    return told?.gaps.some(({ to }) => to === first.time) ?? true;
  }
}
