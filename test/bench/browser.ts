/** Pages of ours and of the peers in headless Chromium: served on loopback, isolated for a fine clock. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { openInstalled } from '../e2e/app-browser.js';
import type { Files } from './bundle.js';

const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', json: 'application/json' };

export interface Served extends AsyncDisposable {
  /** Two origins, which share nothing: each has a storage of its own. */
  readonly origins: readonly [string, string];
  readonly context: BrowserContext;
}

/** Serves the files, and a page that loads `/page.js`, to a Chromium with a profile of its own. */
export async function openPages(files: Files): Promise<Served> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://bench').pathname;
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    response.setHeader('cross-origin-embedder-policy', 'require-corp');
    const body = path === '/' ? '<!doctype html><script type="module" src="/page.js"></script>' : files.get(path);
    response.setHeader(
      'content-type',
      path === '/' ? 'text/html' : (TYPES[path.split('.').at(-1) ?? ''] ?? 'text/plain'),
    );
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const profile = mkdtempSync(join(tmpdir(), 'okosmero-bench-'));
  const context = await openInstalled(profile);
  return {
    origins: [`http://127.0.0.1:${port}`, `http://localhost:${port}`],
    context,
    async [Symbol.asyncDispose]() {
      await context.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** A fresh page whose script has run. */
export async function openPage(context: BrowserContext, origin: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.goto(origin, { waitUntil: 'load' });
  await page.waitForFunction(() => 'bench' in window);
  return page;
}
