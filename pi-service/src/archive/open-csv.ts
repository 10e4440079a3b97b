/**
 * The CSV of a day that still takes readings: rows in order of time are added as they become durable, anything else writes
 * the file anew. It is not synced, the record is: a start makes it again.
 */
import { CSV_HEAD, csvRows, csvText, dayContent } from './day-content.js';
import type { Disk } from './disk.js';
import type { Folders } from './folders.js';
import { splitLines } from './line.js';
import type { OpenDay, Timed } from './open-day.js';
import { csvCells } from './stored.js';

export class OpenCsv {
  /** Instant of the last row written, by day. */
  readonly #ends = new Map<string, number>();
  #work: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly disk: Disk,
    private readonly folders: Folders,
    private readonly meter: string,
    private readonly onState: (text: string) => void,
  ) {}

  /** Readings that have become durable and are shown. */
  add(open: OpenDay, shown: readonly Timed[]): void {
    let last = this.#ends.get(open.day);
    const inOrder = shown.every(({ utc }) => {
      const later = last === undefined || utc > last;
      last = utc;
      return later;
    });
    this.#ends.set(open.day, open.table.lastTime);
    if (inOrder) this.#queue(() => this.#append(open.day, shown));
    else this.rewrite(open);
  }

  /** Writes the file from the day's durable lines. */
  rewrite(open: OpenDay): void {
    this.#queue(async () => {
      const { path, size } = open.file;
      const content = ((await this.disk.read(path)) ?? Buffer.alloc(0)).subarray(0, size);
      const { cells, table } = dayContent(splitLines(content).whole);
      this.#ends.set(open.day, Math.max(table.lastTime, this.#ends.get(open.day) ?? 0));
      await this.disk.replace(this.folders.csv(this.meter, open.day), Buffer.from(csvText(cells)));
    });
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /** The same; the day is forgotten. */
  async done(day: string): Promise<void> {
    await this.#work;
    this.#ends.delete(day);
  }

  #queue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch(() => {
      this.onState('a CSV file could not be written; it is made again when its day closes');
    });
  }

  async #append(day: string, shown: readonly Timed[]): Promise<void> {
    const rows = csvRows(shown.map(({ stored }) => csvCells(stored)));
    await this.disk.appendLoose(this.folders.csv(this.meter, day), CSV_HEAD, rows);
  }
}
