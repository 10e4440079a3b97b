/** What the routes send of one meter, each compressed once a version. */
import type { DayIndex, YearSummary } from '../contract.js';
import { encodeDay, encodePhases } from '../pack.js';
import type { Body } from './archive.js';
import { type BodyCache, bodyOf } from './body.js';
import { csvText, dayContent } from './day-content.js';
import { gzip, readClosedLines } from './day-files.js';
import type { Disk } from './disk.js';
import type { Folders } from './folders.js';
import { splitLines } from './line.js';
import type { MeterArchive } from './meter.js';

type Kind = 'pack' | 'phases' | 'jsonl' | 'csv';

export class Bodies {
  constructor(
    private readonly disk: Disk,
    private readonly folders: Folders,
    private readonly cache: BodyCache,
  ) {}

  day(meter: MeterArchive, day: string, kind: Kind): Promise<Body | null> {
    const entry = meter.entry(day);
    if (entry === undefined) return Promise.resolve(null);
    return this.cache.get(`${meter.id}/${day}/${kind}`, entry.version, async () => {
      const bytes = entry.closed ? await this.#closed(meter.id, day, kind) : await this.#open(meter, day, kind);
      const encoding = kind === 'jsonl' || kind === 'csv' ? 'gzip' : 'identity';
      return bytes === null ? null : bodyOf(bytes, encoding, entry.version, entry.closed);
    });
  }

  /** DayIndex; its version is a checksum of the content. */
  async days(meter: MeterArchive): Promise<Body> {
    const days = meter.days().flatMap((day) => meter.entry(day) ?? []);
    const version = days.reduce((sum, { version }) => sum + version, days.length);
    const index: DayIndex = { meter: meter.id, days };
    return (await this.cache.get(`${meter.id}/days`, version, () => json(index, version))) as Body;
  }

  async year(meter: MeterArchive, year: number): Promise<Body | null> {
    const prefix = `${String(year).padStart(4, '0')}-`;
    const entries = meter.days().flatMap((day) => (day.startsWith(prefix) ? (meter.entry(day) ?? []) : []));
    if (entries.length === 0) return null;
    // What is expected of an open day grows also when nothing comes.
    const tens = entries.some(({ closed }) => !closed) ? Math.floor(performance.now() / 600_000) : 0;
    const version = entries.reduce(
      (sum, entry) => sum + entry.version,
      entries.length + meter.summaries.changes + tens,
    );
    return this.cache.get(`${meter.id}/${year}`, version, async () => {
      const days = [];
      // One after the other: a lost summary is made from its whole day.
      for (const { day } of entries) days.push((await meter.summaries.of(day)) ?? []);
      const body: YearSummary = { meter: meter.id, year, days: days.flat() };
      return json(body, version);
    });
  }

  async events(meter: MeterArchive): Promise<Body> {
    const { size, path } = meter.events.file;
    const make = async () => {
      const content = (await this.disk.read(path)) ?? Buffer.alloc(0);
      const events = splitLines(content.subarray(0, size)).whole.map((line) => {
        const { schema: _schema, crc32: _crc32, ...event } = JSON.parse(line.toString()) as Record<string, unknown>;
        return event;
      });
      return json(events, size);
    };
    return (await this.cache.get(`${meter.id}/events`, size, make)) as Body;
  }

  /** From the files; a derived one that is missing or damaged is made from the record, so that it is always served. */
  async #closed(meter: string, day: string, kind: Kind): Promise<Uint8Array | null> {
    const { disk, folders } = this;
    if (kind === 'jsonl') return disk.read(folders.closedDay(meter, day));
    if (kind === 'csv') {
      const file = await disk.read(folders.csv(meter, day));
      if (file !== null) return gzip(file);
    } else {
      const file = await disk.read(kind === 'pack' ? folders.pack(meter, day) : folders.phases(meter, day));
      if (file !== null) return file;
    }
    const { lines } = await readClosedLines(disk, folders, meter, day);
    const { cells, table } = dayContent(lines);
    if (kind === 'csv') return gzip(csvText(cells));
    return gzip(kind === 'pack' ? encodeDay(table.columns()) : encodePhases(table.columns()));
  }

  /** From what is durable: a reading that could still be lost is not shown as history. */
  async #open(meter: MeterArchive, day: string, kind: Kind): Promise<Uint8Array | null> {
    const open = meter.open.get(day);
    if (open === undefined) return null;
    if (kind === 'pack') return gzip(encodeDay(open.table.columns()));
    if (kind === 'phases') return gzip(encodePhases(open.table.columns()));
    const { size, path } = open.file;
    const content = ((await this.disk.read(path)) ?? Buffer.alloc(0)).subarray(0, size);
    return gzip(kind === 'jsonl' ? content : csvText(dayContent(splitLines(content).whole).cells));
  }
}

async function json(value: unknown, version: number): Promise<Body> {
  return bodyOf(await gzip(JSON.stringify(value)), 'gzip', version, false);
}
