/** The embedded broker: Aedes with a frame guard in front, a password per device, and topics by user. */
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import './packet.js';
import type { Devices } from '../devices.js';
import { createFrameGuard } from './frame-guard.js';
import type { LinkEvents, MqttLink, PublishOptions } from './link.js';
import { mayPublish, maySubscribe, type Role } from './topics.js';

export interface EmbeddedOptions extends LinkEvents {
  readonly host: string;
  readonly port: number;
  readonly devices: Devices;
}

const MAX_CONNECTIONS = 2000;
/** Messages on their way to the disk beyond which their senders wait. */
const FLOOD = 5000;
const CONNECT_TIMEOUT_MS = 10_000;
const BAD_USERNAME_OR_PASSWORD = 4;

interface Member {
  readonly user: string;
  readonly role: Role;
}

export class EmbeddedBroker implements MqttLink {
  readonly embedded = true;
  readonly #broker: Aedes;
  readonly #server: Server;
  readonly #options: EmbeddedOptions;
  readonly #members = new WeakMap<Client, Member>();
  #closed = false;
  #unsettled = 0;

  private constructor(options: EmbeddedOptions, broker: Aedes) {
    this.#options = options;
    this.#broker = broker;
    this.#server = createServer((socket) => this.#admit(socket));
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#authorize();
  }

  /** Rejects with the socket's error when the port is taken. */
  static async open(options: EmbeddedOptions): Promise<EmbeddedBroker> {
    const broker = await Aedes.createBroker({
      concurrency: 200,
      connectTimeout: CONNECT_TIMEOUT_MS,
      maxClientsIdLength: 64,
      maxTopicLevels: 8,
      maxInflightInbound: 20,
    });
    const self = new EmbeddedBroker(options, broker);
    const host = options.devices.list().length === 0 ? '127.0.0.1' : options.host;
    try {
      await new Promise<void>((resolve, reject) => {
        self.#server.once('error', reject);
        self.#server.listen(options.port, host, resolve);
      });
    } catch (error) {
      // Its timers would keep the process alive.
      await self.close();
      throw error;
    }
    queueMicrotask(() => options.onConnect(self));
    return self;
  }

  get connected(): boolean {
    return this.#server.listening;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  publish(topic: string, payload: string | Uint8Array, { qos, retain }: PublishOptions): void {
    if (this.#closed) return;
    this.#broker.publish(
      { cmd: 'publish', topic, payload: Buffer.from(payload), qos, retain, dup: false },
      () => undefined,
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await new Promise<void>((resolve) => this.#broker.close(resolve));
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #admit(socket: Socket): void {
    const guard = createFrameGuard();
    const read = socket.read.bind(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.read = (size?: number) => {
      const bytes: Uint8Array | null = read(size);
      if (bytes === null || guard.accepts(bytes)) return bytes;
      this.#options.onRefused('oversize', this.#who(socket));
      socket.destroy();
      return null;
    };
    this.#broker.handle(socket);
  }

  #who(socket: Socket & { client?: Client }): string {
    const member = socket.client && this.#members.get(socket.client);
    return member?.user ?? socket.remoteAddress ?? 'unknown';
  }

  #authorize(): void {
    const { devices, onMessage, onRefused } = this.#options;
    // No session outlives its connection: an onlooker that left would gather messages in memory without end. Boards need
    // none, `ack` is retained and `replay` goes to those that are there.
    this.#broker.preConnect = (_client, packet, done) => {
      packet.clean = true;
      done(null, true);
    };
    this.#broker.authenticate = (client, username, password, done) => {
      const user = username ?? '';
      void devices.check(user, password?.toString() ?? '').then(
        (role) => {
          if (role) {
            this.#members.set(client, { user, role });
            return done(null, true);
          }
          onRefused('password', user);
          const error = new Error('unknown user or wrong password') as AuthenticateError;
          error.returnCode = BAD_USERNAME_OR_PASSWORD;
          done(error, null);
        },
        (error) => done(error as AuthenticateError, null),
      );
    };
    this.#broker.authorizeSubscribe = (client, subscription, done) => {
      const member = this.#members.get(client);
      const allowed = member !== undefined && maySubscribe(member.role, member.user, subscription.topic);
      if (!allowed) onRefused('topic', member?.user ?? 'unknown');
      done(null, allowed ? subscription : null);
    };
    this.#broker.authorizePublish = (client, packet, done) => {
      if (client === null) return done();
      const member = this.#members.get(client);
      if (!member || !mayPublish(member.role, member.user, packet.topic)) {
        onRefused('topic', member?.user ?? 'unknown');
        return done(new Error('topic not allowed'));
      }
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
      const settled = onMessage({ topic: packet.topic, payload, retained: false });
      // What the sender may forget is told by the `ack` topic; a PUBACK held until the next sync would stop a board that
      // sends one message at a time. Only a flood has to wait for the disk.
      this.#unsettled++;
      void settled.then(() => this.#unsettled--);
      if (this.#unsettled < FLOOD) done();
      else void settled.then(() => done());
    };
    this.#broker.on('connectionError', (client, error) => onRefused('protocol', `${client.id ?? ''} ${error.message}`));
  }
}
