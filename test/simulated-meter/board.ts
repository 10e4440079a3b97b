/**
 * A simulated board: the firmware's own reader and recorder, a memory in place of the flash chip, a function in place of
 * the meter's cable, and the messages of DESIGN.md 3 on a real connection.
 */
import {
  type DeviceHealth,
  type DeviceInfo,
  READING_SCHEMA,
  REJECT_REASONS,
  type RejectReason,
  TOPIC,
} from '@okosmero/moddable-app/contract';
import type { ReadingColumns } from '@okosmero/moddable-app/p1';
import type { Flash } from '@okosmero/moddable-app/recorder/flash';
import { Recorder } from '@okosmero/moddable-app/recorder/recorder';
import { REGISTERS } from '@okosmero/moddable-app/registers';
import type { MqttClient } from 'mqtt';
import { type BrokerAccount, connectBoard, parseAck, topicOf } from './connect.js';
import { noise } from './draw.js';
import { SLOT } from './household.js';
import { LineReader } from './line-reader.js';
import { MemoryFlash } from './memory-flash.js';
import type { P1Line } from './p1-line.js';

const SECOND = 1000;
const HEALTH_EVERY = 60;
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
  readonly #reader: LineReader;
  readonly #started: number;
  readonly #rejected = Object.fromEntries(REJECT_REASONS.map((reason) => [reason, 0])) as Record<RejectReason, number>;
  #accepted = 0;
  #lastAccepted: number | null = null;
  #identity: string | null = null;
  #connects = 0;
  #ackedAt: number | null = null;
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
    this.#client.on('connect', () => this.#greet());
    this.#client.on('message', (_topic, payload) => {
      if (parseAck(payload.toString())?.log === this.recorder.id) this.#ackedAt = this.#now();
    });
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
    await this.#client.endAsync(true);
  }

  #take(json: Buffer, columns: ReadingColumns): void {
    this.#accepted++;
    this.#lastAccepted = this.#now();
    this.recorder.record(
      {
        time: columns.utc,
        summer: columns.dst === 'S',
        importWh: columns.totalImport,
        exportWh: columns.totalExport,
        importW: columns.import,
        exportW: columns.export,
        volts: [wholeVolts(columns.voltageL1), wholeVolts(columns.voltageL2), wholeVolts(columns.voltageL3)],
      },
      columns.meterId,
    );
    this.#publish(TOPIC.telegram, json, { qos: 1, retain: false });
    if (this.#identity === columns.meterId) return;
    this.#identity = columns.meterId;
    this.#publish(TOPIC.info, JSON.stringify(this.#info(JSON.parse(json.toString()))), { qos: 1, retain: true });
  }

  #greet(): void {
    this.#connects++;
    this.#identity = null;
    this.#client.subscribe([topicOf(this.#account.device, TOPIC.ack), topicOf(this.#account.device, TOPIC.replay)], {
      qos: 1,
    });
    this.#publish(TOPIC.availability, 'online', { qos: 1, retain: true });
    this.#publish(TOPIC.health, JSON.stringify(this.#health()), { qos: 0, retain: true });
  }

  /** Sent now or never: what gets lost is in the recorder's log, and the missing ack says so. */
  #publish(
    topic: (typeof TOPIC)[keyof typeof TOPIC],
    payload: string | Buffer,
    options: { qos: 0 | 1; retain: boolean },
  ): void {
    if (this.#client.connected)
      this.#client.publish(topicOf(this.#account.device, topic), payload, options, () => undefined);
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
      ackAge: age(this.#ackedAt),
    };
  }
}

const utcNow = () => Math.floor(Date.now() / SECOND);
const randomWord = () => Math.floor(Math.random() * 0x100000000);
const wholeVolts = (tenths: number | null) => (tenths === null ? null : Math.round(tenths / 10));
