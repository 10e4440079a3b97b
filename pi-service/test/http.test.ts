import { request as httpRequest } from 'node:http';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, describe, expect, test } from 'vitest';
import { ROUTES } from '../src/contract.js';
import { openHttp } from './support/http-rig.js';

const rig = await openHttp();
const { live, health, port, bearer, ask, get, write } = rig;
afterAll(rig.close);

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
