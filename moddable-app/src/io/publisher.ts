import { BASE_TOPIC, SERVICE_NAME, TOPIC } from '../contract.js';
import { Backoff } from './backoff.js';
import { type Incoming, ORDER, type Outgoing, type PublisherOwner } from './messages.js';
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

export interface PublisherOptions {
  readonly io: MqttClientClass;
  readonly dns: DnsOptions;
  readonly socket: object;
  readonly settings: Pick<Settings, 'mqtt_host' | 'mqtt_port' | 'mqtt_user' | 'mqtt_password'>;
  readonly device: string;
  readonly random: () => number;
}

/**
 * A connection: the SDK's client, which calls its handlers as methods of itself, and whose it is. The handlers are the same
 * for all connections, so that making one costs no functions.
 */
interface Connection extends MqttClient {
  publisher?: Publisher;
  /** It failed before it could be told whose it is. */
  failed?: boolean;
}

type State = 'idle' | 'resolving' | 'connecting' | 'up';

/**
 * The device's side of the MQTT contract (contract.ts): one connection, made again for ever; live readings before history;
 * one message of each kind in flight; own packet ids, because the client's reach the forbidden 0 after 65,534 messages. The
 * client is only closed from {@link tick}, never inside one of its own callbacks, which it does not survive.
 */
export class Publisher {
  /** Times the broker accepted connection and subscriptions since boot. */
  connects = 0;
  readonly #options: PublisherOptions;
  readonly #owner: PublisherOwner;
  /** What all topics of the device begin with. */
  readonly #base: string;
  readonly #backoff: Backoff;
  readonly #inbox = new Uint8Array(INBOX_BYTES);
  /** Packet id of the message of each kind that the broker has not confirmed, 0 where there is none; as {@link ORDER}. */
  readonly #unacked = new Array<number>(ORDER.length).fill(0);
  #received = 0;
  #incoming: Incoming | undefined;
  #state: State = 'idle';
  #failed = false;
  #client: Connection | undefined;
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

  constructor(options: PublisherOptions, owner: PublisherOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#base = `${BASE_TOPIC}/${options.device}/`;
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
    for (let kind = 0; kind < ORDER.length; kind++) {
      const what = ORDER[kind] as Outgoing;
      if (this.#rest || this.#room < HEADER_BYTES + PIECE_BYTES + this.#base.length + what.length) return;
      if (this.#unacked[kind]) continue;
      const bytes = this.#owner.take(what);
      if (bytes) this.#publish(kind, what, bytes);
    }
  }

  #stuck(now: number): boolean {
    if (this.#state === 'up') return this.#waits() && now - this.#since > PUBACK_SECONDS;
    return this.#state !== 'idle' && now - this.#since > CONNECT_SECONDS;
  }

  /** The broker has yet to confirm something. */
  #waits(): boolean {
    for (let kind = 0; kind < ORDER.length; kind++) if (this.#unacked[kind]) return true;
    return false;
  }

  #drop(now: number): void {
    const wasUp = this.up;
    this.#resolver?.close();
    this.#client?.close();
    this.#resolver = this.#client = this.#rest = this.#sending = undefined;
    this.#unacked.fill(0);
    this.#failed = false;
    this.#room = 0;
    this.#state = 'idle';
    this.#nextAttempt = now + this.#backoff.next();
    if (!wasUp) return;
    this.#downSince = now;
    this.#owner.onDown();
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
        if (this.#resolver !== resolver) return;
        this.#resolver = undefined;
        this.#connect(address);
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
    const client: Connection = new this.#options.io({
      host: address,
      port: settings.mqtt_port,
      id: `${BASE_TOPIC}-${device}`,
      ...(user === '' ? {} : { user, password }),
      clean: true,
      keepAlive: KEEP_ALIVE_MILLISECONDS,
      will: {
        topic: this.#base + TOPIC.availability,
        message: ArrayBuffer.fromString('offline'),
        QoS: 1,
        retain: true,
      },
      dns: { io: KnownAddress },
      socket: this.#options.socket,
      ...Publisher.#handlers,
    });
    client.publisher = this;
    if (client.failed) this.#failed = true;
    else this.#client = client;
  }

  static readonly #handlers = {
    onControl(this: Connection, message: MqttMessage): void {
      const publisher = Publisher.#of(this);
      if (!publisher) return;
      if (message.operation === OPERATION.CONNACK) publisher.#subscribe();
      else if (message.operation === OPERATION.SUBACK) publisher.#onSubscribed();
      else if (message.operation === OPERATION.PUBACK) publisher.#onPuback(message.id ?? 0);
    },
    onReadable(this: Connection, count: number, piece: MqttPiece): void {
      const publisher = Publisher.#of(this);
      if (publisher) publisher.#onReadable(count, piece);
    },
    onWritable(this: Connection, count: number): void {
      const publisher = Publisher.#of(this);
      if (!publisher) return;
      publisher.#room = count;
      publisher.#writeRest();
    },
    /** The client closes itself after this call. */
    onError(this: Connection): void {
      this.failed = true;
      const publisher = Publisher.#of(this);
      if (!publisher) return;
      publisher.#client = undefined;
      publisher.#failed = true;
    },
  };

  /** Whose connection the calling client is: one that failed or was dropped may still call back once. */
  static #of(client: Connection): Publisher | undefined {
    const { publisher } = client;
    return publisher && publisher.#client === client ? publisher : undefined;
  }

  #subscribe(): void {
    this.#write(null, {
      operation: OPERATION.SUBSCRIBE,
      id: this.#nextPacketId(),
      items: [
        { topic: this.#base + TOPIC.ack, QoS: 1 },
        { topic: this.#base + TOPIC.replay, QoS: 1 },
        { topic: `${BASE_TOPIC}/${SERVICE_NAME}/${TOPIC.availability}`, QoS: 1 },
      ],
    });
  }

  #onSubscribed(): void {
    this.connects++;
    this.#backoff.reset();
    this.#enter('up');
    this.#owner.onUp(this.#now);
  }

  #onPuback(id: number): void {
    const kind = id ? this.#unacked.indexOf(id) : -1;
    if (kind < 0) return;
    this.#unacked[kind] = 0;
    this.#since = this.#now;
    this.#owner.onDelivered(ORDER[kind] as Outgoing);
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
    this.#owner.onMessage(this.#incoming, this.#inbox.subarray(0, this.#received), this.#now);
  }

  #incomingOf(topic: string): Incoming | undefined {
    if (topic === this.#base + TOPIC.ack) return TOPIC.ack;
    if (topic === this.#base + TOPIC.replay) return TOPIC.replay;
    return topic.startsWith(`${BASE_TOPIC}/${SERVICE_NAME}/`) ? TOPIC.availability : undefined;
  }

  #publish(kind: number, what: Outgoing, bytes: Uint8Array): void {
    const QoS = what === TOPIC.health ? 0 : 1;
    const retain = what !== TOPIC.telegram && what !== TOPIC.backfill;
    const topic = this.#base + what;
    const id = this.#nextPacketId();
    const first = Math.min(bytes.length, this.#room - HEADER_BYTES - topic.length);
    if (QoS) {
      if (!this.#waits()) this.#since = this.#now;
      this.#unacked[kind] = id;
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
    if (what) this.#owner.onSent(what);
  }

  /** 1..65535: MQTT 3.1.1 §2.3.1 forbids 0. */
  #nextPacketId(): number {
    this.#packetId = (this.#packetId % 65_535) + 1;
    return this.#packetId;
  }
}
