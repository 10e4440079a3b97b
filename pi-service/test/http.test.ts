import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROUTES, type ServiceHealth } from '../src/contract.js';
import { Fleet } from '../src/fleet.js';
import { HouseholdStore } from '../src/household.js';
import { makeServer } from '../src/http/server.js';
import { Live } from '../src/live.js';
import { Metrics } from '../src/metrics.js';
import { Sessions } from '../src/session.js';
import { FakeArchive } from './support/fake-archive.js';
import { reading } from './support/reading.js';
import { undamaged } from './support/undamaged.js';

const data = mkdtempSync(join(tmpdir(), 'okosmero-http-'));
const app = join(data, 'app');
const archive = new FakeArchive();
const live = new Live(1000);
const sessions = new Sessions(data);
const health = { ok: true, reasons: [] as { code: string; text: string }[] };
const HASHED = 'console.log("app");'.repeat(100);
let server: FastifyInstance;
let port: number;

const body = (text: string, encoding: 'identity' | 'gzip', version = 3) => ({
  bytes: encoding === 'gzip' ? gzipSync(text) : Buffer.from(text),
  encoding,
  version,
  closed: true,
  etag: `"tag${version}"`,
});

beforeAll(async () => {
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
  server = await makeServer({
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
  port = (server.server.address() as AddressInfo).port;
});
afterAll(async () => {
  live.close();
  await server.close();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

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

describe('who may read', () => {
  const readable = ['/api/meters', '/api/meters/9912345678/days', '/rt/sm/9912345678/2026-10-01.csv', '/api/household'];
  const closed = [...readable, '/api/live', '/api/info', '/api'];

  test.each(closed)('%s needs a session', async (path) => {
    expect((await ask(path)).status).toBe(401);
    expect((await ask(path, { authorization: 'Bearer wrong-wrong-wrong-wrong' })).status).toBe(401);
    expect((await ask(path, { cookie: 'okosmero=x; __Host-okosmero=y' })).status).toBe(401);
  });
  test.each(closed)('%s needs one in every spelling that leads there', async (path) => {
    const code = (character: string) => `%${character.charCodeAt(0).toString(16)}`;
    const one = [...path].slice(1).map((c, i) => path.slice(0, i + 1) + code(c) + path.slice(i + 2));
    const all = path.replaceAll(/[a-z0-9]/g, code);
    for (const spelling of [...one, all, `/${path}`, `${path}/`, `${path}#x`, `${path};x`, `http://localhost${path}`]) {
      const answer = await ask(spelling);
      // A spelling that leads nowhere gets what everybody gets: the app, or that there is no such thing.
      const nowhere = answer.status === 404 || answer.text.startsWith('<!doctype html>');
      expect([spelling, nowhere ? 401 : answer.status]).toEqual([spelling, 401]);
    }
    if (path !== '/api/live') expect((await get(all)).status).not.toBe(401);
  });
  test('writing needs one too, however it is spelt', async () => {
    for (const path of ['/api/household', '/%61pi/household'])
      expect((await write('PUT', path, { version: 0, names: {}, contracts: {} })).status).toBe(401);
  });
  test.each(readable)('%s takes the token', async (path) => {
    expect((await get(path)).status).toBe(200);
  });

  test('health and metrics are open to loopback, not through a proxy', async () => {
    for (const path of ['/api/health', '/metrics']) {
      expect((await ask(path)).status).toBe(200);
      expect((await ask(path, { 'x-forwarded-for': '203.0.113.1' })).status).toBe(401);
    }
  });

  test('a token becomes a cookie that reads', async () => {
    const answer = await write('POST', '/api/session', { token: sessions.token });
    expect(answer.status).toBe(204);
    const [cookie = ''] = answer.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^__Host-okosmero=.*HttpOnly; Secure; SameSite=Strict/);
    expect(cookie).not.toContain(sessions.token);
    expect((await ask('/api/meters', { cookie: cookie.split(';')[0] ?? '' })).status).toBe(200);
  });

  test('on a plain http address the cookie has a plain name', async () => {
    const host = `192.168.1.9:${port}`;
    const answer = await write('POST', '/api/session', { token: sessions.token }, { host });
    const [cookie = ''] = answer.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^okosmero=/);
    expect(cookie).not.toContain('Secure');
    expect((await ask('/api/meters', { host, cookie: cookie.split(';')[0] ?? '' })).status).toBe(200);
  });

  test('a pairing code becomes a cookie, once', async () => {
    const code = sessions.newPairingCode();
    expect((await write('POST', '/api/session', { code })).status).toBe(204);
    expect((await write('POST', '/api/session', { code })).status).toBe(401);
  });

  test('of 1,000 logins with a wrong code at least 990 are turned away unread', async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 20; round++) {
      const codes = Array.from({ length: 50 }, (_, i) => write('POST', '/api/session', { code: `WRONG${i}` }));
      statuses.push(...(await Promise.all(codes)).map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(990);
    expect(statuses).not.toContain(204);
  });

  test.each([
    ['Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }],
    ['Origin', { origin: 'http://evil.example' }],
  ])('a page of another origin cannot write (%s)', async (_, headers) => {
    expect((await write('PUT', '/api/household', {}, { ...bearer, ...headers })).status).toBe(403);
    expect((await write('POST', '/api/session', { token: sessions.token }, headers)).status).toBe(403);
  });
});

describe('host names', () => {
  test.each(['evil.example', 'localhost.evil.example', 'localhost:99999999', 'a b'])(
    '"%s" is misdirected',
    async (host) => {
      expect((await ask('/', { host })).status).toBe(421);
    },
  );
  test.each([
    'localhost',
    'localhost:8080',
    '127.0.0.1',
    '[::1]:8080',
    '192.168.0.7:80',
    'okosmero.lan',
    'OKOSMERO.lan',
  ])('%s is served', async (host) => {
    expect((await ask('/', { host })).status).toBe(200);
  });
});

describe('bodies', () => {
  const days = '/api/meters/9912345678/days';

  test('go out as they are kept, or unpacked for who cannot unpack', async () => {
    const packed = await get(days, { 'accept-encoding': 'gzip, br' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.bytes).toString()).toBe('{"days":[]}');
    expect((await get(days)).text).toBe('{"days":[]}');
    expect((await get(days, { 'accept-encoding': 'gzip;q=0' })).text).toBe('{"days":[]}');
  });

  test('are revalidated without a version, immutable with the one they have', async () => {
    expect((await get(days)).headers['cache-control']).toBe('private, no-cache');
    expect((await get(`${days}?v=3`)).headers['cache-control']).toContain('immutable');
    expect((await get(`${days}?v=2`)).headers['cache-control']).toBe('private, no-cache');
  });

  test('304 for either coding of a known tag', async () => {
    const { etag = '' } = (await get(days, { 'accept-encoding': 'gzip' })).headers;
    expect((await get(days, { 'if-none-match': etag })).status).toBe(304);
    expect((await get(days, { 'if-none-match': `W/"other", "tag3"` })).status).toBe(304);
    expect((await get(days, { 'if-none-match': '"tag2"' })).status).toBe(200);
  });

  const pack = '/api/meters/9912345678/days/2026-10-01.pack';
  test.each([
    ['bytes=2-4', 206, '234'],
    ['bytes=8-', 206, '89'],
    ['bytes=-3', 206, '789'],
    ['bytes=5-99', 206, '56789'],
    ['bytes=10-', 416, null],
    ['bytes=1-2,4-5', 200, '0123456789'],
    ['items=1-2', 200, '0123456789'],
  ])('range %s', async (range, status, text) => {
    const answer = await get(pack, { range });
    expect(answer.status).toBe(status);
    if (text !== null) expect(answer.text).toBe(text);
  });

  test('a range of an older body is the whole of the new one', async () => {
    expect((await get(pack, { range: 'bytes=2-4', 'if-range': '"tag2"' })).status).toBe(200);
    expect((await get(pack, { range: 'bytes=2-4', 'if-range': '"tag3"' })).status).toBe(206);
  });

  test('an export says its length before it streams', async () => {
    const answer = await get('/api/meters/9912345678/export?from=2026-01-01&to=2026-02-01&format=jsonl');
    expect(answer.text).toBe('2026-01-01\n2026-02-01\njsonl\n');
    expect(answer.headers['content-length']).toBe(String(answer.text.length));
    expect(answer.headers['content-disposition']).toContain('9912345678-2026-01-01-2026-02-01.jsonl');
  });

  test.each([
    ['/api/meters/9912345678/days/2026-10-02.pack', 404],
    ['/api/meters/9912345678/days/2026-13-02.pack', 400],
    ['/api/meters/none/days', 404],
    ['/api/meters/9912345678/years/2026', 404],
    ['/api/meters/9912345678/years/x', 400],
    ['/api/meters/9912345678/export?from=2026-02-01&to=2026-01-01', 400],
    ['/api/meters/9912345678/export?from=2026-02-01', 400],
    ['/api/meters/9912345678/days?v=x', 400],
    ['/rt/sm/..%2f..%2fetc/2026-10-01.csv', 400],
    ['/rt/sm/../../../etc/passwd', 404],
    ['/api/meters/%00/days', 400],
    ['/api/%', 400],
    [`/api/meters/${'a'.repeat(300)}/days`, 404],
  ])('%s -> %i with a reason', async (path, status) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toHaveProperty('error');
  });
});

describe('the app', () => {
  test('its page for every path without a dot, never kept', async () => {
    for (const path of ['/', '/naplo/ev/2026']) {
      const answer = await ask(path);
      expect(answer.text).toContain('<title>app</title>');
      expect(answer.headers['cache-control']).toBe('private, no-cache');
    }
    expect((await ask('/sw.js')).headers['cache-control']).toBe('private, no-cache');
    expect((await ask('/assets/none-a1b2c3d4.js')).status).toBe(404);
  });

  test('hashed files for ever, in the best coding', async () => {
    const answer = await ask('/assets/main-a1b2c3d4.js', { 'accept-encoding': 'gzip, br' });
    expect(answer.headers['cache-control']).toContain('immutable');
    expect(answer.headers['content-encoding']).toBe('br');
    expect(answer.bytes.length).toBeLessThan(HASHED.length / 5);
    expect((await ask('/assets/main-a1b2c3d4.js')).text).toBe(HASHED);
  });

  test('no inline code, no foreign origin, no sniffing', async () => {
    const { headers } = await ask('/');
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('the household', () => {
  test('is read, replaced, and refused when stale or wrong', async () => {
    const before = JSON.parse((await get('/api/household')).text) as { version: number };
    const proposed = { ...before, names: { '9912345678': 'Ház' } };
    const written = await write('PUT', '/api/household', proposed, bearer);
    expect(written.status).toBe(200);
    expect(JSON.parse(written.text)).toMatchObject({ version: before.version + 1, names: { '9912345678': 'Ház' } });
    expect((await write('PUT', '/api/household', proposed, bearer)).status).toBe(409);
    expect((await write('PUT', '/api/household', { version: 1 }, bearer)).status).toBe(400);
    const polluted = '{"version":1,"names":{},"contracts":{},"__proto__":{"a":1}}';
    expect(
      (await ask('/api/household', { ...bearer, 'content-type': 'application/json' }, 'PUT', polluted)).status,
    ).toBe(400);
    expect(JSON.parse((await get('/api/meters')).text)).toMatchObject({ meters: [{ id: '9912345678', name: 'Ház' }] });
  });

  test('a body over the limit is not read', async () => {
    const answer = await write('PUT', '/api/household', { version: 'x'.repeat(300_000) }, bearer);
    expect(answer.status).toBe(413);
  });
});

describe('the service', () => {
  test('health is 503 with the reasons', async () => {
    health.ok = false;
    health.reasons = [{ code: 'broker', text: 'The MQTT broker is not reached' }];
    const answer = await ask('/api/health');
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('not reached');
    health.ok = true;
  });

  test('metrics in the text format', async () => {
    const { text, headers } = await ask('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(text).toMatch(/^okosmero_power_watts\{meter="9912345678",direction="import"\} 2352$/m);
    expect(text).toMatch(/^okosmero_broker_connected 1$/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  });

  test('describes itself in valid OpenAPI: every route of the contract, what it answers and to whom', async () => {
    const description = JSON.parse((await get('/api')).text);
    expect(await new Validator().validate(structuredClone(description))).toEqual({ valid: true });
    const { paths } = description as { paths: Record<string, Record<string, Described>> };
    const routes = Object.values(ROUTES).map((route) =>
      typeof route === 'string'
        ? route
        : (route as (...names: string[]) => string)('{meter}', route === ROUTES.year ? '{year}' : '{day}'),
    );
    expect(Object.keys(paths).sort()).toEqual(routes.sort());
    for (const [path, methods] of Object.entries(paths))
      for (const { responses, security } of Object.values(methods)) {
        const open = path === ROUTES.session;
        expect([path, security]).toEqual([path, open ? [] : undefined]);
        expect(Object.keys(responses)).toEqual(expect.arrayContaining([open ? '204' : '200', '401', '421']));
        expect(Object.keys(responses['200']?.content ?? {})).toHaveLength(open ? 0 : 1);
      }
  });
});

interface Described {
  readonly responses: Record<string, { readonly content?: object }>;
  readonly security?: unknown[];
}

describe('live', () => {
  /** Opens the stream and gives what came until it holds the text. */
  function listen(until: string, headers: Record<string, string> = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      const request = httpRequest({ host: '127.0.0.1', port, path: '/api/live', headers: { ...bearer, ...headers } });
      request.on('response', (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
          if (!text.includes(until)) return;
          request.destroy();
          resolve(text);
        });
      });
      request.on('error', reject);
      request.end();
    });
  }

  test('sends what happens, and what was missed', async () => {
    const first = listen('"day":"2026-10-02"');
    while (live.clients === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    live.send('day', { meter: 'a', day: '2026-10-01', version: 1 });
    live.send('day', { meter: 'a', day: '2026-10-02', version: 1 });
    const text = await first;
    const id = /id: (\d+)\nevent: day\ndata: .*2026-10-01/.exec(text)?.[1] ?? '';
    live.send('day', { meter: 'a', day: '2026-10-03', version: 1 });
    const resumed = await listen('"day":"2026-10-03"', { 'last-event-id': id });
    expect(resumed).toContain('2026-10-02');
    expect(resumed).not.toContain('2026-10-01');
  });
});
