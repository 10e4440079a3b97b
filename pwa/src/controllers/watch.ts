import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Cell } from '../data/cell.js';

/** Renders the host again whenever one of the cells changes. They are asked for when the host is connected. */
export class Watch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #cells: () => readonly Cell<unknown>[];
  #unsubscribe: (() => void)[] = [];

  constructor(host: ReactiveControllerHost, cells: () => readonly Cell<unknown>[]) {
    this.#host = host;
    this.#cells = cells;
    host.addController(this);
  }

  hostConnected(): void {
    this.#unsubscribe = this.#cells().map((cell) => cell.subscribe(() => this.#host.requestUpdate()));
  }

  hostDisconnected(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#unsubscribe = [];
  }
}
