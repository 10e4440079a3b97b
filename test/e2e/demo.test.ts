/** `npm run demo` as a newcomer meets it: one link, live power, a day's chart; then the network is gone and it is all still there. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DayIndex } from '@okosmero/pi-service/contract';
import { ROUTES } from '@okosmero/pi-service/contract';
import { addDays, dayOf } from '@okosmero/pi-service/day';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SERIAL } from '../demo/household.js';
import { openBrowser, PHONE, pair, visit, watch } from './app-browser.js';
import { fetchApi } from './missing.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCREENSHOTS = join(ROOT, 'test/screenshots');
const YESTERDAY = addDays(dayOf(Math.floor(Date.now() / 1000)), -1);
const WAIT = { timeout: 120_000, interval: 500 };
const DESKTOP = { width: 1280, height: 800 };

const data = mkdtempSync(join(tmpdir(), 'okosmero-demo-'));
let demo: ChildProcess;
let browser: Browser;
let service: { url: string; token: string };

/** Starts the demo and resolves with what its link says. */
async function startDemo(): Promise<{ url: string; token: string }> {
  demo = spawn(process.execPath, ['--import', 'tsx', 'test/demo/main.ts'], {
    cwd: ROOT,
    env: { ...process.env, OKOSMERO_DEMO_DATA: data, OKOSMERO_HTTP_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (demo.stdout === null) throw new Error('the demo has no standard output');
  for await (const line of createInterface({ input: demo.stdout })) {
    const [, url, token] = /^\s+(http:\/\/localhost:\d+)\/#token=(\S+)$/.exec(line) ?? [];
    if (url === undefined || token === undefined) continue;
    demo.stdout.resume();
    return { url: url.replace('localhost', '127.0.0.1'), token };
  }
  throw new Error('the demo ended without a link');
}

async function endDemo(): Promise<void> {
  if (demo.exitCode !== null) return;
  const ended = once(demo, 'exit');
  demo.kill('SIGTERM');
  await ended;
}

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  [service, browser] = await Promise.all([startDemo(), openBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await endDemo();
  rmSync(data, { recursive: true, force: true });
}, 60_000);

const rowsOf = async (day: string) => {
  const response = await fetchApi(service, ROUTES.days(SERIAL));
  const { days } = (await response.json()) as DayIndex;
  return days.find((entry) => entry.day === day)?.rows ?? 0;
};

/** Colours on the chart: an empty one has its background and little else. */
const coloursOf = (page: Page) =>
  page.locator('ok-power-chart canvas').evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const bytes = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    const seen = new Set<number>();
    for (let at = 0; at < bytes.length; at += 4) {
      if ((bytes[at + 3] ?? 0) > 200)
        seen.add(((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0));
    }
    return seen.size;
  });

/** Seconds since the service received the reading that the page shows; its power may stand still for minutes. */
const ageOf = async (page: Page) =>
  Number(/(\d+) másodperce/.exec((await page.locator('ok-page-now .hero').textContent()) ?? '')?.[1]);

/** Waits until a newer reading is shown: an age only falls with one. */
async function seeNewer(page: Page): Promise<void> {
  let shown = await ageOf(page);
  await expect
    .poll(async () => {
      const before = shown;
      shown = await ageOf(page);
      return shown < before;
    }, WAIT)
    .toBe(true);
}

const figureOf = (page: Page) => page.locator('ok-log-day .figure.import').textContent();

it('shows live power, reading after reading, and a day at 10 s', async () => {
  await expect.poll(() => rowsOf(YESTERDAY), WAIT).toBe(8640);
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  const problems = watch(page, service.url);
  await pair(page, service.url, service.token);
  await expect.poll(() => page.locator('ok-page-now .now').textContent(), WAIT).toMatch(/^\d+,\d\dkW$/);
  await seeNewer(page);
  await seeNewer(page);
  await visit(page, `log/day/${YESTERDAY}`);
  await expect.poll(() => coloursOf(page), WAIT).toBeGreaterThan(20);
  await page.screenshot({ path: join(SCREENSHOTS, 'demo-day-360.png') });
  expect(problems).toEqual([]);
  await context.close();
}, 240_000);

it('shows the same day with the network cut, after a reload', async () => {
  const context = await browser.newContext({ ...PHONE, viewport: DESKTOP });
  const page = await context.newPage();
  await pair(page, service.url, service.token);
  await visit(page, `log/day/${YESTERDAY}`);
  await expect.poll(() => coloursOf(page), WAIT).toBeGreaterThan(20);
  const figure = await figureOf(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await endDemo();
  await context.setOffline(true);
  await page.reload();
  await expect.poll(() => coloursOf(page), WAIT).toBeGreaterThan(20);
  expect(await figureOf(page)).toBe(figure);
  await page.screenshot({ path: join(SCREENSHOTS, 'demo-day-1280-offline.png') });
  await context.close();
}, 240_000);

it('says how to go on when its port is taken or no port at all', async () => {
  const refusal = (port: number | string) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', 'test/demo/main.ts'], {
      cwd: ROOT,
      env: { ...process.env, OKOSMERO_DEMO_DATA: join(data, 'other'), OKOSMERO_HTTP_PORT: String(port) },
    }).catch(({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }));
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const refused = await refusal(port);
  taken.close();
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`OKOSMERO_HTTP_PORT=${port + 1} npm run demo`),
  });
  expect(refused.stderr).not.toContain('    at ');
  const wrong = await refusal('abc');
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('"http.port" must be integer') });
  expect(wrong.stderr).not.toContain('    at ');
}, 120_000);

it('keeps its history for the next start and fills only what is missing', async () => {
  service = await startDemo();
  expect(await rowsOf(YESTERDAY)).toBe(8640);
}, 120_000);
