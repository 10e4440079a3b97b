/**
 * Takes the pictures of the manifest and the README from the real service with a simulated year:
 * `npx tsx test/e2e/app-screenshots.ts` after `npm run build`. Commit what it writes.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { addDays, dayOf } from '@okosmero/pi-service/day';
import { openBrowser, pair, visit } from './app-browser.js';
import { startStack } from './stack.js';

const FOLDER = fileURLToPath(new URL('../../pwa/public/screenshots/', import.meta.url));
const YESTERDAY = addDays(dayOf(Math.floor(Date.now() / 1000)), -1);
const NARROW = { viewport: { width: 412, height: 892 }, deviceScaleFactor: 2 };
const WIDE = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 };

const PICTURES = [
  { name: 'now', route: 'now', colorScheme: 'light', ...NARROW },
  { name: 'day-dark', route: `log/day/${YESTERDAY}`, colorScheme: 'dark', ...NARROW },
  { name: 'year-wide', route: 'log/year', colorScheme: 'light', ...WIDE },
] as const;

mkdirSync(FOLDER, { recursive: true });
await using stack = await startStack({ days: 400, fineDays: 3, coarseStep: 1800 });
const browser = await openBrowser();
try {
  for (const { name, route, ...options } of PICTURES) {
    const context = await browser.newContext({ ...options, locale: 'hu-HU', timezoneId: 'Europe/Budapest' });
    const page = await context.newPage();
    await pair(page, stack.url, stack.token);
    // The first download's bar is not what a household sees every day.
    await page.locator('ok-shell .sync').waitFor({ state: 'attached' });
    await page.locator('ok-shell .sync').waitFor({ state: 'detached', timeout: 120_000 });
    await visit(page, route);
    await page.waitForTimeout(2500);
    await page.screenshot({ path: `${FOLDER}${name}.png` });
    await context.close();
  }
} finally {
  await browser.close();
}
