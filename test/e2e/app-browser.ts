/**
 * Chromium as a household uses it, and a line to the service that a test can cut, slow down or change. Every page of a
 * phone collects what must never happen: errors, broken security policies, requests to anybody else.
 */
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'];
const EXECUTABLE = '/usr/bin/chromium';

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });
}

/** A browser with a profile of its own on disk, as an installed app has: never incognito. */
export function openInstalled(profile: string, debugging: { readonly port?: number } = {}): Promise<BrowserContext> {
  const { port } = debugging;
  return chromium.launchPersistentContext(profile, {
    executablePath: EXECUTABLE,
    args: port === undefined ? ARGUMENTS : [...ARGUMENTS, `--remote-debugging-port=${port}`],
    ...PHONE,
  });
}

export const PHONE = { viewport: { width: 360, height: 760 }, locale: 'hu-HU', timezoneId: 'Europe/Budapest' };

/** What went wrong on a page so far. A cut network is no fault of the page: its messages are left out. */
export function watch(page: Page, origin: string): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/net::ERR_|status of 4\d\d|status of 50\d/.test(message.text()))
      problems.push(`console: ${message.text()}`);
  });
  page.on('request', (asked) => {
    const url = asked.url();
    if (!url.startsWith(origin) && !/^(data|blob|about):/.test(url)) problems.push(`foreign request: ${url}`);
  });
  return problems;
}

/** Pairs the phone by the link that the service prints, and waits for the first page. */
export async function pair(page: Page, origin: string, token: string): Promise<void> {
  await page.goto(`${origin}/#token=${token}`);
  await page.locator('ok-page-now').waitFor();
}

export async function visit(page: Page, route: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${route}`);
}

/** What the first element that matches says; empty while there is none. */
export async function wordsOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).allInnerTexts())[0] ?? '';
}

/** A proxy in front of the service. */
export interface Line extends AsyncDisposable {
  readonly origin: string;
  /** The next requests find nobody, and open streams break. */
  cut(): void;
  join(): void;
  /** Milliseconds before every pack is answered. */
  packDelay: number;
  /** Added to the service worker's script: another byte is another version of the app. */
  workerSuffix: string;
  readonly paths: string[];
}

export async function openLine(service: string): Promise<Line> {
  const target = new URL(service);
  const open = new Set<ServerResponse>();
  const state = { up: true, packDelay: 0, workerSuffix: '', paths: [] as string[] };
  const server = createServer((asked, answer) => {
    const path = asked.url ?? '/';
    if (!state.up) {
      asked.socket.destroy();
      return;
    }
    state.paths.push(path);
    open.add(answer);
    answer.on('close', () => open.delete(answer));
    // Always the whole file: a 304 could not carry the suffix.
    const { 'if-none-match': _, ...whole } = asked.headers;
    const headers = { ...(path === '/sw.js' ? whole : asked.headers), 'accept-encoding': 'identity' };
    const forward = () => {
      const options = { host: target.hostname, port: target.port, path, method: asked.method, headers };
      const upstream = request(options, (reply) => {
        const suffix = path === '/sw.js' ? state.workerSuffix : '';
        const { 'content-length': length, ...kept } = reply.headers;
        const size = length === undefined ? {} : { 'content-length': String(Number(length) + suffix.length) };
        answer.writeHead(reply.statusCode ?? 502, { ...kept, ...size });
        reply.on('end', () => answer.end(suffix));
        reply.pipe(answer, { end: false });
      });
      upstream.on('error', () => answer.destroy());
      answer.on('close', () => upstream.destroy());
      asked.pipe(upstream);
    };
    setTimeout(forward, path.includes('.pack') ? state.packDelay : 0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      state.up = false;
      for (const answer of open) answer.destroy();
      server.closeAllConnections();
    },
    join() {
      state.up = true;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
