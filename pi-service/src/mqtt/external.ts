/**
 * Any MQTT 3.1.1 broker. The session is persistent and a PUBACK goes out only when the message is durable, so that the
 * broker keeps what the service had not yet on disk when it died.
 */
import mqtt, { type IClientOptions, type MqttClient, type Packet } from 'mqtt';
import './packet.js';
import type { LinkEvents, MqttLink, PublishOptions } from './link.js';

export interface ExternalOptions extends LinkEvents {
  readonly url: string;
  readonly user: string | null;
  readonly password: string | null;
  readonly clientId: string;
  /** PEM text of the authority to trust, null for the public ones. */
  readonly ca: string | null;
  readonly keepalive: number;
  readonly subscriptions: readonly string[];
  readonly will: { readonly topic: string; readonly payload: string };
  /** Makes durable what waits: brokers send no more once so many messages are unconfirmed (20 by default in Mosquitto). */
  readonly flush: () => Promise<void>;
}

interface Outgoing extends PublishOptions {
  readonly topic: string;
  readonly payload: Buffer;
}

const MAX_WAITING = 1000;
const RECONNECT_MS = 2000;
const FAREWELL_MS = 2000;
/** Below the 20 messages that a broker has under way by default. */
const FULL_WINDOW = 16;

export class ExternalBroker implements MqttLink {
  readonly embedded = false;
  readonly port = null;
  readonly #client: MqttClient;
  /** mqtt.js hands a publish back with an error when the connection closes under it, and forgets it: keep our own. */
  readonly #retained = new Map<string, Outgoing>();
  readonly #waiting = new Set<Outgoing>();
  readonly #acks: DeferredAcks;
  #lastTrouble = '';
  #closing: Promise<void> | null = null;
  #unconfirmed = 0;
  #flushing = false;

  constructor(options: ExternalOptions) {
    const settings: IClientOptions = {
      clientId: options.clientId,
      clean: false,
      keepalive: options.keepalive,
      reconnectPeriod: RECONNECT_MS,
      connectTimeout: 10_000,
      protocolVersion: 4,
      queueQoSZero: false,
      will: { topic: options.will.topic, payload: Buffer.from(options.will.payload), qos: 1, retain: true },
    };
    if (options.user !== null) settings.username = options.user;
    if (options.password !== null) settings.password = options.password;
    if (options.ca !== null) settings.ca = options.ca;
    this.#client = mqtt.connect(options.url, settings);
    this.#acks = new DeferredAcks(this.#client);
    this.#client.handleMessage = (packet, done) => {
      const settled = options.onMessage({
        topic: packet.topic,
        payload: packet.payload as Buffer,
        retained: packet.retain,
      });
      if (packet.qos === 1 && packet.messageId !== undefined) {
        this.#acks.defer(packet.messageId, settled);
        this.#relieve(settled, options.flush);
      }
      done();
    };
    this.#client.on('connect', () => {
      this.#lastTrouble = '';
      this.#client.subscribe([...options.subscriptions], { qos: 1 }, (error) => {
        if (error) options.onDisconnect(`subscription refused: ${error.message}`);
      });
      for (const message of this.#retained.values()) this.#send(message);
      for (const message of this.#waiting) this.#send(message);
      options.onConnect(this);
    });
    const trouble = (reason: string) => {
      if (reason !== this.#lastTrouble) options.onDisconnect(reason);
      this.#lastTrouble = reason;
    };
    this.#client.on('error', (error) => trouble(error.message || (error as NodeJS.ErrnoException).code || 'error'));
    this.#client.on('offline', () => trouble(this.#lastTrouble || 'connection lost'));
  }

  get connected(): boolean {
    return this.#client.connected;
  }

  publish(topic: string, payload: string | Uint8Array, { qos, retain }: PublishOptions): void {
    const message: Outgoing = { topic, payload: Buffer.from(payload), qos, retain };
    if (retain) this.#retained.set(topic, message);
    else if (this.#waiting.size < MAX_WAITING) this.#waiting.add(message);
    if (this.#client.connected) this.#send(message);
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  /** Waits for what is under way, but not for a network that swallows it. */
  async #end(): Promise<void> {
    this.#acks.close();
    const forced = setTimeout(() => this.#client.stream.destroy(), FAREWELL_MS);
    await new Promise<void>((resolve) => {
      this.#client.once('close', resolve);
      this.#client.end(!this.#client.connected, {}, () => resolve());
    });
    clearTimeout(forced);
  }

  #relieve(settled: Promise<void>, flush: () => Promise<void>): void {
    this.#unconfirmed++;
    void settled.then(() => this.#unconfirmed--);
    if (this.#unconfirmed < FULL_WINDOW || this.#flushing) return;
    this.#flushing = true;
    void flush().finally(() => {
      this.#flushing = false;
    });
  }

  #send(message: Outgoing): void {
    this.#client.publish(message.topic, message.payload, { qos: message.qos, retain: message.retain }, (error) => {
      if (!error) this.#waiting.delete(message);
    });
  }
}

/**
 * mqtt.js writes the PUBACK itself as soon as `handleMessage` calls back, and reads nothing more until then (a PINGRESP
 * neither). So the callback comes at once and the PUBACK is taken out of the way here until its message is durable.
 * The broker's redelivery after a reconnect makes an old one void.
 */
class DeferredAcks {
  readonly #settled = new Map<number, Promise<void>>();
  #connection = 0;

  constructor(client: MqttClient) {
    const inner = client as unknown as { _sendPacket: (packet: Packet, done?: () => void, ...rest: unknown[]) => void };
    const send = inner._sendPacket.bind(client);
    inner._sendPacket = (packet, done, ...rest) => {
      const settled = packet.cmd === 'puback' ? this.#settled.get(packet.messageId ?? 0) : undefined;
      if (!settled) return send(packet, done, ...rest);
      this.#settled.delete(packet.messageId ?? 0);
      const connection = this.#connection;
      void settled.then(() => {
        if (connection === this.#connection) send(packet, undefined, ...rest);
      });
      done?.();
    };
    client.on('close', () => this.close());
  }

  defer(messageId: number, settled: Promise<void>): void {
    this.#settled.set(messageId, settled);
  }

  /** Nothing that is still open is acknowledged any more. */
  close(): void {
    this.#connection++;
    this.#settled.clear();
  }
}
