import { refuseNoOptions } from './refuse.js';

interface Callbacks {
  onWritable?(this: TCP, count: number): void;
  onError?(this: TCP): void;
}

/**
 * The SDK's `embedded:io/socket/tcp` on lwip, as strict as `modules/io/socket/lwip/tcp.c`: it may not be closed while it
 * connects, nor used once it is closed. A test is the network.
 */
export default class TCP {
  closed = false;
  #connecting = true;
  readonly #callbacks: Callbacks;

  constructor(options: Callbacks) {
    refuseNoOptions(options);
    this.#callbacks = options;
  }

  close(): void {
    if (this.#connecting) throw new Error('lwip freed this socket and the SDK aborts it: use after free');
    this.closed = true;
  }

  /** The other side accepts. */
  accept(): void {
    this.#connecting = false;
    this.#callbacks.onWritable?.call(this, 2920);
  }

  /** It refuses, or nobody answered in time: lwip has freed what it had. */
  refuse(): void {
    this.#connecting = false;
    this.#callbacks.onError?.call(this);
  }
}
