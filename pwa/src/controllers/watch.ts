import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Cell } from '../data/cell.js';

/** Renders the host again whenever one of the cells changes. They are asked for at the first render. */
export class Watch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #cells: () => readonly Cell<unknown>[];
  #unsubscribe: (() => void)[] | null = null;

  constructor(host: ReactiveControllerHost, cells: () => readonly Cell<unknown>[]) {
    this.#host = host;
    this.#cells = cells;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    for (const unsubscribe of this.#unsubscribe ?? []) unsubscribe();
    this.#unsubscribe = null;
  }

  hostUpdate(): void {
    // Not when connected: an element that was defined after it was placed has its properties only now.
    this.#unsubscribe ??= this.#cells().map((cell) => cell.subscribe(() => this.#host.requestUpdate()));
  }
}
