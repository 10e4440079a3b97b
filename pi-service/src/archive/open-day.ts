/** A day that takes readings: what it holds already, what waits for its sync, and the columns of what is durable. */
import type { Outcome } from './archive.js';
import { crcOf } from './line.js';
import type { RecordFile } from './record-file.js';
import { instantOf, rankOf, type Stored } from './stored.js';
import { Table, tableRow } from './table.js';

/** A reading and when it was taken. */
export interface Timed {
  readonly stored: Stored;
  readonly utc: number;
}

/** A reading on its way to the disk. */
export interface Arrival extends Timed {
  readonly line: string;
}

export class OpenDay {
  /** Columns of the durable readings; empty while the day has a closed version, which is what is served. */
  readonly table = new Table();
  /** Durable lines of the open file. */
  lines = 0;
  /** When a reading came last, in milliseconds of a clock that never jumps. */
  touched = performance.now();
  /** Best line of each instant as `crc * 4 + rank`, and the others of the instants that have several. */
  readonly #best = new Map<number, number>();
  readonly #others = new Map<number, number[]>();
  /** Records without a valid time. */
  readonly #timeless = new Set<string>();
  /** What waits in the file, in its order: null for a reading that is not the one of its instant that charts show. */
  #waiting: (Timed | null)[] = [];

  constructor(
    readonly day: string,
    readonly file: RecordFile,
    /** Version of the closed day that this one adds to, 0 when there is none. */
    readonly base: number,
    /** Told of readings that have become durable and are shown, in the order of their arrival. */
    private readonly onDurable: (day: OpenDay, shown: readonly Timed[]) => void,
  ) {}

  get version(): number {
    return this.base + this.lines;
  }

  get waiting(): number {
    return this.file.waiting;
  }

  /** Takes a line that is on disk already; `closed`: in the closed day's file. */
  hold(arrival: Arrival, closed: boolean): void {
    if (!closed) this.lines++;
    const place = this.#place(arrival);
    if (place === 'shown' && this.base === 0) this.table.put(tableRow(arrival.stored.objects, arrival.utc));
  }

  /** Takes a reading that came in. Resolves when it is durable. */
  add(arrival: Arrival): Promise<Outcome> {
    this.touched = performance.now();
    const place = this.#place(arrival);
    if (place === 'repeated') return this.file.repeated();
    const { stored, utc } = arrival;
    this.#waiting.push(place === 'shown' ? { stored, utc } : null);
    return this.file.add(arrival.line);
  }

  async sync(): Promise<void> {
    const count = await this.file.sync();
    if (count === 0) return;
    const shown = this.#waiting.splice(0, count).filter((one) => one !== null);
    this.lines += count;
    if (this.base === 0) for (const { stored, utc } of shown) this.table.put(tableRow(stored.objects, utc));
    this.onDurable(this, shown);
  }

  #place({ utc, line, stored }: Arrival): 'shown' | 'hidden' | 'repeated' {
    if (stored.time === null) {
      // The time of receipt is another each time: the record's number tells a repetition.
      const record = `${stored.device} ${stored.log} ${stored.seq}`;
      if (this.#timeless.has(record)) return 'repeated';
      this.#timeless.add(record);
    }
    const rank = rankOf(stored);
    const crc = crcOf(line);
    const best = this.#best.get(utc);
    if (best === undefined || rank < best % 4) {
      this.#best.set(utc, crc * 4 + rank);
      return 'shown';
    }
    if (rank > best % 4 || best === crc * 4 + rank) return 'repeated';
    const others = this.#others.get(utc) ?? [];
    if (others.includes(crc)) return 'repeated';
    this.#others.set(utc, [...others, crc]);
    return 'hidden';
  }
}

export function timed(stored: Stored): Timed {
  return { stored, utc: instantOf(stored.time, stored.receivedAt ?? 0).utc };
}
