import {
  type DnsOptions,
  type MqttClient,
  type MqttClientClass,
  type MqttOptions,
  type MqttPublish,
  type MqttSubscribe,
  OPERATION,
} from '../../src/io/mqtt.js';
import { refuseNoOptions } from './sdk/refuse.js';
import { TCP, UDP } from './sdk/sockets.js';

/** What the SDK's client keeps of the socket's room for its own answers. */
const OVERHEAD = 8;

/** The socket's class and what else it is made with. */
interface SocketOptions {
  readonly io: new (options: object) => object;
}

/** A message as the broker got it. */
interface Published {
  readonly topic: string;
  readonly QoS: number;
  readonly retain: boolean;
  readonly id: number;
  readonly pieces: Uint8Array[];
  /** Bytes still to come. */
  left: number;
}

export const bytesOf = (message: Published): Uint8Array => new Uint8Array(Buffer.concat(message.pieces));
export const textOf = (message: Published): string => Buffer.concat(message.pieces).toString('utf8');

/** The SDK's client on a socket that takes so many bytes, as strict as the original: it throws where that one throws. */
class SimulatedClient implements MqttClient {
  readonly published: Published[] = [];
  subscription: MqttSubscribe | undefined;
  closed = false;
  /** What the client's own PUBACKs and pings took meanwhile: the publisher does not hear of it. */
  stolen = 0;
  readonly options: MqttOptions;
  readonly #capacity: number;
  #connected = false;
  #queued = 0;
  #calling = false;
  #readable: Uint8Array = new Uint8Array(0);

  constructor(options: MqttOptions, capacity: number) {
    refuseNoOptions(options);
    if (!options.host) throw new Error('host required');
    this.options = options;
    this.#capacity = capacity;
    const { dns, host, port } = options;
    const socket = options.socket as SocketOptions;
    const resolver = new dns.io(dns as never);
    resolver.resolve({
      host,
      onResolved: (_, address) => new socket.io({ ...socket, address, host, port }),
      onError: () => this.fail(),
    });
  }

  write(data: Uint8Array | null, options?: MqttPublish | MqttSubscribe): number {
    if (this.closed) throw new TypeError('no socket');
    const open = this.published.find((message) => message.left > 0);
    if (open) {
      if (options || !data || data.length > open.left) throw new Error('a message is not finished');
      this.#push(data.length);
      open.pieces.push(data.slice());
      open.left -= data.length;
    } else if (!this.#connected || !options) throw new Error('not connected');
    else if ('operation' in options) {
      this.#push(5 + options.items.reduce((sum, { topic }) => sum + topic.length + 3, 0));
      this.subscription = options;
    } else {
      if (!data || data.length > options.byteLength) throw new Error('invalid');
      const payload = 2 + options.topic.length + options.byteLength + (options.QoS ? 2 : 0);
      const header =
        2 + Math.floor(Math.log(payload) / Math.log(128)) + 2 + options.topic.length + (options.QoS ? 2 : 0);
      this.#push(header + data.length);
      const { topic, QoS, retain, id, byteLength } = options;
      this.published.push({ topic, QoS, retain, id, pieces: [data.slice()], left: byteLength - data.length });
    }
    return Math.max(this.#room - OVERHEAD, 0);
  }

  read(count: number): ArrayBuffer {
    const bytes = this.#readable.slice(0, count);
    this.#readable = this.#readable.slice(count);
    return bytes.buffer as ArrayBuffer;
  }

  close(): void {
    if (this.closed) throw new TypeError('closed already');
    if (this.#calling) throw new Error('closed inside its own callback');
    this.closed = true;
  }

  acceptConnection(): void {
    this.#connected = true;
    this.#call(() => {
      this.options.onControl.call(this, { operation: OPERATION.CONNACK });
      this.options.onWritable.call(this, this.#room - OVERHEAD);
    });
  }

  /** The broker accepts the connection and then the subscription. */
  accept(): void {
    this.acceptConnection();
    this.#call(() =>
      this.options.onControl.call(this, { operation: OPERATION.SUBACK, id: this.subscription?.id ?? 0 }),
    );
    this.drain();
  }

  /** The other side took everything, or so many bytes. */
  drain(bytes = this.#queued + this.stolen): void {
    this.stolen = 0;
    this.#queued = Math.max(this.#queued - bytes, 0);
    this.#call(() => this.options.onWritable.call(this, Math.max(this.#room - OVERHEAD, 0)));
  }

  puback(id: number): void {
    this.#call(() => this.options.onControl.call(this, { operation: OPERATION.PUBACK, id }));
  }

  /** A message to the device, cut into pieces. */
  deliver(topic: string, text: string, pieceBytes = 1000): void {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      this.#readable = new Uint8Array(bytes.subarray(at, at + pieceBytes));
      const more = at + pieceBytes < bytes.length;
      this.#call(() => this.options.onReadable.call(this, this.#readable.length, at ? { more } : { topic, more }));
    }
  }

  /** The connection breaks, or the broker refuses it: the client closes itself after the call. */
  fail(): void {
    this.#call(() => this.options.onError.call(this));
    this.closed = true;
  }

  get #room(): number {
    return this.#capacity - this.#queued - this.stolen;
  }

  #push(bytes: number): void {
    if (bytes > this.#room) throw new Error('overflow');
    this.#queued += bytes;
  }

  #call(callback: () => void): void {
    this.#calling = true;
    callback();
    this.#calling = false;
  }
}

/** Name server and broker in one: what the publisher is given as `io` and `dns`. */
export class SimulatedBroker {
  readonly clients: SimulatedClient[] = [];
  /** What the name server says; undefined: nothing at all, null: no such name. */
  address: string | null | undefined = '192.0.2.1';
  readonly asked: string[] = [];
  /** Answers a question once more, now. */
  readonly answers: ((address: string) => void)[] = [];
  /** No socket can be made: the client says so while it is constructed. */
  refuses = false;
  capacity = 2920;
  readonly io: MqttClientClass;
  readonly dns: DnsOptions;
  readonly socket = { io: TCP };

  constructor() {
    const broker = this;
    this.io = class extends SimulatedClient {
      constructor(options: MqttOptions) {
        super(options, broker.capacity);
        broker.clients.push(this);
        if (broker.refuses) this.fail();
      }
    };
    this.dns = {
      io: class {
        readonly #socket: SocketOptions;
        constructor(options: ConstructorParameters<DnsOptions['io']>[0]) {
          refuseNoOptions(options);
          options.servers.slice();
          this.#socket = options.socket as SocketOptions;
        }
        resolve: InstanceType<DnsOptions['io']>['resolve'] = ({ host, onResolved, onError }) => {
          new this.#socket.io({ target: this });
          broker.asked.push(host);
          broker.answers.push((address) => onResolved(host, address));
          if (broker.address === null) onError();
          else if (broker.address !== undefined) onResolved(host, broker.address);
        };
        close() {}
      },
      servers: () => [],
      socket: { io: UDP },
    };
  }

  /** The newest connection. */
  get client(): SimulatedClient {
    const client = this.clients.at(-1);
    if (!client) throw new Error('nobody connected');
    return client;
  }
}
