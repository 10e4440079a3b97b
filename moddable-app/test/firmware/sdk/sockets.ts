/** The SDK's sockets, as strict when they are made; nothing goes over them. */
import { refuseNoOptions } from './refuse.js';

/** The one class that may be made of nothing: the SDK's listener does so. */
export class TCP {
  constructor(options?: { readonly address?: string; readonly port?: number }) {
    if (options === undefined) return;
    if (options.address === undefined) throw new Error('invalid address');
    if (options.port === undefined) throw new Error('invalid');
  }
}

export class UDP {
  constructor(options: object) {
    refuseNoOptions(options);
  }
}

export class Listener {
  constructor(options: object) {
    refuseNoOptions(options);
  }
}
