/** The HTTP server with an archive of a few bodies behind it, and a client that sends headers and paths as they are given. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import type { ServiceHealth } from '../../src/contract.js';
import { Fleet } from '../../src/fleet.js';
import { HouseholdStore } from '../../src/household.js';
import { makeServer } from '../../src/http/server.js';
import { Live } from '../../src/live.js';
import { Metrics } from '../../src/metrics.js';
import { Sessions } from '../../src/session.js';
import { FakeArchive } from './fake-archive.js';
import { reading } from './reading.js';
import { undamaged } from './undamaged.js';

/** The hashed script of the app. */
export const HASHED = 'console.log("app");'.repeat(100);

export const body = (text: string, encoding: 'identity' | 'gzip', version = 3) => ({
  bytes: encoding === 'gzip' ? gzipSync(text) : Buffer.from(text),
  encoding,
  version,
  closed: true,
  etag: `"tag${version}"`,
});

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

export async function openHttp() {
  const data = mkdtempSync(join(tmpdir(), 'okosmero-http-'));
  const app = join(data, 'app');
  const archive = new FakeArchive();
  const live = new Live(1000);
  const sessions = new Sessions(data);
  const health = { ok: true, reasons: [] as { code: string; text: string }[] };
  mkdirSync(join(app, 'assets'), { recursive: true });
  writeFileSync(join(app, 'index.html'), '<!doctype html><title>app</title>'.padEnd(600));
  writeFileSync(join(app, 'sw.js'), '// worker');
  writeFileSync(join(app, 'assets', 'main-a1b2c3d4.js'), HASHED);
  archive.immediate = true;
  await archive.accept(reading(1));
  archive.bodies.set('days 9912345678', body('{"days":[]}', 'gzip'));
  archive.bodies.set('pack 9912345678 2026-10-01', body('0123456789', 'identity'));
  archive.bodies.set('csv 9912345678 2026-10-01', body('MeterId,Time\n'.repeat(100), 'gzip'));
  const currentHealth = () =>
    ({
      ...health,
      lastTelegram: null,
      lastDurable: null,
      lastBackup: null,
      broker: { connected: true },
      disk: { freeBytes: 1, archiveBytes: 2 },
      devices: [],
    }) as unknown as ServiceHealth;
  const server = await makeServer({
    sources: {
      archive,
      fleet: new Fleet(),
      household: new HouseholdStore(data, undamaged),
      live,
      health: currentHealth,
      version: '0.1.0',
      started: 1,
      config: {},
    },
    sessions,
    metrics: new Metrics(archive, currentHealth),
    log: pino({ level: 'silent' }),
    hosts: ['okosmero.lan'],
    trustProxy: [],
    appFolder: app,
    dataFolder: data,
    httpsPort: () => null,
    tls: null,
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;

  /** Plain node:http, so that Host, Origin and the path go out as the test says. */
  function ask(path: string, headers: Record<string, string> = {}, method = 'GET', content?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() });
        });
      });
      request.on('error', reject);
      request.end(content);
    });
  }
  const bearer = { authorization: `Bearer ${sessions.token}` };
  const get = (path: string, headers: Record<string, string> = {}) => ask(path, { ...bearer, ...headers });
  const write = (method: string, path: string, value: unknown, headers: Record<string, string> = {}) =>
    ask(path, { 'content-type': 'application/json', ...headers }, method, JSON.stringify(value));
  const close = async () => {
    live.close();
    await server.close();
  };
  return { archive, live, sessions, health, port, bearer, ask, get, write, close };
}
