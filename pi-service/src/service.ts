/** Puts the parts of the running service together and takes them apart again. */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Acknowledged } from './acknowledged.js';
import type { Archive } from './archive/archive.js';
import { openArchive } from './archive/open.js';
import { lastBackup } from './backup-note.js';
import { masked } from './config.js';
import { Devices } from './devices.js';
import { Fleet } from './fleet.js';
import { HealthMonitor } from './health.js';
import { HomeAssistant } from './home-assistant.js';
import { HouseholdStore } from './household.js';
import { appFolder } from './http/app-files.js';
import { makeServer } from './http/server.js';
import { HttpsListener, type TlsPair } from './https/listener.js';
import { Live } from './live.js';
import type { Logger } from './log.js';
import { Metrics } from './metrics.js';
import type { LinkEvents, MqttLink } from './mqtt/link.js';
import { SERVICE_AVAILABILITY, SERVICE_HEALTH, SUBSCRIPTIONS } from './mqtt/topics.js';
import { Recovery } from './recovery.js';
import { Reports } from './reports.js';
import { Sessions } from './session.js';
import type { Config } from './settings.js';
import { Subscriber } from './subscriber.js';
import { VERSION } from './version.js';

export type StartResult =
  | { readonly ok: true; readonly service: Service }
  /** `status` for the shell, see sysexits(3): 73 when another instance holds the data folder, 69 when a port is taken. */
  | { readonly ok: false; readonly status: number; readonly reason: string };

/** The account that the first start makes for the board. */
export interface FirstDevice {
  readonly name: string;
  readonly password: string;
}

const FIRST_DEVICE = 'board1';
const LOCKED = 73;
const UNAVAILABLE = 69;

export const now = (): number => Math.floor(Date.now() / 1000);

/** Starts everything; on failure what was started is closed again. */
export async function startService(config: Config, log: Logger): Promise<StartResult> {
  const live = new Live();
  const opened = await openArchive({
    data: config.data.folder,
    ...(config.data.csvFolder === null ? {} : { csvFolder: config.data.csvFolder }),
    flushSeconds: config.data.flushSeconds,
    now,
    on: {
      day: (meter, day, version) => live.send('day', { meter, day, version }),
      event: (event) => log.debug({ kind: event.kind }, 'archive event'),
      state: (text) => log.info({ name: 'archive' }, text),
    },
  });
  if (!opened.ok) {
    live.close();
    return { ok: false, status: opened.reason === 'locked' ? LOCKED : UNAVAILABLE, reason: opened.text };
  }
  const service = new Service(config, log, live, opened.archive);
  try {
    await service.open();
    return { ok: true, service };
  } catch (error) {
    await service.close();
    return { ok: false, status: UNAVAILABLE, reason: portTrouble(error, config) ?? (error as Error).message };
  }
}

/** Null when the error is not of a port that cannot be opened. */
function portTrouble(error: unknown, { mqtt }: Config): string | null {
  const { code, syscall, port } = error as NodeJS.ErrnoException & { readonly port?: number };
  if (syscall !== 'listen') return null;
  const why = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be opened (${code})`;
  return mqtt.server === null && port === mqtt.port
    ? `Port ${port} ${why}. If it is Mosquitto, use it: mqtt.server: mqtt://127.0.0.1:${port}. Otherwise set mqtt.port.`
    : `Port ${port} ${why}. Stop it, or set http.port.`;
}

export class Service {
  readonly sessions: Sessions;
  firstDevice: FirstDevice | null = null;
  readonly #fleet = new Fleet();
  readonly #started = now();
  readonly #homeAssistant: HomeAssistant | null;
  readonly #subscriber: Subscriber;
  readonly #metrics: Metrics;
  #health: HealthMonitor | null = null;
  #reports: Reports | null = null;
  #recovery: Recovery | null = null;
  #link: MqttLink | null = null;
  #http: FastifyInstance | null = null;
  #https: HttpsListener | null = null;

  constructor(
    private readonly config: Config,
    private readonly log: Logger,
    private readonly live: Live,
    private readonly archive: Archive,
  ) {
    const { folder, flushSeconds } = config.data;
    this.sessions = new Sessions(folder);
    this.#metrics = new Metrics(archive, () => this.#currentHealth());
    const { enabled, prefix } = config.homeassistant;
    this.#homeAssistant = enabled ? new HomeAssistant({ prefix, version: VERSION }) : null;
    this.#subscriber = new Subscriber({
      archive,
      acknowledged: new Acknowledged(join(folder, 'acknowledged.json')),
      fleet: this.#fleet,
      live,
      metrics: this.#metrics,
      homeAssistant: this.#homeAssistant,
      log: log.child({ name: 'mqtt' }),
      every: flushSeconds,
      now,
    });
  }

  async open(): Promise<void> {
    const { archive, live, log, config } = this;
    this.#health = await HealthMonitor.start({
      archive,
      fleet: this.#fleet,
      link: () => this.#link,
      lastBackup: () => lastBackup(config.data.folder),
      now,
    });
    this.#link = await this.#openLink();
    const household = new HouseholdStore(config.data.folder, (text) => log.warn(text));
    const makeHttp = (tls: TlsPair | null) =>
      makeServer({
        sources: {
          archive,
          fleet: this.#fleet,
          household,
          live,
          health: () => this.#currentHealth(),
          version: VERSION,
          started: this.#started,
          config: masked(config),
        },
        sessions: this.sessions,
        metrics: this.#metrics,
        log: log.child({ name: 'http' }),
        hosts: [...config.http.hosts, ...config.https.names],
        trustProxy: config.http.trustProxy,
        appFolder: config.http.appFolder ?? appFolder(),
        dataFolder: config.data.folder,
        httpsPort: () => this.httpsPort,
        tls,
      });
    this.#http = await makeHttp(null);
    await this.#http.listen({ host: config.http.host, port: config.http.port });
    this.#https = new HttpsListener({
      dataFolder: config.data.folder,
      settings: config.https,
      host: config.http.host,
      make: makeHttp,
      log: log.child({ name: 'https' }),
    });
    await this.#https.open();
    this.#recovery = new Recovery({
      dataFolder: config.data.folder,
      archive,
      fleet: this.#fleet,
      replay: (device, from, to) => this.#subscriber.replay(device, from, to),
      now,
      onError: (error) => log.error({ err: error }, 'recover failed'),
    });
    this.#reports = new Reports({
      health: () => this.#currentHealth(),
      metrics: this.#metrics,
      live,
      log,
      publish: (text) => this.#link?.publish(SERVICE_HEALTH, text, { qos: 0, retain: true }),
    });
  }

  get httpPort(): number {
    return (this.#http?.server.address() as AddressInfo | null)?.port ?? 0;
  }

  /** Null while https is off. */
  get httpsPort(): number | null {
    return this.#https?.port ?? null;
  }

  /** Of the embedded broker, null with another. */
  get mqttPort(): number | null {
    return this.#link?.port ?? null;
  }

  /** Syncs and acknowledges what waits, then ends. Idempotent. */
  async close(): Promise<void> {
    this.#reports?.close();
    this.#recovery?.close();
    this.#homeAssistant?.close();
    this.live.close();
    await this.#https?.close();
    await this.#http?.close();
    await this.archive.close();
    this.#subscriber.close();
    this.#link?.publish(SERVICE_AVAILABILITY, 'offline', { qos: 1, retain: true });
    await this.#link?.close();
    this.#health?.close();
  }

  #currentHealth() {
    if (!this.#health) throw new Error('health is asked before the start');
    return this.#health.health;
  }

  async #openLink(): Promise<MqttLink> {
    const { mqtt, data } = this.config;
    const log = this.log.child({ name: 'mqtt' });
    const events: LinkEvents = {
      onMessage: (message) => this.#subscriber.handle(message),
      onConnect: (link) => {
        log.info(mqtt.server === null ? 'embedded broker is ready' : `connected to ${mqtt.server}`);
        this.archive.evidence({ kind: 'broker', connected: true, at: now() });
        link.publish(SERVICE_AVAILABILITY, 'online', { qos: 1, retain: true });
        this.#subscriber.connected(link);
        this.#homeAssistant?.connected(link);
      },
      onDisconnect: (reason) => {
        log.warn(`not connected: ${reason}`);
        this.archive.evidence({ kind: 'broker', connected: false, at: now() });
      },
      onRefused: (reason, who) => {
        this.#metrics.refused.inc({ reason });
        log.debug({ who }, `connection or message refused: ${reason}`);
      },
    };
    // Only the one in use is loaded: each takes megabytes of a Pi.
    if (mqtt.server !== null) {
      const { ExternalBroker } = await import('./mqtt/external.js');
      return new ExternalBroker({
        ...events,
        url: mqtt.server,
        user: mqtt.user,
        password: mqtt.password,
        clientId: mqtt.clientId,
        ca: mqtt.ca === null ? null : readCa(mqtt.ca),
        keepalive: mqtt.keepalive,
        subscriptions: [...SUBSCRIPTIONS, ...(this.#homeAssistant ? [this.#homeAssistant.birthTopic] : [])],
        will: { topic: SERVICE_AVAILABILITY, payload: 'offline' },
        flush: () => this.archive.flush(),
      });
    }
    const { EmbeddedBroker } = await import('./mqtt/embedded.js');
    const devices = new Devices(data.folder, (text) => this.log.warn(text));
    if (devices.list().length === 0) {
      const added = await devices.add(FIRST_DEVICE);
      if (added.ok) this.firstDevice = { name: FIRST_DEVICE, password: added.password };
    }
    return EmbeddedBroker.open({ ...events, host: mqtt.host, port: mqtt.port, devices });
  }
}

function readCa(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`The file of mqtt.ca cannot be read (${(error as Error).message}). Check the path and its rights.`);
  }
}
