import { TOPIC } from '../contract.js';
import type { Delivery } from '../recorder/delivery.js';
import type { Boot } from './boot.js';
import { bytesOf } from './bytes.js';
import { type BoardHealth, healthBytes, infoBytes } from './health.js';
import { type Light, statusOf } from './light.js';
import type { Incoming, Outgoing, PublisherOwner } from './messages.js';
import type { Meter, ReadingListener } from './meter.js';
import type { Network } from './network.js';
import type { Board } from './platform.js';
import { Publisher, type PublisherOptions } from './publisher.js';

const HEALTH_SECONDS = 60;
/** A broker out of reach for so long, with Wi-Fi up, is worth joining the network anew. */
const RENEW_SECONDS = 600;
/** Safe mode ends in a restart: the reason of the crashes may have gone. */
const SAFE_SECONDS = 600;

export interface DeviceOptions {
  readonly board: Board;
  readonly boot: Boot;
  readonly network: Network;
  readonly light: Light;
  /** What the meter says and what of it the service still lacks; both absent in safe mode. */
  readonly meter?: Meter;
  readonly delivery?: Delivery;
  readonly publisher: PublisherOptions;
}

/** The running device: what is due on which topic, and what the light says. Safe mode is the same without a meter. */
export class Device implements PublisherOwner, ReadingListener {
  readonly #options: DeviceOptions;
  readonly #publisher: Publisher;
  #now = 0;
  #lowestHeap: number;
  /** The reading that is due and its record number; the number of the one that was sent last. */
  #reading: Uint8Array | undefined;
  #readingSeq = 0;
  #sentSeq = 0;
  #onlineDue = false;
  #infoDue = false;
  #healthDue = 0;
  #renewed = 0;
  /** What the last info said, to tell a change. */
  #toldMeter = '';

  constructor(options: DeviceOptions) {
    this.#options = options;
    this.#lowestHeap = options.board.freeHeap;
    options.meter?.listen(this);
    this.#publisher = new Publisher(options.publisher, this);
  }

  /** To be called every few milliseconds with the clock's `ticks`. */
  poll(ticks: number): void {
    this.#options.meter?.poll(this.#publisher.sending === TOPIC.telegram, ticks);
  }

  /** To be called ten times a second: this sets the pace of history, a quarter of an hour of the log with each call. */
  pump(): void {
    this.#publisher.pump();
  }

  /** To be called once a second with the seconds since the start. */
  tick(now: number): void {
    this.#now = now;
    const { board, boot, network, meter, delivery } = this.#options;
    this.#watchHeap();
    meter?.tick(now);
    network.tick(now);
    this.#tellChange();
    if (delivery?.reconnectDue(now)) this.#publisher.reconnect();
    this.#publisher.tick(now, network.up);
    if (network.up && this.#publisher.downFor(now) > RENEW_SECONDS && now - this.#renewed > RENEW_SECONDS) {
      this.#renewed = now;
      network.renew(now);
    }
    this.#showStatus(now);
    if (boot.mode !== 'safe' || now < SAFE_SECONDS) return;
    boot.planRestart();
    board.restart();
  }

  take(what: Outgoing): Uint8Array | undefined {
    switch (what) {
      case TOPIC.availability:
        return this.#onlineDue ? bytesOf('online') : undefined;
      case TOPIC.telegram:
        if (this.#reading) this.#sentSeq = this.#readingSeq;
        return this.#reading;
      case TOPIC.info:
        return this.#infoDue ? infoBytes(this.#options.meter) : undefined;
      case TOPIC.health:
        return this.#now >= this.#healthDue ? healthBytes(this.#health(), this.#options.meter) : undefined;
      case TOPIC.backfill:
        return this.#options.delivery?.take();
    }
  }

  /** A reading was recorded: it goes out at once or, by and by, as backfill. */
  onRecorded(json: Uint8Array, seq: number): void {
    this.#reading = json;
    this.#readingSeq = seq;
    this.#publisher.pump();
    if (this.#publisher.sending !== TOPIC.telegram) this.#reading = undefined;
  }

  onSent(what: Outgoing): void {
    this.#watchHeap();
    if (what === TOPIC.availability) this.#onlineDue = false;
    else if (what === TOPIC.telegram) this.#reading = undefined;
    else if (what === TOPIC.info) this.#infoDue = false;
    else if (what === TOPIC.health) this.#healthDue = this.#now + HEALTH_SECONDS;
  }

  onDelivered(what: Outgoing): void {
    const { delivery } = this.#options;
    if (what === TOPIC.backfill) delivery?.onDelivered();
    else if (what === TOPIC.telegram) delivery?.onLiveDelivered(this.#sentSeq);
  }

  onUp(now: number): void {
    this.#onlineDue = this.#infoDue = true;
    this.#healthDue = now;
    this.#options.delivery?.onUp(now);
  }

  /** A reading that was under way is history now: the meter may overwrite its text, and its record goes out as backfill. */
  onDown(): void {
    this.#reading = undefined;
    this.#options.delivery?.onDown();
  }

  onMessage(what: Incoming, bytes: Uint8Array, now: number): void {
    const { delivery } = this.#options;
    if (what === TOPIC.ack) delivery?.onAck(bytes, now);
    else if (what === TOPIC.replay) delivery?.onReplay(bytes);
    else delivery?.onAvailability(bytes);
  }

  #tellChange(): void {
    const { meter } = this.#options;
    const told = `${meter?.meterId} ${meter?.crc}`;
    if (told === this.#toldMeter) return;
    this.#toldMeter = told;
    this.#infoDue = true;
  }

  #watchHeap(): void {
    this.#lowestHeap = Math.min(this.#lowestHeap, this.#options.board.freeHeap);
  }

  #health(): BoardHealth {
    const { board, boot, network, delivery } = this.#options;
    return {
      uptime: this.#now,
      resetCause: boot.cause,
      abort: boot.abort,
      safeMode: boot.mode === 'safe',
      rssi: network.rssi,
      heap: { free: board.freeHeap, lowest: this.#lowestHeap },
      connects: { wifi: network.connects, broker: this.#publisher.connects },
      ackAge: delivery?.ackAge(this.#now) ?? null,
    };
  }

  #showStatus(now: number): void {
    const { light, meter, network } = this.#options;
    if (!meter) {
      light.show('safe');
      return;
    }
    const { lastAccepted = 0, lastRejected } = meter.counts;
    light.show(
      statusOf({
        sinceAccepted: now - lastAccepted,
        sinceRejected: lastRejected === undefined ? undefined : now - lastRejected,
        wifi: network.up,
        broker: this.#publisher.up,
      }),
    );
  }
}
