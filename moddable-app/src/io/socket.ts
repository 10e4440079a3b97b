import TCP from 'embedded:io/socket/tcp';

interface SocketOptions {
  onWritable?(this: TCP, count: number): void;
  onError?(this: TCP): void;
}

/**
 * The SDK's socket, which may be closed at any time. The SDK's own may not while it connects: lwip frees what is closed then,
 * and the SDK aborts it once more (`tcp_close_safe` of modLwipSafe.h), in memory that is another's by now. Such a socket is left
 * alone until it is connected, when it closes itself, or until lwip gives the attempt up, which it does within half a minute.
 */
export default class Socket extends TCP {
  readonly #options: SocketOptions;
  #connecting = true;
  #abandoned = false;

  constructor(options: SocketOptions) {
    super({ ...options, ...Socket.#handlers } as never);
    this.#options = options;
  }

  override close(): void {
    this.#abandoned = true;
    if (!this.#connecting) super.close();
  }

  static readonly #handlers = {
    onWritable(this: Socket, count: number): void {
      this.#connecting = false;
      if (this.#abandoned) this.close();
      else this.#options.onWritable?.call(this, count);
    },
    onError(this: Socket): void {
      this.#connecting = false;
      if (this.#abandoned) this.close();
      else this.#options.onError?.call(this);
    },
  };
}
