/** From the broker to the archive and back: decode, store, acknowledge what is durable. */
import { type DeviceHealth, type DeviceInfo, READING_SCHEMA, TOPIC } from '@okosmero/moddable-app/contract';
import type { Acknowledged } from './acknowledged.js';
import type { Archive, Outcome } from './archive/archive.js';
import { decodeBackfill, decodeReading } from './decode.js';
import type { Fleet } from './fleet.js';
import type { HomeAssistant } from './home-assistant.js';
import type { Live } from './live.js';
import type { Logger } from './log.js';
import type { Metrics } from './metrics.js';
import type { MqttLink, MqttMessage } from './mqtt/link.js';
import { parseDeviceTopic, topicOf } from './mqtt/topics.js';

export interface SubscriberOptions {
  readonly archive: Archive;
  readonly acknowledged: Acknowledged;
  readonly fleet: Fleet;
  readonly live: Live;
  readonly metrics: Metrics;
  readonly homeAssistant: HomeAssistant | null;
  readonly log: Logger;
  /** Seconds within which the next ack comes. */
  readonly every: number;
  /** Whole seconds of UTC. */
  readonly now: () => number;
}

/** Refusals of one board that become events; the rest is counted only. */
const EVENTS_PER_MINUTE = 6;
const MAX_REPORT_BYTES = 8192;
/**
 * Acks are said again so many times before their positions are saved: with a new name and a new place each time, the little
 * file would cost the card as much as the readings. After a crash a board repeats what lies between.
 */
const REPEATS_PER_SAVE = 10;

export class Subscriber {
  readonly #options: SubscriberOptions;
  readonly #toAck = new Set<string>();
  readonly #refusals = new Map<string, { count: number; since: number }>();
  readonly #repeat: NodeJS.Timeout;
  #link: MqttLink | null = null;
  #ackQueued = false;
  #repeats = 0;

  constructor(options: SubscriberOptions) {
    this.#options = options;
    this.#repeat = setInterval(() => this.#acknowledgePresent(), options.every * 1000);
    this.#repeat.unref();
  }

  /** The link to answer on; every known position is told on it at once. */
  connected(link: MqttLink): void {
    this.#link = link;
    for (const { device } of this.#options.acknowledged.all()) this.#acknowledge(device);
  }

  close(): void {
    clearInterval(this.#repeat);
    this.#sendAcks();
    this.#options.acknowledged.save();
  }

  /** Resolves when the message is durable or refused; never rejects. What fails is not acknowledged and comes again. */
  async handle(message: MqttMessage): Promise<void> {
    try {
      await this.#take(message);
    } catch (error) {
      this.#count('internal');
      this.#options.log.error({ err: error }, 'a message could not be handled');
    }
  }

  async #take(message: MqttMessage): Promise<void> {
    const { homeAssistant } = this.#options;
    if (homeAssistant?.isBirth(message.topic)) return homeAssistant.birth(message.payload);
    const topic = parseDeviceTopic(message.topic);
    const board = topic && this.#options.fleet.board(topic.device);
    if (!topic || !board) return this.#count('topic');
    const { device, name } = topic;
    switch (name) {
      case TOPIC.telegram:
        return message.retained ? this.#count('retained') : this.#telegram(device, message.payload);
      case TOPIC.backfill:
        return message.retained ? this.#count('retained') : this.#backfill(device, message.payload);
      case TOPIC.availability:
        return this.#availability(device, message.payload);
      case TOPIC.health:
        return this.#health(device, message.payload);
      case TOPIC.info:
        return this.#info(device, message.payload);
    }
  }

  /** Asks a board for the slots of a stretch again; instants of UTC, `to` included. */
  replay(device: string, from: number, to: number): void {
    this.#link?.publish(topicOf(device, TOPIC.replay), `${from} ${to}`, { qos: 1, retain: false });
  }

  async #telegram(device: string, payload: Uint8Array): Promise<void> {
    const { archive, fleet, live, homeAssistant, metrics, now } = this.#options;
    const decoded = decodeReading(payload, device);
    if (!decoded.ok) return this.#refuse(device, decoded.reason);
    const reading = decoded.value;
    const receivedAt = now();
    const board = fleet.board(device);
    if (board) board.lastTelegram = receivedAt;
    if (fleet.isNewest(reading, receivedAt)) {
      live.send('reading', { reading, receivedAt, now: receivedAt });
      homeAssistant?.reading(reading, board?.info ?? null);
    }
    const outcome = await archive.accept(reading, receivedAt);
    metrics.readings.inc({ result: outcome });
    this.#settled(device, reading.log, reading.seq, reading.seq, outcome);
  }

  async #backfill(device: string, payload: Uint8Array): Promise<void> {
    const { archive, metrics } = this.#options;
    const decoded = decodeBackfill(payload, device);
    if (!decoded.ok) return this.#refuse(device, decoded.reason);
    const backfill = decoded.value;
    const outcome = await archive.acceptBackfill(backfill);
    metrics.readings.inc({ result: outcome }, backfill.readings.length);
    this.#settled(device, backfill.log, backfill.from, backfill.to, outcome);
  }

  #settled(device: string, log: string, from: number, to: number, outcome: Outcome): void {
    if (outcome === 'unavailable') return;
    if (this.#options.acknowledged.cover(device, log, from, to)) this.#acknowledge(device);
  }

  #availability(device: string, payload: Uint8Array): void {
    const { fleet, archive, log, now } = this.#options;
    const text = Buffer.from(payload).toString('latin1', 0, 16);
    const board = fleet.board(device);
    if (!board || (text !== 'online' && text !== 'offline')) {
      this.#count('availability');
      return;
    }
    const online = text === 'online';
    if (board.available !== online) log.info({ device }, `board ${text}`);
    board.available = online;
    archive.evidence({ kind: 'availability', device, online, at: now() });
    if (online) this.#acknowledge(device);
  }

  #health(device: string, payload: Uint8Array): void {
    const { fleet, archive, acknowledged, now } = this.#options;
    const health = report<DeviceHealth>(payload);
    const board = fleet.board(device);
    if (!board || !health) {
      this.#count('health');
      return;
    }
    board.health = health;
    archive.evidence({ kind: 'health', device, health, at: now() });
    if (typeof health.log?.id !== 'string' || !/^[0-9a-f]{8}$/.test(health.log.id)) return;
    // A log that is new to the service: tell the board that nothing of it is stored, so that it sends all.
    if (acknowledged.of(device, health.log.id) === 0) this.#acknowledge(device);
  }

  #info(device: string, payload: Uint8Array): void {
    const info = report<DeviceInfo>(payload);
    const board = this.#options.fleet.board(device);
    if (board && info) board.info = info;
    else this.#count('info');
  }

  /** Counted always; an event as long as the board does not flood the archive with them. */
  async #refuse(device: string, reason: string): Promise<void> {
    this.#count('payload');
    const { archive, log, now } = this.#options;
    const at = now();
    const held = this.#refusals.get(device);
    const recent = held && at - held.since < 60 ? held : { count: 0, since: at };
    this.#refusals.set(device, recent);
    if (++recent.count > EVENTS_PER_MINUTE) return;
    log.warn({ device }, `message refused: ${reason}`);
    await archive.refuse({ device, seq: null, reason, meter: null });
  }

  #count(reason: string): void {
    this.#options.metrics.refused.inc({ reason });
  }

  /** Boards watch the age of their ack: say it again while the archive takes readings. */
  #acknowledgePresent(): void {
    if (++this.#repeats % REPEATS_PER_SAVE === 0) this.#options.acknowledged.save();
    for (const { device, available } of this.#options.fleet.statuses()) if (available) this.#acknowledge(device);
  }

  #acknowledge(device: string): void {
    this.#toAck.add(device);
    if (this.#ackQueued) return;
    this.#ackQueued = true;
    setImmediate(() => this.#sendAcks());
  }

  #sendAcks(): void {
    this.#ackQueued = false;
    const { acknowledged, metrics, every } = this.#options;
    if (!this.#link || this.#toAck.size === 0) return;
    for (const { device, log, acked } of acknowledged.all())
      if (this.#toAck.has(device)) {
        this.#link.publish(topicOf(device, TOPIC.ack), `${log} ${acked} ${every}`, { qos: 1, retain: true });
        metrics.acks.inc();
      }
    this.#toAck.clear();
  }
}

/** A board's own report: shown, never archived, so that only its frame is checked. */
function report<T extends { readonly schema: number }>(payload: Uint8Array): T | null {
  if (payload.length > MAX_REPORT_BYTES) return null;
  try {
    const value = JSON.parse(Buffer.from(payload).toString('utf8')) as T;
    return typeof value === 'object' && value !== null && value.schema === READING_SCHEMA ? value : null;
  } catch {
    return null;
  }
}
