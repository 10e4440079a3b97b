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
  #connecting = true;
  #abandoned = false;

  constructor(options: SocketOptions) {
    super({
      ...options,
      onWritable(this: Socket, count: number) {
        this.#connecting = false;
        if (this.#abandoned) this.close();
        else options.onWritable?.call(this, count);
      },
      onError(this: Socket) {
        this.#connecting = false;
        if (this.#abandoned) this.close();
        else options.onError?.call(this);
      },
    } as never);
  }

  override close(): void {
    this.#abandoned = true;
    if (!this.#connecting) super.close();
  }
}
