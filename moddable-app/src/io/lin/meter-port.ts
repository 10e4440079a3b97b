import Serial from 'embedded:io/serial';
import type { MeterPort, MeterPortOptions } from '../platform.js';

/** What is used of the SDK's class; the typings ask for pins, which a host has none of. */
interface HostSerial {
  read(most: number): ArrayBuffer | undefined;
  close(): void;
}

/** The same seam over the host's serial port. The host's driver keeps the bytes until they are read, and counts no faults. */
class HostMeterPort implements MeterPort {
  readonly framing = 0;
  readonly overflow = 0;
  #serial: HostSerial | undefined;

  constructor(options: MeterPortOptions) {
    const Port = Serial as unknown as new (options: object) => HostSerial;
    this.#serial = new Port({ device: options.serial, baud: 115_200, format: 'buffer' });
  }

  read(view: Uint8Array): number {
    const bytes = this.#serial?.read(view.length);
    if (!bytes) return 0;
    view.set(new Uint8Array(bytes));
    return bytes.byteLength;
  }

  close(): void {
    this.#serial?.close();
    this.#serial = undefined;
  }
}

export default HostMeterPort;
