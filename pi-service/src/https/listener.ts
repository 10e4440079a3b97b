/** The https server: on as soon as there is a certificate, and anew when the certificate changes. */
import { readFileSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from '../log.js';
import type { Config } from '../settings.js';
import { ensureCertificate, httpsFiles, ownNames } from './certificate.js';

export interface HttpsListenerOptions {
  readonly dataFolder: string;
  readonly settings: Config['https'];
  readonly host: string;
  readonly make: (tls: { readonly key: string; readonly cert: string }) => Promise<FastifyInstance>;
  readonly log: Logger;
}

const WATCH_MS = 2000;
const RENEW_MS = 86_400_000;

export class HttpsListener {
  readonly #options: HttpsListenerOptions;
  readonly #files: { readonly certificate: string; readonly key: string };
  readonly #own: boolean;
  #server: FastifyInstance | null = null;
  #modified = 0;
  #renewed = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: HttpsListenerOptions) {
    this.#options = options;
    const { certificate, key } = options.settings;
    this.#own = certificate !== null && key !== null;
    this.#files = certificate !== null && key !== null ? { certificate, key } : httpsFiles(options.dataFolder);
  }

  /** Null while https is off. */
  get port(): number | null {
    return (this.#server?.server.address() as AddressInfo | null)?.port ?? null;
  }

  async open(): Promise<void> {
    await this.#check();
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
    } catch (error) {
      this.#options.log.error({ err: error }, 'https could not be started');
    }
  }

  async #check(): Promise<void> {
    const modified = statSync(this.#files.certificate, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (modified === 0) return;
    if (!this.#own && Date.now() - this.#renewed > RENEW_MS) {
      this.#renewed = Date.now();
      const names = certificateNames(this.#options.settings);
      const { renewed } = await ensureCertificate(httpsFiles(this.#options.dataFolder), names);
      if (renewed) this.#options.log.info('the certificate was renewed');
      return this.#check();
    }
    if (modified === this.#modified) return;
    this.#modified = modified;
    await this.#server?.close();
    const cert = readFileSync(this.#files.certificate, 'utf8');
    const key = readFileSync(this.#files.key, 'utf8');
    const server = await this.#options.make({ cert, key });
    await server.listen({ host: this.#options.host, port: this.#options.settings.port });
    this.#server = server;
    this.#options.log.info(`https on port ${this.port}`);
  }
}

/** The configured names and those of this machine. */
export const certificateNames = ({ names }: Config['https']): readonly string[] => [
  ...new Set([...names.map((name) => name.toLowerCase()), ...ownNames()]),
];
