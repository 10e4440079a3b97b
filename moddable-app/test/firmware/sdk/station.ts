import type { WiFi, WiFiClass } from '../../../src/io/platform.js';
import { refuseNoOptions } from './refuse.js';

/** The SDK's Wi-Fi station, as strict: it throws where that one throws. */
class Station implements WiFi {
  attempts = 0;
  connection = 200;
  readonly RSSI = -61;
  /** The name that the last attempt gave the network's DHCP server. */
  askedAs = '';
  #hostname = '';
  readonly #radio: Radio;

  constructor(options: object, radio: Radio) {
    refuseNoOptions(options);
    this.#radio = radio;
    radio.station = this;
  }

  configure(options: { readonly hostname: string }): void {
    refuseNoOptions(options);
    this.#hostname = options.hostname;
  }

  connect(options: { SSID: string; password?: string }): void {
    refuseNoOptions(options);
    if (this.connection === 300) throw new Error('already connecting');
    this.attempts++;
    this.askedAs = this.#hostname;
    this.connection = this.#radio.inReach ? 500 : 300;
  }

  disconnect(): void {
    this.connection = 200;
  }
}

/** What the code under test is given as `io`; its attempts to connect succeed while the network is in reach. */
export class Radio {
  station: Station | undefined;
  inReach = true;
  readonly io: WiFiClass;

  constructor() {
    const radio = this;
    this.io = class extends Station {
      constructor(options: object) {
        super(options, radio);
      }
    };
  }
}
