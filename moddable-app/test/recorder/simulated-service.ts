import type { Recorder } from '../../src/recorder/recorder.js';
import { decoded, METER, rows, type Stored } from './model.js';

/** Seconds between two syncs, the `every` of the ack. */
export const EVERY = 60;

/** The archive service as the contract has it: what is synced is durable and acknowledged, what is not is lost in a crash. */
export class SimulatedService {
  /** Record number -> columns. */
  readonly archive = new Map<number, string>();
  online = true;
  /** Everything up to this record is durable or does not exist; `covered` are the stretches beyond it. */
  acked = 0;
  #covered: [from: number, to: number][] = [];
  #unsynced: { readonly readings: readonly Stored[]; readonly from: number; readonly to: number }[] = [];
  /** Backfill messages taken in. */
  messages = 0;
  /** Messages that a broker with full queues drops although it confirmed them. */
  dropped = 0;

  live(reading: Stored): void {
    if (this.#arrives()) this.#unsynced.push({ readings: [reading], from: reading.seq, to: reading.seq });
  }

  backfill(message: Uint8Array): void {
    if (!this.#arrives()) return;
    this.messages++;
    this.#unsynced.push(decoded(message));
  }

  sync(): void {
    if (!this.online) return;
    for (const { readings, from, to } of this.#unsynced) {
      for (const reading of readings) this.#store(reading.seq, rows([reading])[0] as string);
      this.#covered.push([from, to]);
    }
    this.#unsynced = [];
    this.#covered.sort(([a], [b]) => a - b);
    while (this.#covered[0] && this.#covered[0][0] <= this.acked + 1)
      this.acked = Math.max(this.acked, (this.#covered.shift() as [number, number])[1]);
  }

  /** Loses what was not synced, as a killed process does. */
  crash(): void {
    this.online = false;
    this.#unsynced = [];
  }

  /** The SD card died: an empty archive, acknowledging from the start. */
  wipe(): void {
    this.archive.clear();
    this.#unsynced = [];
    this.#covered = [];
    this.acked = 0;
  }

  /** A hole in the archive that the acks do not show: a day's file was lost. */
  lose(from: number, to: number): void {
    for (let seq = from; seq <= to; seq++) this.archive.delete(seq);
  }

  ack(recorder: Recorder): Uint8Array {
    return new TextEncoder().encode(`${recorder.id} ${this.acked} ${EVERY}`);
  }

  #arrives(): boolean {
    return this.dropped > 0 ? this.dropped-- < 0 : this.online;
  }

  #store(seq: number, row: string): void {
    const held = this.archive.get(seq);
    if (held !== undefined && held !== row) throw new Error(`record ${seq} is "${held}" and "${row}"`);
    if (!row.includes(METER)) throw new Error(`record ${seq} is of another meter: "${row}"`);
    this.archive.set(seq, row);
  }
}
