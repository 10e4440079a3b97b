/** The events of a meter: appended, never changed. What can be derived from the readings again is recorded once. */
import type { ArchiveEvent, GapCause } from '../contract.js';
import type { Outcome } from './archive.js';
import type { Disk } from './disk.js';
import { seal, splitLines } from './line.js';
import { RecordFile } from './record-file.js';

/** A board that sends nonsense must not fill the disk. */
const REFUSED_A_DAY = 200;

export class EventLog {
  readonly #known = new Set<string>();
  readonly #causes = new Map<string, GapCause>();
  #refused = { day: 0, count: 0 };

  private constructor(readonly file: RecordFile) {}

  static async open(disk: Disk, path: string): Promise<EventLog> {
    const content = (await disk.read(path)) ?? Buffer.alloc(0);
    const { whole, torn } = splitLines(content);
    const log = new EventLog(new RecordFile(disk, path, content.length - torn));
    for (const line of whole) log.#learn(JSON.parse(line.toString()) as ArchiveEvent);
    return log;
  }

  /** Adds an event; null when it is on record already, or when too many of its kind are. */
  add(event: ArchiveEvent): Promise<Outcome> | null {
    if (event.kind === 'refused' && this.#flooded(event.at)) return null;
    if (event.kind !== 'refused' && this.#known.has(keyOf(event))) return null;
    this.#learn(event);
    return this.file.add(seal(JSON.stringify({ schema: 1, ...event })));
  }

  has(event: ArchiveEvent): boolean {
    return this.#known.has(keyOf(event));
  }

  /** The cause that a gap was recorded with. */
  recordedCause(from: number, to: number): GapCause | undefined {
    return this.#causes.get(`${from} ${to}`);
  }

  #learn(event: ArchiveEvent): void {
    if (event.kind !== 'refused') this.#known.add(keyOf(event));
    if (event.kind === 'gap') this.#causes.set(`${event.from} ${event.to}`, event.cause);
  }

  #flooded(at: number): boolean {
    const day = Math.floor(at / 86_400);
    if (this.#refused.day !== day) this.#refused = { day, count: 0 };
    return ++this.#refused.count > REFUSED_A_DAY;
  }
}

/** What makes two events the same fact. */
function keyOf(event: ArchiveEvent): string {
  if (event.kind === 'gap') return `gap ${event.from} ${event.to}`;
  return `${event.kind} ${event.at} ${event.kind === 'monthEnd' ? event.month : ''}`;
}
