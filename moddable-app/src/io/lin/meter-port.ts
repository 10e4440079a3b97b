import Serial from 'embedded:io/serial';
import type { MeterPort, MeterPortOptions } from '../platform.js';

/** As deep as the chip's ring (esp/ring.h). */
const RING_BYTES = 4096;

/** The same seam over the host's serial port. The host's driver buffers, so bytes are only lost when nobody reads here. */
class HostMeterPort implements MeterPort {
  readonly framing = 0;
  overflow = 0;
  #serial: { read(): ArrayBuffer | undefined; close(): void } | undefined;
  #pieces: Uint8Array[] = [];
  #held = 0;

  constructor(options: MeterPortOptions) {
    // The typings ask for pins, which a host has none of.
    const Port = Serial as unknown as new (options: object) => { read(): ArrayBuffer | undefined; close(): void };
    this.#serial = new Port({
      device: options.serial,
      baud: 115_200,
      format: 'buffer',
      onReadable: () => this.#take(),
    });
  }

  read(view: Uint8Array): number {
    let count = 0;
    while (count < view.length) {
      const piece = this.#pieces[0];
      if (!piece) break;
      const part = piece.subarray(0, view.length - count);
      view.set(part, count);
      count += part.length;
      if (part.length === piece.length) this.#pieces.shift();
      else this.#pieces[0] = piece.subarray(part.length);
    }
    this.#held -= count;
    return count;
  }

  close(): void {
    this.#serial?.close();
    this.#serial = undefined;
  }

  #take(): void {
    const buffer = this.#serial?.read();
    if (!buffer) return;
    const piece = new Uint8Array(buffer).subarray(0, RING_BYTES - this.#held);
    this.overflow += buffer.byteLength - piece.length;
    this.#held += piece.length;
    if (piece.length) this.#pieces.push(piece);
  }
}

export default HostMeterPort;
