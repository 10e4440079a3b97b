import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Failure } from '../data/api.js';
import type { Cell } from '../data/cell.js';
import type { Answers } from '../data/mirror.js';

/**
 * One question to the mirror, asked again whenever its key changes or the mirror has news. `value` keeps the last answer
 * while the next one is on its way, so a page never blinks; `key` tells which question that answer belongs to.
 *
 * ```ts
 * readonly #year = new Query(this, {
 *   key: () => `${this.meter} ${this.year}`,        // null: nothing to ask
 *   ask: () => this.app.mirror.year(this.meter, this.year),
 *   revision: () => this.app.mirror.revision,
 * });
 * ```
 */
export interface QueryOptions<T> {
  readonly key: () => string | null;
  readonly ask: () => Answers<T>;
  readonly revision: () => Cell<number>;
}

export class Query<T> implements ReactiveController {
  /** The newest answer; null until there is one, and when the service has nothing under this key. */
  value: T | null = null;
  /** Why there is no answer to the present key. */
  failure: Failure | null = null;
  readonly #host: ReactiveControllerHost;
  readonly #options: QueryOptions<T>;
  #asked: string | null = null;
  #answered: string | null = null;
  #round = 0;
  #unsubscribe: (() => void) | null = null;

  constructor(host: ReactiveControllerHost, options: QueryOptions<T>) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** True while `value` belongs to an earlier key, or there is none yet. */
  get pending(): boolean {
    return this.#asked !== null && this.#answered !== this.#asked;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#round++;
    this.#asked = null;
  }

  hostUpdate(): void {
    // Not when connected: an element that was defined after it was placed has its properties only now.
    this.#unsubscribe ??= this.#options.revision().subscribe(() => {
      if (this.#asked !== null) void this.#run(this.#asked);
    });
    const key = this.#options.key();
    if (key === this.#asked) return;
    this.#asked = key;
    if (key === null) this.value = null;
    else void this.#run(key);
  }

  async #run(key: string): Promise<void> {
    const round = ++this.#round;
    for await (const answer of this.#options.ask()) {
      if (round !== this.#round) return;
      if (answer.ok) {
        this.value = answer.value;
        this.failure = null;
      } else {
        this.value = null;
        this.failure = answer.reason;
      }
      this.#answered = key;
      this.#host.requestUpdate();
    }
  }
}
