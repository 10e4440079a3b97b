import { MESSAGE_BYTES } from '../../src/recorder/backfill.js';
import { Delivery } from '../../src/recorder/delivery.js';
import { Recorder } from '../../src/recorder/recorder.js';
import { METER, reading, rows, type Stored } from './model.js';
import { SimulatedFlash, seeded } from './simulated-flash.js';
import { EVERY, SimulatedService } from './simulated-service.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Backfill messages that get through between two telegrams. */
const MESSAGES_A_TELEGRAM = 20;

/** A board, a broker with retained messages and a service, in steps of one telegram. What a broken link does to a message is drawn. */
export class SimulatedBoard {
  readonly service = new SimulatedService();
  /** Every reading that has to end up in the archive. */
  readonly truth = new Map<number, string>();
  recorder: Recorder;
  delivery: Delivery;
  up = false;
  now = 0;
  readonly #random = seeded(4711);
  readonly #flash: SimulatedFlash;
  #index = 0;
  #retainedAck: Uint8Array | undefined;

  constructor(sectors: number) {
    this.#flash = new SimulatedFlash(sectors, this.#random);
    this.recorder = new Recorder(this.#flash, this.#random);
    this.delivery = new Delivery(this.recorder, new Uint8Array(MESSAGE_BYTES));
    this.recorder.maintain();
  }

  /** Seconds of UTC of the reading to come. */
  get time(): number {
    return reading(this.#index).time as number;
  }

  connect(): void {
    if (this.up) return;
    this.up = true;
    this.delivery.onUp(this.now);
    if (this.#retainedAck) this.delivery.onAck(this.#retainedAck, this.now);
    this.#announce();
  }

  disconnect(): void {
    if (this.up) this.delivery.onDown();
    this.up = false;
  }

  /** The service starts: it says so, and where its archive stands. */
  startService(): void {
    this.service.online = true;
    this.#announce();
    this.#publishAck();
  }

  crashService(): void {
    this.service.crash();
    this.#announce();
  }

  /** The board restarts; the running minute is lost unless it went out live and was synced. */
  cutPower(): void {
    this.disconnect();
    const { inFlash, next } = this.recorder;
    for (let seq = inFlash + 1; seq < next; seq++) this.truth.delete(seq);
    this.recorder = new Recorder(this.#flash, this.#random);
    this.delivery = new Delivery(this.recorder, new Uint8Array(MESSAGE_BYTES));
    this.recorder.maintain();
  }

  replay(fromUtc: number, toUtc: number): void {
    if (this.up) this.delivery.onReplay(bytes(`${fromUtc} ${toUtc}`));
  }

  run(telegrams: number): void {
    for (let i = 0; i < telegrams; i++) this.#telegram();
  }

  /** The archive is emptied while a message is under way. */
  wipeInFlight(): void {
    const message = this.delivery.take()?.slice();
    this.service.wipe();
    this.#syncAndAck();
    if (message === undefined) return;
    this.service.backfill(message);
    this.delivery.onDelivered();
  }

  /** A message is cut off by a link that breaks now: it may have arrived although nobody confirms it. */
  breakLink(): void {
    const message = this.delivery.take();
    if (message && this.#random() & 1) this.service.backfill(message.slice());
    this.disconnect();
  }

  #telegram(): void {
    const columns = reading(this.#index++);
    const seq = this.recorder.record(columns, METER);
    const stored: Stored = { ...columns, time: columns.time as number, seq, meterId: METER };
    this.truth.set(seq, rows([stored])[0] as string);
    if (this.up) {
      this.service.live(stored);
      this.delivery.onLiveDelivered(seq);
    }
    this.recorder.maintain();
    for (let i = 0; i < MESSAGES_A_TELEGRAM; i++) {
      const message = this.delivery.take();
      if (message === undefined) continue;
      this.service.backfill(message.slice());
      // Now and then the ack overtakes the broker's confirmation.
      if (this.#random() % 50 === 0) this.#syncAndAck();
      this.delivery.onDelivered();
    }
    this.now += 10;
    if (this.now % EVERY === 0) this.#syncAndAck();
  }

  #syncAndAck(): void {
    if (!this.service.online) return;
    this.service.sync();
    this.#publishAck();
  }

  #publishAck(): void {
    this.#retainedAck = this.service.ack(this.recorder);
    if (this.up) this.delivery.onAck(this.#retainedAck, this.now);
  }

  #announce(): void {
    if (this.up) this.delivery.onAvailability(bytes(this.service.online ? 'online' : 'offline'));
  }
}
