/**
 * The pictures of the README and of the app's manifest, taken from a running demo:
 *
 *     npx tsx test/screenshots.ts 'http://localhost:8080/#token=…'
 */
import { fileURLToPath } from 'node:url';
import { addDays, dayOf } from '@okosmero/pi-service/day';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { openBrowser, PHONE, pair, visit } from './e2e/app-browser.js';

const FOLDER = fileURLToPath(new URL('../pwa/public/screenshots/', import.meta.url));
const TODAY = dayOf(Math.floor(Date.now() / 1000));
/** Charts draw in one frame once their data are there. */
const SETTLED_MS = 2000;
/** The first visit fetches the whole history. */
const SYNCED_MS = 180_000;

interface Picture {
  readonly file: string;
  readonly route: string;
  readonly shows: string;
  readonly options: BrowserContextOptions;
}

const phone: BrowserContextOptions = { ...PHONE, viewport: { width: 412, height: 892 }, deviceScaleFactor: 2 };
const desktop: BrowserContextOptions = { ...PHONE, viewport: { width: 1280, height: 800 } };

const PICTURES: readonly Picture[] = [
  { file: 'now.png', route: 'now', shows: 'ok-page-now .now', options: phone },
  {
    file: 'day-dark.png',
    route: `log/day/${addDays(TODAY, -1)}`,
    shows: 'ok-power-chart canvas',
    options: { ...phone, colorScheme: 'dark' },
  },
  { file: 'year-wide.png', route: `log/year/${TODAY.slice(0, 4)}`, shows: 'ok-bars svg', options: desktop },
];

async function take(
  browser: Browser,
  origin: string,
  token: string,
  { file, route, shows, options }: Picture,
): Promise<void> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await pair(page, origin, token);
  const progress = page.locator('ok-shell progress');
  await progress.waitFor();
  await progress.waitFor({ state: 'detached', timeout: SYNCED_MS });
  await visit(page, route);
  await page.locator(shows).first().waitFor();
  await page.waitForTimeout(SETTLED_MS);
  await page.screenshot({ path: `${FOLDER}${file}` });
  await context.close();
}

const [, origin, token] = /^(http:\/\/[^/]+)\/#token=(\S+)$/.exec(process.argv[2] ?? '') ?? [];
if (origin === undefined || token === undefined) {
  console.error("Give the link of a running demo: npx tsx test/screenshots.ts 'http://localhost:8080/#token=…'");
  process.exit(1);
}
const browser = await openBrowser();
for (const picture of PICTURES) await take(browser, origin, token, picture);
await browser.close();
