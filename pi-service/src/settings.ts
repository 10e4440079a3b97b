/**
 * The table of every setting. The JSON schema, the defaults, the names of the environment variables, the example file
 * and the type {@link Config} all derive from it.
 */

export interface Setting<T> {
  /** JSON schema of the value. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly initial: T;
  /** What it does, one sentence for the example file. */
  readonly text: string;
  readonly example: unknown;
  /** Masked wherever the configuration is shown; may also come from a file, see `<key>File`. */
  readonly secret: boolean;
}

const text = (initial: string, about: string, example = initial): Setting<string> => ({
  schema: { type: 'string', minLength: 1 },
  initial,
  text: about,
  example,
  secret: false,
});
const optional = (about: string, example: string): Setting<string | null> => ({
  schema: { type: ['string', 'null'], minLength: 1 },
  initial: null,
  text: about,
  example,
  secret: false,
});
const matching = (pattern: string, about: string, example: string): Setting<string | null> => ({
  ...optional(about, example),
  schema: { type: ['string', 'null'], pattern },
});
const secret = (about: string): Setting<string | null> => ({ ...optional(about, 'change-me'), secret: true });
const integer = (initial: number, minimum: number, maximum: number, about: string): Setting<number> => ({
  schema: { type: 'integer', minimum, maximum },
  initial,
  text: about,
  example: initial,
  secret: false,
});
const flag = (initial: boolean, about: string): Setting<boolean> => ({
  schema: { type: 'boolean' },
  initial,
  text: about,
  example: initial,
  secret: false,
});
const list = (about: string, example: string[]): Setting<readonly string[]> => ({
  schema: { type: 'array', items: { type: 'string', minLength: 1 }, maxItems: 64 },
  initial: [],
  text: about,
  example,
  secret: false,
});
const choice = <T extends string>(initial: T, values: readonly T[], about: string): Setting<T> => ({
  schema: { enum: values },
  initial,
  text: `${about} (${values.join(', ')})`,
  example: initial,
  secret: false,
});

export const CONFIG_VERSION = 1;

export const SETTINGS = {
  data: {
    folder: text('./data', 'Folder of the archive, the household settings and the credentials'),
    csvFolder: optional('Folder of the daily CSV files when a web server owns it', '/var/www/html/rt/sm'),
    flushSeconds: integer(60, 1, 3600, 'Readings are synced to disk and acknowledged at this interval'),
  },
  mqtt: {
    // The address is shown in logs and by the API: user and password have keys of their own.
    server: matching(
      '^mqtts?://[^/@\\s]+/?$',
      'Broker to use, mqtt:// or mqtts://; without one the service is the broker',
      'mqtt://127.0.0.1:1883',
    ),
    user: optional('User at that broker', 'okosmero-service'),
    password: secret('Password at that broker'),
    clientId: text('okosmero-service', 'Client id of the persistent session'),
    ca: optional('PEM file of the authority that signed the certificate of the broker', '/etc/okosmero/broker-ca.pem'),
    keepalive: integer(30, 5, 600, 'Seconds between signs of life'),
    host: text('0.0.0.0', 'Address of the embedded broker; loopback only while no device exists'),
    port: integer(1883, 0, 65535, 'Port of the embedded broker'),
  },
  http: {
    host: text('0.0.0.0', 'Address of the app and the API'),
    port: integer(8080, 0, 65535, 'Port of the app and the API'),
    hosts: list('Names by which the app is reached besides localhost, IP addresses and the name of this machine', [
      'okosmero.lan',
    ]),
    trustProxy: list('Addresses of reverse proxies whose X-Forwarded-* headers count', ['127.0.0.1']),
    appFolder: optional('Folder of the built app when it is not in its usual place', '/opt/okosmero/pwa/dist'),
  },
  https: {
    port: integer(8443, 0, 65535, 'Port of https'),
    names: list('DNS names and IPv4 addresses in the certificate besides those of this machine', ['okosmero.lan']),
    certificate: optional('PEM file of an own certificate chain', '/etc/okosmero/fullchain.pem'),
    key: optional('PEM file of its private key', '/etc/okosmero/privkey.pem'),
  },
  homeassistant: {
    enabled: flag(true, 'Publish device discovery for Home Assistant'),
    prefix: text('homeassistant', 'Discovery prefix of Home Assistant'),
  },
  log: {
    level: choice('info', ['error', 'warn', 'info', 'debug'], 'Least level that is written'),
    format: choice('text', ['text', 'json'], 'Form of a line'),
  },
} as const;

type ValueOf<S> = S extends Setting<infer T> ? T : never;
export type Config = {
  readonly [S in keyof typeof SETTINGS]: {
    readonly [K in keyof (typeof SETTINGS)[S]]: ValueOf<(typeof SETTINGS)[S][K]>;
  };
};

/** `flushSeconds` of `data` -> `OKOSMERO_DATA_FLUSH_SECONDS`. */
export const environmentName = (section: string, key: string): string =>
  `OKOSMERO_${section}_${key.replace(/[A-Z]/g, '_$&')}`.toUpperCase();

/** The table as `[section, key, setting]`. */
export function* eachSetting(): Generator<[string, string, Setting<unknown>]> {
  for (const [section, keys] of Object.entries(SETTINGS))
    for (const [key, setting] of Object.entries(keys)) yield [section, key, setting];
}
