/** The DaySummaries of a meter's closed days, a file a year: derived, in memory once read, written some seconds after a change. */
import type { DaySummary } from '../contract.js';
import type { Disk } from './disk.js';
import type { Folders } from './folders.js';

export class Summaries {
  readonly #years = new Map<string, Promise<Map<string, DaySummary>>>();
  readonly #changed = new Set<string>();
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly disk: Disk,
    private readonly folders: Folders,
    private readonly meter: string,
  ) {}

  get waiting(): number {
    return this.#changed.size;
  }

  async ofYear(year: string): Promise<ReadonlyMap<string, DaySummary>> {
    return this.#year(year);
  }

  async get(day: string): Promise<DaySummary | undefined> {
    return (await this.#year(day.slice(0, 4))).get(day);
  }

  async put(summary: DaySummary): Promise<void> {
    const year = summary.day.slice(0, 4);
    (await this.#year(year)).set(summary.day, summary);
    this.#changed.add(year);
  }

  /** Writes the years that have changed; one call after the other. */
  sync(): Promise<void> {
    const run = this.#running.then(() => this.#write());
    this.#running = run.catch(() => undefined);
    return run;
  }

  async #write(): Promise<void> {
    for (const year of [...this.#changed]) {
      this.#changed.delete(year);
      try {
        const days = await this.#year(year);
        await this.disk.replace(this.folders.summary(this.meter, year), Buffer.from(yearText(this.meter, year, days)));
      } catch (error) {
        this.#changed.add(year);
        throw error;
      }
    }
  }

  #year(year: string): Promise<Map<string, DaySummary>> {
    const held = this.#years.get(year);
    if (held !== undefined) return held;
    const read = this.disk.read(this.folders.summary(this.meter, year)).then(parseYear);
    this.#years.set(year, read);
    return read;
  }
}

/** YearSummary of closed days, in order. */
function yearText(meter: string, year: string, days: ReadonlyMap<string, DaySummary>): string {
  const ordered = [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
  return JSON.stringify({ meter, year: Number(year), days: ordered });
}

/** A file that is absent or does not parse holds no summary: each is made again when it is missed. */
function parseYear(content: Buffer | null): Map<string, DaySummary> {
  try {
    const { days } = JSON.parse(content?.toString() ?? '{"days":[]}') as { days: DaySummary[] };
    return new Map(days.map((summary) => [summary.day, summary]));
  } catch {
    return new Map();
  }
}
