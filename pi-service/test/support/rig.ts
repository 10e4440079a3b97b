import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { Acknowledged } from '../../src/acknowledged.js';
import { Devices } from '../../src/devices.js';
import { Fleet } from '../../src/fleet.js';
import { HomeAssistant } from '../../src/home-assistant.js';
import { Live } from '../../src/live.js';
import { Metrics } from '../../src/metrics.js';
import { EmbeddedBroker } from '../../src/mqtt/embedded.js';
import { ExternalBroker } from '../../src/mqtt/external.js';
import type { LinkEvents, MqttLink } from '../../src/mqtt/link.js';
import { SERVICE_AVAILABILITY, SUBSCRIPTIONS } from '../../src/mqtt/topics.js';
import { Subscriber } from '../../src/subscriber.js';
import { FakeArchive } from './fake-archive.js';
import { Mosquitto } from './mosquitto.js';
import { freePort } from './ports.js';
import { undamaged } from './undamaged.js';

export const PASSWORD = 'correct-horse';
export const SERVICE = 'okosmero-service';

/** Subscriber and broker around an archive whose syncs the test commands. */
export class Rig {
  readonly archive = new FakeArchive();
  readonly fleet = new Fleet();
  readonly live = new Live();
  readonly homeAssistant = new HomeAssistant({ prefix: 'homeassistant', version: '0', delay: () => 0 });
  readonly metrics: Metrics;
  readonly data = mkdtempSync(join(tmpdir(), 'okosmero-rig-'));
  readonly refused: string[] = [];
  connects = 0;
  subscriber: Subscriber;
  link: MqttLink | null = null;
  port = 0;
  readonly #clients: MqttClient[] = [];
  #close: (() => Promise<void>)[] = [];

  constructor() {
    this.metrics = new Metrics(this.archive, () => {
      throw new Error('not asked here');
    });
    this.subscriber = this.#makeSubscriber();
  }

  /** The embedded broker with these boards. */
  async embedded(...devices: string[]): Promise<this> {
    const accounts = new Devices(this.data, undamaged);
    for (const name of devices) await accounts.add(name, 'device', PASSWORD);
    await accounts.add('homeassistant', 'reader', PASSWORD);
    const broker = await EmbeddedBroker.open({ ...this.events(), host: '127.0.0.1', port: 0, devices: accounts });
    this.link = broker;
    this.port = broker.port;
    this.#close.push(() => broker.close());
    return this;
  }

  /** The real Mosquitto and the service's connection to it. */
  async mosquitto(...devices: string[]): Promise<Mosquitto> {
    this.port = await freePort();
    const users = Object.fromEntries([SERVICE, 'homeassistant', ...devices].map((name) => [name, PASSWORD]));
    const broker = new Mosquitto(this.port, users);
    await broker.start();
    this.#close.push(() => broker.stop());
    this.external(this.port);
    return broker;
  }

  external(port: number, keepalive = 30): ExternalBroker {
    const link = new ExternalBroker({
      ...this.events(),
      url: `mqtt://127.0.0.1:${port}`,
      user: SERVICE,
      password: PASSWORD,
      clientId: 'service',
      ca: null,
      keepalive,
      subscriptions: [...SUBSCRIPTIONS, 'homeassistant/status'],
      will: { topic: SERVICE_AVAILABILITY, payload: 'offline' },
      flush: () => this.archive.flush(),
    });
    this.link = link;
    this.#close.unshift(() => link.close());
    return link;
  }

  events(): LinkEvents {
    return {
      onMessage: (message) => this.subscriber.handle(message),
      onConnect: (link) => {
        this.connects++;
        this.subscriber.connected(link);
        this.homeAssistant.connected(link);
      },
      onDisconnect: () => undefined,
      onRefused: (reason) => this.refused.push(reason),
    };
  }

  /** A board's connection. */
  async board(device = 'a1b2c3', port = this.port, password = PASSWORD): Promise<MqttClient> {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
      username: device,
      password,
      clientId: `board-${device}-${this.#clients.length}`,
      reconnectPeriod: 0,
    });
    client.on('error', () => undefined);
    this.#clients.push(client);
    return client;
  }

  async refusals(reason: string): Promise<number> {
    const { values } = await this.metrics.refused.get();
    return values.find(({ labels }) => labels.reason === reason)?.value ?? 0;
  }

  /** Forgets what the service knew, as a restart would; what is on disk stays. */
  restart(): void {
    this.subscriber.close();
    this.subscriber = this.#makeSubscriber();
  }

  async close(): Promise<void> {
    for (const client of this.#clients) await client.endAsync(true);
    this.archive.sync();
    this.subscriber.close();
    this.live.close();
    for (const close of this.#close) {
      await close();
    }
  }

  #makeSubscriber(): Subscriber {
    return new Subscriber({
      archive: this.archive,
      acknowledged: new Acknowledged(join(this.data, 'acknowledged.json')),
      fleet: this.fleet,
      live: this.live,
      metrics: this.metrics,
      homeAssistant: this.homeAssistant,
      log: pino({ level: 'silent' }),
      every: 60,
      now: () => 1_790_000_000,
    });
  }
}
