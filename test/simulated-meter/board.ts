/**
 * A simulated board: the firmware's own reader and recorder, a memory in place of the flash chip, a function in place of
 * the meter's cable, and the messages of DESIGN.md 3 on a real connection.
 */
import {
  BASE_TOPIC,
  type DeviceHealth,
  type DeviceInfo,
  READING_SCHEMA,
  REJECT_REASONS,
  type RejectReason,
  SERVICE_NAME,
  TOPIC,
  type TopicName,
} from '@okosmero/moddable-app/contract';
import type { ReadingColumns } from '@okosmero/moddable-app/p1';
import { MESSAGE_BYTES } from '@okosmero/moddable-app/recorder/backfill';
import { Delivery } from '@okosmero/moddable-app/recorder/delivery';
import type { Flash } from '@okosmero/moddable-app/recorder/flash';
import { recordableOf } from '@okosmero/moddable-app/recorder/recordable';
import { Recorder } from '@okosmero/moddable-app/recorder/recorder';
import { REGISTERS } from '@okosmero/moddable-app/registers';
import type { MqttClient } from 'mqtt';
import { type BrokerAccount, connectBoard, topicOf } from './connect.js';
import { noise } from './draw.js';
import { SLOT } from './household.js';
import { LineReader } from './line-reader.js';
import { MemoryFlash } from './memory-flash.js';
import type { P1Line } from './p1-line.js';

const SECOND = 1000;
const PUMP_MS = 100;
const HEALTH_EVERY = 60;
const SERVICE_AVAILABILITY = `${BASE_TOPIC}/${SERVICE_NAME}/${TOPIC.availability}`;
const FIRMWARE = 'simulated';
/** Bytes, as the real board has them. */
const SIMULATED_HEAP = { free: 17_400, lowest: 12_900 };
const WIFI = 300;

export interface BoardOptions {
  readonly account: BrokerAccount;
  readonly line: P1Line;
  /** Survives the board, as the chip does; a new one without it. */
  readonly flash?: Flash;
  /** 32 bits for the identity of a new log. */
  readonly random?: () => number;
  /** UTC seconds. */
  readonly now?: () => number;
}

export class Board {
  readonly recorder: Recorder;
  readonly #account: BrokerAccount;
  readonly #line: P1Line;
  readonly #now: () => number;
  readonly #client: MqttClient;
  readonly #delivery: Delivery;
  readonly #reader: LineReader;
  readonly #started: number;
  readonly #rejected = Object.fromEntries(REJECT_REASONS.map((reason) => [reason, 0])) as Record<RejectReason, number>;
  #accepted = 0;
  #lastAccepted: number | null = null;
  #identity: string | null = null;
  #connects = 0;
  #pump: NodeJS.Timeout | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor({ account, line, flash = new MemoryFlash(), random = randomWord, now = utcNow }: BoardOptions) {
    this.#account = account;
    this.#line = line;
    this.#now = now;
    this.#started = now();
    this.recorder = new Recorder(flash, random);
    this.recorder.maintain();
    this.#reader = new LineReader({
      device: account.device,
      log: this.recorder.id,
      takeSeq: () => this.recorder.next,
      onReading: (json, columns) => this.#take(json, columns),
      onReject: (reason) => {
        this.#rejected[reason]++;
      },
    });
    this.#client = connectBoard(account);
    this.#delivery = new Delivery(this.recorder, new Uint8Array(MESSAGE_BYTES));
    this.#client.on('connect', () => this.#greet());
    this.#client.on('close', () => this.#delivery.onDown());
    this.#client.on('message', (topic, payload) => this.#hearService(topic, payload));
    this.#pump = setInterval(() => this.#sendLog(), PUMP_MS);
  }

  /** Reads the line every 10 s of the real clock, on the second, until {@link close}. */
  start(): void {
    const untilNext = SLOT * SECOND - (Date.now() % (SLOT * SECOND));
    this.#timer = setTimeout(() => {
      this.hear(Math.round(Date.now() / SECOND / SLOT) * SLOT);
      this.start();
    }, untilNext);
  }

  /** The telegram of an instant comes in. */
  hear(instant: number): void {
    const bytes = this.#line(instant);
    if (bytes !== null) this.#reader.feed(bytes, instant);
    this.recorder.maintain();
    if (instant % HEALTH_EVERY === 0)
      this.#publish(TOPIC.health, JSON.stringify(this.#health()), { qos: 0, retain: true });
  }

  /** Ends as a board does that loses its power; idempotent. What was not written to flash is lost. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    clearInterval(this.#pump);
    await this.#client.endAsync(true);
  }

  #take(json: Buffer, columns: ReadingColumns): void {
    this.#accepted++;
    this.#lastAccepted = this.#now();
    const seq = this.recorder.record(recordableOf(columns), columns.meterId);
    this.#publish(TOPIC.telegram, json, { qos: 1, retain: false }, () => this.#delivery.onLiveDelivered(seq));
    if (this.#identity === columns.meterId) return;
    this.#identity = columns.meterId;
    this.#publish(TOPIC.info, JSON.stringify(this.#info(JSON.parse(json.toString()))), { qos: 1, retain: true });
  }

  #greet(): void {
    this.#connects++;
    this.#identity = null;
    const own = [TOPIC.ack, TOPIC.replay].map((name) => topicOf(this.#account.device, name));
    this.#client.subscribe([...own, SERVICE_AVAILABILITY], { qos: 1 }, (error) => {
      if (!error) this.#delivery.onUp(monotonic());
    });
    this.#publish(TOPIC.availability, 'online', { qos: 1, retain: true });
    this.#publish(TOPIC.health, JSON.stringify(this.#health()), { qos: 0, retain: true });
  }

  #hearService(topic: string, payload: Buffer): void {
    if (topic === SERVICE_AVAILABILITY) this.#delivery.onAvailability(payload);
    else if (topic === topicOf(this.#account.device, TOPIC.ack)) this.#delivery.onAck(payload, monotonic());
    else this.#delivery.onReplay(payload);
  }

  /** What the service lacks of the log, one message in flight. */
  #sendLog(): void {
    if (this.#delivery.reconnectDue(monotonic())) this.#client.stream.destroy();
    const message = this.#client.connected ? this.#delivery.take() : undefined;
    if (message === undefined) return;
    this.#publish(TOPIC.backfill, Buffer.from(message), { qos: 1, retain: false }, () => {
      this.#delivery.onDelivered();
      this.#sendLog();
    });
  }

  /** Sent now or never: what gets lost is in the recorder's log, and the missing ack says so. */
  #publish(
    name: TopicName,
    payload: string | Buffer,
    options: { readonly qos: 0 | 1; readonly retain: boolean },
    onDelivered: () => void = () => undefined,
  ): void {
    if (!this.#client.connected) return;
    this.#client.publish(topicOf(this.#account.device, name), payload, options, (error) => {
      if (!error) onDelivered();
    });
  }

  #info({
    meterId,
    identification,
    crc,
    objects,
  }: Pick<DeviceInfo, 'meterId' | 'identification' | 'crc'> & { objects: object }): DeviceInfo {
    const sent = new Set(Object.keys(objects));
    const units = REGISTERS.flatMap(({ code, unit }) =>
      sent.has(code) && unit !== undefined ? [[code, unit] as const] : [],
    );
    return {
      schema: READING_SCHEMA,
      firmware: FIRMWARE,
      meterId,
      identification,
      crc,
      units: Object.fromEntries(units),
    };
  }

  #health(): DeviceHealth {
    const age = (since: number | null) => (since === null ? null : this.#now() - since);
    return {
      schema: READING_SCHEMA,
      uptime: this.#now() - this.#started,
      resetCause: 'power',
      safeMode: false,
      rssi: Math.round(-58 - 8 * noise(0, WIFI, this.#now() / 600)),
      heap: SIMULATED_HEAP,
      telegrams: { accepted: this.#accepted, rejected: this.#rejected, lastAge: age(this.#lastAccepted) },
      crc: this.#reader.crc,
      uart: { overflow: 0, framing: 0 },
      log: { id: this.recorder.id, oldest: this.recorder.log.oldestSeq, next: this.recorder.next },
      connects: { wifi: 1, broker: this.#connects },
      ackAge: this.#delivery.ackAge(monotonic()),
    };
  }
}

const monotonic = () => Math.floor(performance.now() / SECOND);
const utcNow = () => Math.floor(Date.now() / SECOND);
const randomWord = () => Math.floor(Math.random() * 0x100000000);
