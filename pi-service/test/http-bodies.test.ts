import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { HASHED, openHttp } from './support/http-rig.js';

const rig = await openHttp();
const { ask, get } = rig;
afterAll(rig.close);

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
