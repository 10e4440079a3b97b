/** A file of sealed lines that only grows: lines wait, are written together, and count only once they are synced. */
import type { Outcome } from './archive.js';
import type { Disk } from './disk.js';

interface Batch {
  readonly stored: Promise<Outcome>;
  readonly duplicate: Promise<Outcome>;
  readonly resolve: (outcome: Outcome) => void;
}

export class RecordFile {
  /** As bytes, outside of the heap: what waits for a minute would be moved about by every collection. */
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #batch: Batch | null = null;
  /** The batch that is being written; its lines are in {@link #writing}. */
  #syncing: Batch | null = null;
  #writing: Buffer[] = [];
  #running: Promise<unknown> = Promise.resolve();
  #abandoned = false;

  /** `size`: durable bytes of the file at `path`. */
  constructor(
    private readonly disk: Disk,
    readonly path: string,
    public size: number,
  ) {}

  get waiting(): number {
    return this.#waiting.length + this.#writing.length;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Resolves when the line is durable. */
  add(line: string): Promise<Outcome> {
    if (this.#abandoned) return UNAVAILABLE;
    const bytes = Buffer.from(`${line}\n`);
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#batch ??= newBatch();
    return this.#batch.stored;
  }

  /** Resolves when everything that was added before is durable: when a repeated line may be acknowledged. */
  repeated(): Promise<Outcome> {
    if (this.#abandoned) return UNAVAILABLE;
    return (this.#batch ?? this.#syncing)?.duplicate ?? DUPLICATE;
  }

  /** Writes and syncs what waits, after what is being written; gives the number of lines. On an error (thrown) they wait on. */
  sync(): Promise<number> {
    const run = this.#running.then(() => this.#write());
    this.#running = run.catch(() => undefined);
    return run;
  }

  async #write(): Promise<number> {
    if (this.#waiting.length === 0) return 0;
    const lines = this.#waiting;
    const batch = this.#batch as Batch;
    const bytes = this.#waitingBytes;
    this.#writing = lines;
    this.#syncing = batch;
    this.#waiting = [];
    this.#batch = null;
    try {
      this.size = await this.disk.append(this.path, this.size, Buffer.concat(lines));
    } catch (error) {
      this.#waiting = lines.concat(this.#waiting);
      const later = this.#batch as Batch | null;
      // Whoever came meanwhile waits for the same next attempt.
      if (later !== null) void batch.stored.then(later.resolve);
      this.#batch = batch;
      throw error;
    } finally {
      this.#writing = [];
      this.#syncing = null;
    }
    this.#waitingBytes -= bytes;
    batch.resolve('stored');
    return lines.length;
  }

  /** Gives up what waits, and whatever still comes. */
  abandon(): void {
    this.#abandoned = true;
    this.#batch?.resolve('unavailable');
    this.#batch = null;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}

const DUPLICATE: Promise<Outcome> = Promise.resolve('duplicate');
const UNAVAILABLE: Promise<Outcome> = Promise.resolve('unavailable');

function newBatch(): Batch {
  let resolve: (outcome: Outcome) => void = () => undefined;
  const stored = new Promise<Outcome>((settle) => {
    resolve = settle;
  });
  return { stored, duplicate: stored.then((outcome) => (outcome === 'stored' ? 'duplicate' : outcome)), resolve };
}
