import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Renders the host again every so many milliseconds while it is on the page: for ages that grow. */
export class Ticker implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #every: number;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost, every: number) {
    this.#host = host;
    this.#every = every;
    host.addController(this);
  }

  hostConnected(): void {
    this.#timer = setInterval(() => this.#host.requestUpdate(), this.#every);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }
}
