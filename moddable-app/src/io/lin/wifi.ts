import type { WiFi } from '../platform.js';

/** The host's own network, whatever it is: up as soon as it is asked for. */
class HostNetwork implements WiFi {
  readonly RSSI = undefined;
  connection = 200;

  configure(): void {}

  connect(): void {
    this.connection = 500;
  }

  disconnect(): void {
    this.connection = 200;
  }
}

export default HostNetwork;
