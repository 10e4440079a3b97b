import { readFile } from 'node:fs/promises';
import type { DaySummary, YearSummary } from '@okosmero/pi-service/contract';
import { addDays, dayBounds, dayOf } from '@okosmero/pi-service/day';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallTargets, violations } from './app-axe.js';
import { openBrowser, PHONE, pair, visit, watch, wordsOf } from './app-browser.js';
import { type Stack, startStack } from './stack.js';

/** A year and more: both clock changes are in it on whatever day this runs. */
const DAYS = 380;
const TODAY = dayOf(Math.floor(Date.now() / 1000));
const YESTERDAY = addDays(TODAY, -1);

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ days: DAYS, fineDays: 2, coarseStep: 7200 }), openBrowser()]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

async function open(options: Parameters<Browser['newContext']>[0] = {}): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({ ...PHONE, ...options });
  const page = await context.newPage();
  const problems = watch(page, stack.url);
  await pair(page, stack.url, stack.token);
  return { page, problems };
}

async function summaryOf(day: string): Promise<DaySummary> {
  const answer = await fetch(`${stack.url}/api/meters/${stack.meter}/years/${day.slice(0, 4)}`, {
    headers: { Authorization: `Bearer ${stack.token}` },
  });
  const { days } = (await answer.json()) as YearSummary;
  const found = days.find((summary) => summary.day === day);
  if (found === undefined) throw new Error(`the archive has no summary of ${day}`);
  return found;
}

/** The days on which Hungary changed its clocks within the history. */
function clockChanges(): { spring: string; autumn: string } {
  const length = (day: string): number => dayBounds(day).end - dayBounds(day).start;
  const days = Array.from({ length: DAYS - 2 }, (_, i) => addDays(TODAY, -1 - i));
  const [spring, autumn] = [23, 25].map((hours) => days.find((day) => length(day) === hours * 3600));
  if (spring === undefined || autumn === undefined) throw new Error('no clock change within the history');
  return { spring, autumn };
}

describe('the app on the service', { timeout: 120_000 }, () => {
  it('pairs by the link, leaves no token in the address and shows live power with its age', async () => {
    const { page, problems } = await open();
    expect(page.url()).not.toContain(stack.token);
    await expect.poll(() => wordsOf(page, 'ok-page-now .now')).toMatch(/^\d+,\d\dkW$/);
    await expect.poll(() => wordsOf(page, 'ok-live-dot span')).toMatch(/^élő · \d+ másodperce$/);
    await expect.poll(() => page.locator('ok-phases .phase').count()).toBe(3);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('asks for the pairing code when it knows no session, and says when the code is wrong', async () => {
    const context = await browser.newContext(PHONE);
    const page = await context.newPage();
    await page.goto(stack.url);
    await page.locator('ok-page-welcome input[name=code]').fill('AAAAAAAA');
    await page.locator('ok-page-welcome button[type=submit], ok-page-welcome form button').first().click();
    await expect.poll(() => wordsOf(page, 'ok-page-welcome [role=alert]')).toContain('kód');
    await context.close();
  });

  it('shows a day with the archive’s own figures, drills up and down, and pages by key and swipe', async () => {
    const { page, problems } = await open({ hasTouch: true });
    await visit(page, `log/day/${YESTERDAY}`);
    const { importWh } = await summaryOf(YESTERDAY);
    const kWh = new Intl.NumberFormat('hu-HU', { maximumSignificantDigits: 3 }).format((importWh ?? 0) / 1000);
    await expect.poll(() => wordsOf(page, 'ok-log-day .figure.import')).toContain(kWh.slice(0, 3));
    await expect.poll(() => page.locator('ok-log-day canvas').count()).toBe(1);
    await expect.poll(() => wordsOf(page, 'ok-log-day .heading')).toContain('10 másodpercenként');

    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.url()).toContain(`day/${addDays(YESTERDAY, -1)}`);
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => page.url()).toContain(`month/${addDays(YESTERDAY, -1).slice(0, 7)}`);
    await page.locator('ok-bars a').first().focus();
    // News of the archive draws the same bars anew; the choice must survive that.
    await page.locator('ok-bars').evaluate(async (element) => {
      const chart = element as HTMLElement & { bars: unknown[]; updateComplete: Promise<boolean> };
      chart.bars = [...chart.bars];
      await chart.updateComplete;
    });
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain('/log/day/');
    await page.goBack();
    await expect.poll(() => page.url()).toContain('/log/month/');

    await visit(page, `log/day/${YESTERDAY}`);
    const box = await page.locator('ok-log-day .plot').boundingBox();
    if (box === null) throw new Error('no chart');
    await page.touchscreen.tap(box.x + 200, box.y + 80);
    await expect
      .poll(() => wordsOf(page, 'ok-log-day ok-power-chart >> .readout'))
      .toMatch(/^\d\d:\d\d:\d0 ↓ .*\d,\d\d kW ↑ .*\d,\d\d kW$/);
    await page.mouse.move(box.x + 60, box.y + 80);
    await page.mouse.down();
    await page.mouse.move(box.x + 250, box.y + 82, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => page.url()).toContain(`day/${addDays(YESTERDAY, -1)}`);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('zooms into a day by keyboard and shows all of it again', async () => {
    const { page } = await open();
    await visit(page, `log/day/${YESTERDAY}`);
    await page.locator('ok-log-day canvas').waitFor();
    await page.locator('ok-log-day .plot').focus();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await page.locator('ok-log-day .whole').waitFor();
    await page.keyboard.press('ArrowRight');
    expect(page.url()).toContain(`day/${YESTERDAY}`);
    await page.keyboard.press('0');
    await expect.poll(() => page.locator('ok-log-day .whole').count()).toBe(0);
    await page.context().close();
  });

  it('shows week, month, year and everything as bars, and compares with a warning where days are missing', async () => {
    const { page, problems } = await open();
    const year = TODAY.slice(0, 4);
    for (const [route, bars] of [
      [`log/week/${YESTERDAY}`, 7],
      [`log/year/${year}`, 12],
      ['log/all', Number(year) - Number(addDays(TODAY, -DAYS + 1).slice(0, 4)) + 1],
    ] as const) {
      await visit(page, route);
      await expect.poll(() => page.locator('ok-bars a').count()).toBe(bars);
    }
    await visit(page, `log/year/${year}?compare=year`);
    await expect.poll(() => wordsOf(page, 'ok-comparison .warning')).toMatch(/Hiányzó napok/);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('has 23 and 25 hours on the days of the clock change, the double hour told apart', async () => {
    const { page } = await open();
    const { spring, autumn } = clockChanges();
    for (const [day, hours, words] of [
      [spring, 23, '23 órás'],
      [autumn, 25, '25 órás'],
    ] as const) {
      await visit(page, `log/day/${day}`);
      await expect.poll(() => wordsOf(page, 'ok-log-day section.wide')).toContain(words);
      await page.locator('ok-log-day summary').click();
      await expect.poll(() => page.locator('ok-table tbody tr').count()).toBe(hours);
      const labels = await page.locator('ok-table tbody th').allInnerTexts();
      expect(labels.filter((label) => label.startsWith('02'))).toEqual(hours === 25 ? ['02A:00', '02B:00'] : []);
      await visit(page, 'now');
    }
    await page.context().close();
  });

  it('draws the same picture in another time zone and with a wrong clock', async () => {
    const pictures: string[] = [];
    for (const [timezoneId, wrongClock] of [
      ['Europe/Budapest', false],
      ['America/New_York', false],
      ['Pacific/Auckland', true],
    ] as const) {
      const context = await browser.newContext({ ...PHONE, timezoneId });
      const page = await context.newPage();
      if (wrongClock) await page.clock.setSystemTime(new Date('2031-05-05T05:05:05Z'));
      await pair(page, stack.url, stack.token);
      await expect.poll(() => wordsOf(page, 'ok-live-dot span')).toMatch(/élő · \d+ másodperce/);
      await visit(page, `log/day/${YESTERDAY}`);
      await page.locator('ok-log-day canvas').waitFor();
      await expect.poll(() => wordsOf(page, 'ok-log-day .heading')).toContain('10');
      await page.waitForTimeout(500);
      pictures.push(
        await page
          .locator('ok-log-day canvas')
          .first()
          .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL()),
      );
      await context.close();
    }
    expect(pictures[0]?.length).toBeGreaterThan(5000);
    expect(pictures[1] === pictures[0]).toBe(true);
    expect(pictures[2] === pictures[0]).toBe(true);
  });

  it('lets nothing jump: every page stays where it was drawn while its data come in', async () => {
    const { page } = await open();
    await page.evaluate(() => {
      const shifts = { sum: 0 };
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) shifts.sum += entry.value;
      }).observe({ type: 'layout-shift' });
    });
    for (const route of [`log/day/${YESTERDAY}`, 'cost', 'log/year', `quality/${YESTERDAY}`, 'status', 'now']) {
      await page.evaluate(() => {
        (globalThis as unknown as { shifts: { sum: number } }).shifts.sum = 0;
        scrollTo(0, document.body.scrollHeight);
      });
      await visit(page, route);
      await page.locator(`ok-page-${route.split('/')[0]}`).waitFor();
      await page.waitForTimeout(1500);
      expect(await page.evaluate(() => scrollY), `${route} begins at its top`).toBe(0);
      const jumped = await page.evaluate(() => (globalThis as unknown as { shifts: { sum: number } }).shifts.sum);
      // The limit that Chromium itself calls good.
      expect(jumped, route).toBeLessThan(0.1);
    }
    await page.context().close();
  });

  it('downloads the very CSV of the archive, and JSON and PNG', async () => {
    const { page, problems } = await open();
    await visit(page, `log/day/${YESTERDAY}`);
    await expect.poll(() => wordsOf(page, 'ok-log-day .heading')).toContain('10');
    const file = async (format: string): Promise<Buffer> => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('ok-downloads button', { hasText: format }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(`${stack.meter}-${YESTERDAY}.${format.toLowerCase()}`);
      return readFile(await download.path());
    };
    const archived = await fetch(`${stack.url}/rt/sm/${stack.meter}/${YESTERDAY}.csv`, {
      headers: { Authorization: `Bearer ${stack.token}` },
    });
    expect((await file('CSV')).toString()).toBe(await archived.text());
    expect(JSON.parse((await file('JSON')).toString()).readings).toHaveLength(8640);
    expect((await file('PNG')).subarray(1, 4).toString()).toBe('PNG');
    await visit(page, `log/month/${YESTERDAY.slice(0, 7)}`);
    await page.locator('ok-bars a').first().waitFor();
    const [png] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('ok-downloads button', { hasText: 'PNG' }).click(),
    ]);
    expect((await readFile(await png.path())).length).toBeGreaterThan(3000);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it.each([
    ['light', 'hu-HU', 360],
    ['dark', 'en-GB', 1280],
  ] as const)(
    'has no accessibility fault and no sideways scrolling: %s, %s, %i px',
    async (colorScheme, locale, width) => {
      const { page, problems } = await open({ colorScheme, locale, viewport: { width, height: 800 } });
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(locale.slice(0, 2));
      const tabs = await page
        .locator('ok-shell nav a')
        .evaluateAll((links) => links.map((link) => (link.getAttribute('href') ?? '').slice(2)));
      expect(tabs).toEqual(expect.arrayContaining(['now', 'log']));
      for (const route of [...tabs, 'log/week', 'log/month', 'log/year', 'log/all']) {
        await visit(page, route);
        await page.locator(`ok-page-${route.split('/')[0]}`).waitFor();
        if (route.startsWith('log')) await page.locator('ok-downloads').waitFor();
        await page.waitForTimeout(500);
        expect(await violations(page), route).toEqual([]);
        expect(await smallTargets(page), route).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, `${route} is wider than the screen`).toBeLessThanOrEqual(0);
      }
      expect(problems).toEqual([]);
      await page.context().close();
    },
  );
});
