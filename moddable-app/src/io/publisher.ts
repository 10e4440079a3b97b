import { BASE_TOPIC, SERVICE_NAME, TOPIC } from '../contract.js';
import { Backoff } from './backoff.js';
import {
  type DnsOptions,
  KnownAddress,
  type MqttClient,
  type MqttClientClass,
  type MqttMessage,
  type MqttPiece,
  type MqttPublish,
  type MqttSubscribe,
  OPERATION,
} from './mqtt.js';
import type { Settings } from './settings.js';

/** A connection that has not come by then, or a publish without its PUBACK, ends the attempt. */
const CONNECT_SECONDS = 45;
const PUBACK_SECONDS = 30;
const KEEP_ALIVE_MILLISECONDS = 30_000;
/** The longest message to a device is `<log> <seq> <every>`. */
const INBOX_BYTES = 64;
/** Fixed header, two lengths and the packet id of a PUBLISH (MQTT 3.1.1 §3.3), and the client's own PUBACKs and PINGREQ. */
const HEADER_BYTES = 9 + 23;
/** Less room than this is not worth a piece of its own. */
const PIECE_BYTES = 64;

/** What the device publishes, in the order in which it goes out when several are due. */
const ORDER = [TOPIC.availability, TOPIC.telegram, TOPIC.info, TOPIC.health, TOPIC.backfill] as const;
export type Outgoing = (typeof ORDER)[number];
export type Incoming = typeof TOPIC.ack | typeof TOPIC.replay | typeof TOPIC.availability;

export interface PublisherOptions {
  readonly io: MqttClientClass;
  readonly dns: DnsOptions;
  readonly socket: object;
  readonly settings: Pick<Settings, 'mqtt_host' | 'mqtt_port' | 'mqtt_user' | 'mqtt_password'>;
  readonly device: string;
  readonly random: () => number;
  /** The bytes of a message that is due, undefined when it is not. They must not change before `onSent` or `onDown`. */
  readonly take: (what: Outgoing) => Uint8Array | undefined;
  /** Every byte is with the TCP stack. */
  readonly onSent: (what: Outgoing) => void;
  /** The broker has a message of QoS 1. */
  readonly onDelivered: (what: Outgoing) => void;
  /** Text of `ack`, `replay` or the service's availability; the bytes are good for the call only. */
  readonly onMessage: (what: Incoming, bytes: Uint8Array, now: number) => void;
  readonly onUp: (now: number) => void;
  readonly onDown: () => void;
}

type State = 'idle' | 'resolving' | 'connecting' | 'up';

/**
 * The device's side of the MQTT contract (DESIGN.md §3): one connection, made again for ever; live readings before history;
 * one message of each kind in flight; own packet ids, because the client's reach the forbidden 0 after 65,534 messages. The
 * client is only closed from {@link tick}, never inside one of its own callbacks, which it does not survive.
 */
export class Publisher {
  /** Times the broker accepted connection and subscriptions since boot. */
  connects = 0;
  readonly #options: PublisherOptions;
  readonly #backoff: Backoff;
  readonly #inbox = new Uint8Array(INBOX_BYTES);
  readonly #unacked = new Map<number, Outgoing>();
  #received = 0;
  #incoming: Incoming | undefined;
  #state: State = 'idle';
  #failed = false;
  #client: MqttClient | undefined;
  #resolver: { close(): void } | undefined;
  #now = 0;
  /** Second of the last change of state, or of the last sign of life while messages are unacknowledged. */
  #since = 0;
  #nextAttempt = 0;
  #downSince = 0;
  #packetId = 0;
  #room = 0;
  /** A message that did not fit the socket: what is left of it. */
  #rest: Uint8Array | undefined;
  #sending: Outgoing | undefined;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#backoff = new Backoff({ first: 1, most: 60, random: options.random });
  }

  get up(): boolean {
    return this.#state === 'up';
  }

  /** Seconds without a broker. */
  downFor(now: number): number {
    return this.up ? 0 : now - this.#downSince;
  }

  /** The message whose last bytes still wait for room in the socket. */
  get sending(): Outgoing | undefined {
    return this.#sending;
  }

  /** To be called once a second; `network` tells whether there is one. */
  tick(now: number, network: boolean): void {
    this.#now = now;
    if (this.#failed || this.#stuck(now) || (!network && this.#state !== 'idle')) this.#drop(now);
    if (this.#state === 'idle' && network && now >= this.#nextAttempt) this.#resolve(now);
    this.pump();
  }

  /** Gives the connection up and makes a new one. */
  reconnect(): void {
    this.#failed = this.#state !== 'idle';
  }

  /** Sends what is due, as far as the socket has room. Not called by the client's callbacks: the engine's stack is deep there. */
  pump(): void {
    if (this.#state !== 'up' || this.#failed) return;
    this.#writeRest();
    for (const what of ORDER) {
      if (this.#rest || this.#room < HEADER_BYTES + PIECE_BYTES + this.#topic(what).length) return;
      if (this.#isUnacked(what)) continue;
      const bytes = this.#options.take(what);
      if (bytes) this.#publish(what, bytes);
    }
  }

  #topic(what: string): string {
    return `${BASE_TOPIC}/${this.#options.device}/${what}`;
  }

  #isUnacked(what: Outgoing): boolean {
    for (const waiting of this.#unacked.values()) if (waiting === what) return true;
    return false;
  }

  #stuck(now: number): boolean {
    if (this.#state === 'up') return this.#unacked.size > 0 && now - this.#since > PUBACK_SECONDS;
    return this.#state !== 'idle' && now - this.#since > CONNECT_SECONDS;
  }

  #drop(now: number): void {
    const wasUp = this.up;
    this.#resolver?.close();
    this.#client?.close();
    this.#resolver = this.#client = this.#rest = this.#sending = undefined;
    this.#unacked.clear();
    this.#failed = false;
    this.#room = 0;
    this.#state = 'idle';
    this.#nextAttempt = now + this.#backoff.next();
    if (!wasUp) return;
    this.#downSince = now;
    this.#options.onDown();
  }

  #enter(state: State): void {
    this.#state = state;
    this.#since = this.#now;
  }

  #resolve(now: number): void {
    this.#now = now;
    this.#enter('resolving');
    const { dns, settings } = this.#options;
    const resolver = new dns.io({ servers: dns.servers(), socket: dns.socket });
    this.#resolver = resolver;
    resolver.resolve({
      host: settings.mqtt_host,
      onResolved: (_, address) => {
        if (this.#resolver === resolver) this.#connect(address);
      },
      onError: () => {
        if (this.#resolver === resolver) this.#failed = true;
      },
    });
  }

  #connect(address: string): void {
    this.#enter('connecting');
    const { settings, device } = this.#options;
    const { mqtt_user: user, mqtt_password: password } = settings;
    let client: MqttClient | undefined;
    // A client that failed or was dropped may still call back once; its calls mean nothing any more.
    const mine = () => client === undefined || client === this.#client;
    client = new this.#options.io({
      host: address,
      port: settings.mqtt_port,
      id: `${BASE_TOPIC}-${device}`,
      ...(user === '' ? {} : { user, password }),
      clean: true,
      keepAlive: KEEP_ALIVE_MILLISECONDS,
      will: {
        topic: this.#topic(TOPIC.availability),
        message: ArrayBuffer.fromString('offline'),
        QoS: 1,
        retain: true,
      },
      dns: { io: KnownAddress },
      socket: this.#options.socket,
      onControl: (message) => {
        if (mine()) this.#onControl(message);
      },
      onReadable: (count, piece) => {
        if (mine()) this.#onReadable(count, piece);
      },
      onWritable: (count) => {
        if (!mine()) return;
        this.#room = count;
        this.#writeRest();
      },
      onError: () => {
        if (!mine()) return;
        // It closes itself after this call.
        this.#client = undefined;
        this.#failed = true;
      },
    });
    if (!this.#failed) this.#client = client;
  }

  #onControl(message: MqttMessage): void {
    if (message.operation === OPERATION.CONNACK) this.#subscribe();
    else if (message.operation === OPERATION.SUBACK) this.#onSubscribed();
    else if (message.operation === OPERATION.PUBACK) this.#onPuback(message.id ?? 0);
  }

  #subscribe(): void {
    this.#write(null, {
      operation: OPERATION.SUBSCRIBE,
      id: this.#nextPacketId(),
      items: [
        { topic: this.#topic(TOPIC.ack), QoS: 1 },
        { topic: this.#topic(TOPIC.replay), QoS: 1 },
        { topic: `${BASE_TOPIC}/${SERVICE_NAME}/${TOPIC.availability}`, QoS: 1 },
      ],
    });
  }

  #onSubscribed(): void {
    this.connects++;
    this.#backoff.reset();
    this.#enter('up');
    this.#options.onUp(this.#now);
  }

  #onPuback(id: number): void {
    const what = this.#unacked.get(id);
    if (!what) return;
    this.#unacked.delete(id);
    this.#since = this.#now;
    this.#options.onDelivered(what);
  }

  #onReadable(count: number, piece: MqttPiece): void {
    if (piece.topic !== undefined) {
      this.#received = 0;
      this.#incoming = this.#incomingOf(piece.topic);
    }
    const bytes = new Uint8Array(this.#client?.read(count) ?? new ArrayBuffer(0));
    // A text that does not fit is no text of the contract; its length alone makes it wrong.
    if (this.#received + bytes.length <= INBOX_BYTES) this.#inbox.set(bytes, this.#received);
    this.#received += bytes.length;
    if (piece.more || !this.#incoming || this.#received > INBOX_BYTES) return;
    this.#options.onMessage(this.#incoming, this.#inbox.subarray(0, this.#received), this.#now);
  }

  #incomingOf(topic: string): Incoming | undefined {
    if (topic === this.#topic(TOPIC.ack)) return TOPIC.ack;
    if (topic === this.#topic(TOPIC.replay)) return TOPIC.replay;
    return topic.startsWith(`${BASE_TOPIC}/${SERVICE_NAME}/`) ? TOPIC.availability : undefined;
  }

  #publish(what: Outgoing, bytes: Uint8Array): void {
    const QoS = what === TOPIC.health ? 0 : 1;
    const retain = what !== TOPIC.telegram && what !== TOPIC.backfill;
    const topic = this.#topic(what);
    const id = this.#nextPacketId();
    const first = Math.min(bytes.length, this.#room - HEADER_BYTES - topic.length);
    if (QoS) {
      if (this.#unacked.size === 0) this.#since = this.#now;
      this.#unacked.set(id, what);
    }
    this.#sending = what;
    this.#write(bytes.subarray(0, first), { topic, QoS, retain, id, byteLength: bytes.length });
    this.#rest = first < bytes.length ? bytes.subarray(first) : undefined;
    if (!this.#rest) this.#sent();
  }

  #writeRest(): void {
    const rest = this.#rest;
    const count = Math.min(rest?.length ?? 0, this.#room);
    if (!rest || count <= 0) return;
    this.#write(rest.subarray(0, count));
    this.#rest = count < rest.length ? rest.subarray(count) : undefined;
    if (!this.#rest) this.#sent();
  }

  /** The client throws when the socket is gone or its room was used up meanwhile: then the connection is not worth saving. */
  #write(data: Uint8Array | null, options?: MqttPublish | MqttSubscribe): void {
    try {
      this.#room = this.#client?.write(data, options) ?? 0;
    } catch {
      this.#room = 0;
      this.#failed = true;
    }
  }

  #sent(): void {
    const what = this.#sending;
    this.#sending = undefined;
    if (what) this.#options.onSent(what);
  }

  /** 1..65535: MQTT 3.1.1 §2.3.1 forbids 0. */
  #nextPacketId(): number {
    this.#packetId = (this.#packetId % 65_535) + 1;
    return this.#packetId;
  }
}
