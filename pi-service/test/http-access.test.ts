import { afterAll, describe, expect, test } from 'vitest';
import { openHttp } from './support/http-rig.js';

const rig = await openHttp();
const { sessions, port, bearer, ask, get, write } = rig;
afterAll(rig.close);

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
