/**
 * Waits that double from `first` to `most` seconds, each a random part between half and the whole of its step, so that a
 * street of boards does not come back in step after a power cut.
 */
export class Backoff {
  readonly #first: number;
  readonly #most: number;
  readonly #random: () => number;
  #step: number;

  constructor(options: { first: number; most: number; random: () => number }) {
    this.#first = this.#step = options.first;
    this.#most = options.most;
    this.#random = options.random;
  }

  /** Seconds to wait before the next attempt. */
  next(): number {
    const wait = this.#step * (0.5 + this.#random() / 2);
    this.#step = Math.min(this.#step * 2, this.#most);
    return wait;
  }

  /** An attempt succeeded. */
  reset(): void {
    this.#step = this.#first;
  }
}
