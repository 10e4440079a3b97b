/** Group commit: everything that waits is synced together, every so often or at once, and tried again after an error. */
export interface Syncable {
  readonly waiting: number;
  /** Makes durable what waits; throws and keeps it when that fails. */
  sync(): Promise<unknown>;
}

export interface CommitterOptions {
  readonly flushSeconds: number;
  /** After a pass: null when all of it was synced. */
  readonly onPass: (error: unknown) => void;
}

const RETRY_MS = [500, 1000, 2000, 5000] as const;
const AT_ONCE = 8;

export class Committer {
  readonly #dirty = new Set<Syncable>();
  #timer: NodeJS.Timeout | null = null;
  #next: Promise<void> | null = null;
  #running: Promise<void> = Promise.resolve();
  #failures = 0;
  #closed = false;

  constructor(private readonly options: CommitterOptions) {}

  /** Says that something waits; `urgent`: sync as soon as the running sync is done. */
  touch(syncable: Syncable, urgent: boolean): void {
    this.#dirty.add(syncable);
    if (urgent && this.#failures === 0) void this.flush();
    else this.#later(this.options.flushSeconds * 1000);
  }

  /** Resolves after a pass that began after this call. */
  flush(): Promise<void> {
    this.#next ??= this.#running.then(async () => {
      // What arrives in the same turn of the loop shares the sync.
      await new Promise(setImmediate);
      this.#next = null;
      await this.#pass();
    });
    this.#running = this.#next;
    return this.#next;
  }

  async close(): Promise<void> {
    await this.flush();
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #later(milliseconds: number): void {
    if (this.#timer !== null || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.flush();
    }, milliseconds);
  }

  async #pass(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const queue = [...this.#dirty];
    this.#dirty.clear();
    if (queue.length === 0) return;
    let failure: unknown = null;
    const worker = async () => {
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
        try {
          await one.sync();
          if (one.waiting > 0) this.touch(one, false);
        } catch (error) {
          failure = error;
          this.#dirty.add(one);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    this.#failures = failure === null ? 0 : this.#failures + 1;
    this.options.onPass(failure);
    if (failure !== null) this.#later(RETRY_MS[Math.min(this.#failures, RETRY_MS.length) - 1] as number);
  }
}
