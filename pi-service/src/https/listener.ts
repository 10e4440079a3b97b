/** The https server: on as soon as there is a certificate, and anew when the certificate changes. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import type { Logger } from '../log.js';
import type { Config } from '../settings.js';
import { ensureCertificate, httpsFiles, ownNames } from './certificate.js';

/** PEM, certificate chain and private key. */
export interface TlsPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface HttpsListenerOptions {
  readonly dataFolder: string;
  readonly settings: Config['https'];
  readonly host: string;
  readonly make: (tls: TlsPair) => Promise<FastifyInstance>;
  readonly log: Logger;
}

const WATCH_MS = 2000;
/** The addresses of this machine may change at any time, the certificate ends once a year. */
const RENEW_MS = 600_000;

export class HttpsListener {
  readonly #options: HttpsListenerOptions;
  readonly #files: { readonly certificate: string; readonly key: string };
  readonly #own: boolean;
  #server: FastifyInstance | null = null;
  /** Times of the files in force. */
  #inForce = '';
  #trouble = '';
  #renewed = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: HttpsListenerOptions) {
    this.#options = options;
    const { certificate, key } = options.settings;
    this.#own = certificate !== null || key !== null;
    this.#files = this.#own ? { certificate: certificate ?? '', key: key ?? '' } : httpsFiles(options.dataFolder);
  }

  /** Null while https is off. */
  get port(): number | null {
    return (this.#server?.server.address() as AddressInfo | null)?.port ?? null;
  }

  /** Readings are archived and the app is served by http whatever is wrong here: an error is for the log. */
  async open(): Promise<void> {
    await this.#watch();
    if (this.#own && this.#inForce === '' && this.#trouble === '')
      this.#options.log.error('https is off: there is no file at https.certificate or at https.key');
    this.#timer = setInterval(() => void this.#watch(), WATCH_MS);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#server?.close();
    this.#server = null;
  }

  async #watch(): Promise<void> {
    try {
      await this.#check();
      this.#trouble = '';
    } catch (error) {
      const { message } = error as Error;
      const text = this.#server ? 'the new certificate is not taken' : 'https is off';
      if (message !== this.#trouble) this.#options.log.error(`${text}: ${message}`);
      this.#trouble = message;
    }
  }

  async #check(): Promise<void> {
    if (!this.#own && existsSync(this.#files.certificate)) await this.#renew();
    const [certificate, key] = [timeOf(this.#files.certificate), timeOf(this.#files.key)];
    const times = `${certificate} ${key}`;
    if (certificate === 0 || key === 0 || times === this.#inForce) return;
    const pair = { cert: readFileSync(this.#files.certificate), key: readFileSync(this.#files.key) };
    if (this.#server) {
      // Throws when the two do not belong together, one half perhaps still to be written: the old pair stays in force.
      (this.#server.server as unknown as TlsServer).setSecureContext(pair);
      this.#options.log.info('a new certificate is in force');
    } else {
      this.#server = await this.#serve(pair);
      this.#options.log.info(`https on port ${this.port}`);
    }
    this.#inForce = times;
  }

  async #serve(pair: TlsPair): Promise<FastifyInstance> {
    const server = await this.#options.make(pair);
    try {
      await server.listen({ host: this.#options.host, port: this.#options.settings.port });
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  async #renew(): Promise<void> {
    if (performance.now() - this.#renewed < RENEW_MS) return;
    this.#renewed = performance.now();
    const names = certificateNames(this.#options.settings);
    const { renewed } = await ensureCertificate(httpsFiles(this.#options.dataFolder), names);
    if (renewed) this.#options.log.info('the certificate was renewed');
  }
}

const timeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** The configured names and those of this machine. */
export const certificateNames = ({ names }: Config['https']): readonly string[] => [
  ...new Set([...names.map((name) => name.toLowerCase()), ...ownNames()]),
];
