import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, dayOf } from '@okosmero/pi-service/day';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Line, openInstalled, openLine, pair, visit, watch, wordsOf } from './app-browser.js';
import { type Stack, startStack } from './stack.js';

const DAYS = 40;
const TODAY = dayOf(Math.floor(Date.now() / 1000));
const YESTERDAY = addDays(TODAY, -1);

let stack: Stack;
let line: Line;
const profiles: string[] = [];

beforeAll(async () => {
  stack = await startStack({ days: DAYS, fineDays: 2, coarseStep: 3600 });
  line = await openLine(stack.url);
}, 240_000);
afterAll(async () => {
  await line?.[Symbol.asyncDispose]();
  await stack?.[Symbol.asyncDispose]();
  for (const profile of profiles) rmSync(profile, { recursive: true, force: true });
});
beforeEach(() => {
  line.join();
  line.packDelay = 0;
});

function newProfile(): string {
  const profile = mkdtempSync(join(tmpdir(), 'okosmero-phone-'));
  profiles.push(profile);
  return profile;
}

async function paired(profile = newProfile()): Promise<{ phone: BrowserContext; page: Page; problems: string[] }> {
  const phone = await openInstalled(profile);
  const page = phone.pages()[0] ?? (await phone.newPage());
  const problems = watch(page, line.origin);
  await pair(page, line.origin, stack.token);
  return { phone, page, problems };
}

/** What the phone holds of the packs, read beside the app. */
function heldPacks(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('okosmero');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const count = opening.result.transaction('packs').objectStore('packs').count();
          count.onsuccess = () => {
            opening.result.close();
            resolve(count.result);
          };
        };
      }),
  );
}

async function synced(page: Page): Promise<void> {
  await expect.poll(() => heldPacks(page), { timeout: 60_000 }).toBe(2 * DAYS);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

const dayShown = (page: Page) => wordsOf(page, 'ok-log-day .heading');

describe('without a network', { timeout: 180_000 }, () => {
  it('is installable as Chromium judges it, with icons of the sizes that the manifest tells', async () => {
    const { phone, page } = await paired();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const devtools = await phone.newCDPSession(page);
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    expect(installabilityErrors).toEqual([]);
    const { errors, data } = await devtools.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const manifest = JSON.parse(data ?? '') as {
      lang: string;
      icons: Icon[];
      screenshots: Icon[];
      shortcuts: unknown[];
    };
    expect(manifest.lang).toBe('hu');
    expect(manifest.shortcuts.length).toBeGreaterThanOrEqual(3);
    expect(manifest.icons.filter(({ purpose }) => purpose === 'maskable')).toHaveLength(2);
    expect(manifest.screenshots.map(({ form_factor }) => form_factor)).toEqual(
      expect.arrayContaining(['narrow', 'wide']),
    );
    interface Icon {
      src: string;
      sizes: string;
      type: string;
      purpose?: string;
      form_factor?: string;
    }
    for (const { src, sizes, type } of [...manifest.icons, ...manifest.screenshots]) {
      if (type !== 'image/png') continue;
      const size = await page.evaluate(async (url) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        return `${image.naturalWidth}x${image.naturalHeight}`;
      }, src);
      expect(size, src).toBe(sizes);
    }
    await phone.close();
  });

  it('starts from cold after one visit, every day and year open, and lives again when the network is back', async () => {
    const profile = newProfile();
    const first = await paired(profile);
    await synced(first.page);
    await first.phone.close();

    line.cut();
    const phone = await openInstalled(profile);
    const page = phone.pages()[0] ?? (await phone.newPage());
    const problems = watch(page, line.origin);
    await page.goto(line.origin);
    await expect.poll(() => wordsOf(page, 'ok-page-now .now')).toMatch(/^\d+,\d\dkW$/);
    await expect.poll(() => wordsOf(page, 'ok-live-dot span')).not.toContain('élő');
    await page.clock.setSystemTime(Date.now() + 5 * 3_600_000);
    await page.reload();
    await expect.poll(() => wordsOf(page, 'ok-live-dot span')).toBe('nincs kapcsolat · 5 órája');
    await expect.poll(() => page.locator('ok-page-now .now.stale').count()).toBe(1);
    await page.clock.setSystemTime(Date.now());
    await page.reload();
    for (const day of [YESTERDAY, addDays(TODAY, -DAYS + 1)]) {
      await visit(page, `log/day/${day}`);
      await expect.poll(() => dayShown(page)).toContain('másodpercenként');
      await expect.poll(() => page.url()).toContain(day);
    }
    await visit(page, 'log/year');
    await expect.poll(() => page.locator('ok-bars a').count()).toBe(12);
    await page.reload();
    await expect.poll(() => page.locator('ok-bars a').count()).toBe(12);
    expect(problems).toEqual([]);

    line.join();
    await expect.poll(() => wordsOf(page, 'ok-live-dot span'), { timeout: 90_000 }).toMatch(/^élő · \d+ másodperce/);
    await phone.close();
  });

  it('pauses the first download, stays paused over a reload and finishes when resumed', async () => {
    line.packDelay = 400;
    const { phone, page } = await paired();
    const banner = page.locator('ok-shell .sync button');
    await banner.click();
    await expect.poll(() => wordsOf(page, 'ok-shell .sync')).toContain('szünetel');
    await page.waitForTimeout(1500);
    const held = await heldPacks(page);
    expect(held).toBeLessThan(2 * DAYS);
    await page.reload();
    await expect.poll(() => wordsOf(page, 'ok-shell .sync')).toContain('szünetel');
    await page.waitForTimeout(1500);
    // Today's pack may come in because its page shows it; nothing else does.
    expect((await heldPacks(page)) - held).toBeLessThanOrEqual(2);
    line.packDelay = 0;
    await banner.click();
    await synced(page);
    await expect.poll(() => banner.count()).toBe(0);
    await phone.close();
  });

  it('throws a corrupt day away and fetches it again; offline it is missing, never wrong', async () => {
    const { phone, page } = await paired();
    await synced(page);
    /** The bytes that are held of yesterday, empty while none are; leaves them with one bit pattern changed when told to. */
    const held = ({ spoil }: { spoil: boolean }) =>
      page.evaluate(
        ([meter, day, change]) =>
          new Promise<string>((resolve, reject) => {
            const opening = indexedDB.open('okosmero');
            opening.onsuccess = () => {
              const transaction = opening.result.transaction('packs', 'readwrite');
              const packs = transaction.objectStore('packs');
              const asked = packs.get([meter, 'power', day]);
              let found = '';
              asked.onsuccess = () => {
                if (asked.result === undefined) return;
                const bytes = asked.result.bytes as Uint8Array;
                found = bytes.join();
                if (!change) return;
                bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0x5a;
                packs.put({ ...asked.result, bytes });
              };
              transaction.oncomplete = () => {
                opening.result.close();
                resolve(found);
              };
              transaction.onerror = () => reject(transaction.error);
            };
          }),
        [stack.meter, YESTERDAY, spoil] as const,
      );
    const whole = await held({ spoil: true });
    line.paths.length = 0;
    await visit(page, `log/day/${YESTERDAY}`);
    await expect.poll(() => dayShown(page)).toContain('10 másodpercenként');
    expect(line.paths.some((path) => path.includes(`${YESTERDAY}.pack`))).toBe(true);
    // The day shows before it is kept, and news that came just before the cut ask for it once more.
    await expect.poll(() => held({ spoil: false })).toBe(whole);
    line.cut();
    await page.waitForTimeout(1500);
    await held({ spoil: true });
    await page.reload();
    await expect.poll(() => wordsOf(page, 'ok-log-day section')).not.toBe('');
    await page.waitForTimeout(1000);
    expect(await dayShown(page)).toBe('');
    await phone.close();
  });

  it('works without IndexedDB, as in private mode', async () => {
    const phone = await openInstalled(newProfile());
    const page = phone.pages()[0] ?? (await phone.newPage());
    await page.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('blocked', 'SecurityError');
      };
    });
    const problems = watch(page, line.origin);
    await pair(page, line.origin, stack.token);
    await visit(page, `log/day/${YESTERDAY}`);
    await expect.poll(() => dayShown(page)).toContain('10 másodpercenként');
    expect(problems).toEqual([]);
    await phone.close();
  });

  it('goes on when the browser gives no room, and when it throws the database away', async () => {
    const phone = await openInstalled(newProfile());
    const page = phone.pages()[0] ?? (await phone.newPage());
    const problems = watch(page, line.origin);
    const devtools = await phone.newCDPSession(page);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: line.origin, quotaSize: 20_000 });
    await pair(page, line.origin, stack.token);
    await visit(page, `log/day/${YESTERDAY}`);
    await expect.poll(() => dayShown(page)).toContain('10 másodpercenként');
    expect(await heldPacks(page)).toBeLessThan(2 * DAYS);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: line.origin });
    await devtools.send('Storage.clearDataForOrigin', { origin: line.origin, storageTypes: 'indexeddb' });
    await visit(page, `log/day/${addDays(YESTERDAY, -1)}`);
    await expect.poll(() => dayShown(page)).toContain('másodpercenként');
    expect(problems).toEqual([]);
    await phone.close();
  });

  it('offers a new version, loads it at the tap and not before', async () => {
    const { phone, page } = await paired();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    line.workerSuffix = '\n// the next version';
    let loads = 0;
    page.on('load', () => loads++);
    await page.evaluate(async () => {
      await (await navigator.serviceWorker.getRegistration())?.update();
    });
    await expect.poll(() => wordsOf(page, 'ok-shell .banner')).toContain('Új változat');
    await page.waitForTimeout(1000);
    expect(loads).toBe(0);
    await page.locator('ok-shell .banner .primary').click();
    await expect.poll(() => loads).toBe(1);
    await page.locator('ok-page-now').waitFor();
    await expect.poll(() => page.locator('ok-shell .banner .primary').count()).toBe(0);
    line.workerSuffix = '';
    await phone.close();
  });
});
