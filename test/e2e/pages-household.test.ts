import { gunzipSync } from 'node:zlib';
import { type Household, ROUTES } from '@okosmero/pi-service/contract';
import { addDays, dayBounds, dayOf } from '@okosmero/pi-service/day';
import { DEFAULT_CONTRACTS } from '@okosmero/pi-service/default-contracts';
import { ABSENT, decodePhases } from '@okosmero/pi-service/pack';
import { MEAN_SECONDS } from '@okosmero/pi-service/voltage';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './app-axe.js';
import { type Line, openBrowser, openLine, PHONE, pair, visit, watch, wordsOf } from './app-browser.js';
import { fetchApi } from './missing.js';
import { pairingCode } from './service.js';
import { type Stack, startStack } from './stack.js';

const TODAY = dayOf(Math.floor(Date.now() / 1000));
const YESTERDAY = addDays(TODAY, -1);
/** Back into the month before, so that the archive has a month's end to compare. */
const DAYS = 35;

/** Every page, and what only shows when its data are there. */
const PAGES = [
  ['now', 'ok-page-now .now'],
  [`log/day/${YESTERDAY}`, 'ok-log-day canvas'],
  ['log/year', 'ok-bars a'],
  ['cost', 'ok-page-cost tfoot'],
  [`quality/${YESTERDAY}`, 'ok-voltage-chart path'],
] as const;

let stack: Stack;
let browser: Browser;
/** Stands for the home network. */
let line: Line;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ days: DAYS, fineDays: 2, coarseStep: 7200 }), openBrowser()]);
  line = await openLine(stack.url);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await line?.[Symbol.asyncDispose]();
  await stack?.[Symbol.asyncDispose]();
});

async function openPhone(
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({ ...PHONE, ...options });
  const page = await context.newPage();
  return { page, problems: watch(page, line.origin) };
}

async function openPaired(
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ page: Page; problems: string[] }> {
  const phone = await openPhone(options);
  await pair(phone.page, line.origin, stack.token);
  return phone;
}

async function household(): Promise<Household> {
  return (await (await fetchApi(stack, ROUTES.household)).json()) as Household;
}

const priceField = (page: Page) => page.locator('ok-contract-form input[name="prices.0.within"]');
const verdict = (page: Page) => wordsOf(page, 'ok-contract-form [role=status]');

/** The contract is told in a line; whoever wants to change it opens the form. */
async function openContract(page: Page): Promise<void> {
  await page.locator('ok-contract-form summary').click();
}

async function save(page: Page): Promise<void> {
  await page.locator('ok-contract-form .primary').click();
}

describe('the pages of the household', { timeout: 120_000 }, () => {
  it('pairs by code and asks for the contract, by keyboard alone and in the language chosen', async () => {
    const { page, problems } = await openPhone();
    await page.goto(line.origin);
    await expect.poll(() => wordsOf(page, 'ok-page-welcome h2')).toBe('Párosítás');
    await page.locator('#code').fill('AAAA-AAAA');
    await page.keyboard.press('Enter');
    await expect.poll(() => wordsOf(page, '[role=alert]')).toContain('nem jó, vagy lejárt');
    await page.locator('fieldset :checked').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => wordsOf(page, 'ok-page-welcome h2')).toBe('Pair this phone');
    expect(await page.locator('#code').inputValue()).toBe('AAAA-AAAA');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(await pairingCode(stack.data));
    await page.keyboard.press('Enter');
    await expect.poll(() => wordsOf(page, 'ok-first-contract h2')).toBe('This phone is paired');

    const before = await household();
    expect(before).toMatchObject({ version: 0, contracts: { [stack.meter]: { tariff: 'A1', settlement: 'brutto' } } });
    for (const key of ['Tab', 'ArrowDown', 'Tab', 'ArrowDown', 'Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
    await expect.poll(() => wordsOf(page, 'ok-page-now .now')).toMatch(/^\d+\.\d\dkW$/);
    const contract = { ...DEFAULT_CONTRACTS.A2, settlement: 'szaldo' };
    expect(await household()).toMatchObject({ version: 1, contracts: { [stack.meter]: contract } });
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('leaves the contract alone on a phone that skips it', async () => {
    const { page, problems } = await openPhone();
    await page.goto(line.origin);
    await page.locator('#code').fill(await pairingCode(stack.data));
    await page.keyboard.press('Enter');
    const before = await household();
    await page.getByRole('link', { name: 'Kihagyom' }).click();
    await page.locator('ok-page-now').waitFor();
    expect(await household()).toEqual(before);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('keeps an edited price over a reload and shows it offline, where saving says what it needs', async () => {
    const { page, problems } = await openPaired();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await visit(page, 'cost');
    await openContract(page);
    await priceField(page).fill('negyven');
    await save(page);
    await expect.poll(() => verdict(page)).toContain('pirossal keretezett');
    expect(await priceField(page).getAttribute('aria-invalid')).toBe('true');
    await priceField(page).fill('41,5');
    await save(page);
    await expect.poll(() => verdict(page)).toContain('Mentve');
    expect((await household()).contracts[stack.meter]?.prices[0]?.importWithin[0]).toBe(41.5);
    await page.reload();
    await expect.poll(() => priceField(page).inputValue()).toBe('41,5');
    line.cut();
    try {
      await page.reload();
      await expect.poll(() => priceField(page).inputValue()).toBe('41,5');
      await openContract(page);
      await priceField(page).fill('50');
      await save(page);
      await expect.poll(() => verdict(page)).toBe('Menteni csak kapcsolattal lehet.');
    } finally {
      line.join();
    }
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('tells the second of two phones about the first one’s change before it overwrites it', async () => {
    const first = await openPaired();
    // A phone that the news of the first does not reach.
    const second = await openPhone({ serviceWorkers: 'block' });
    await second.page.route('**/api/live*', (route) => route.abort());
    await pair(second.page, line.origin, stack.token);
    for (const { page } of [first, second]) {
      await visit(page, 'cost');
      await openContract(page);
    }
    await priceField(second.page).fill('43');
    await priceField(first.page).fill('42');
    await save(first.page);
    await expect.poll(() => verdict(first.page)).toContain('Mentve');

    const fetched = second.page.waitForResponse(
      (answer) => answer.url().endsWith(ROUTES.household) && answer.request().method() === 'GET' && answer.ok(),
    );
    const refused = second.page.waitForResponse((answer) => answer.request().method() === 'PUT');
    await save(second.page);
    expect((await refused).status()).toBe(409);
    await expect.poll(() => verdict(second.page)).toContain('Közben egy másik telefonon megváltoztatták');
    expect((await household()).contracts[stack.meter]?.prices[0]?.importWithin[0]).toBe(42);
    await (await fetched).finished();
    await save(second.page);
    await expect.poll(() => verdict(second.page)).toContain('Mentve');
    await expect.poll(() => priceField(first.page).inputValue()).toBe('43');
    expect([...first.problems, ...second.problems]).toEqual([]);
    await first.page.context().close();
    await second.page.context().close();
  });

  it('shows the day’s voltages as the archive has them, and the month-end certificate', async () => {
    const packed = await fetchApi(stack, ROUTES.phasesPack(stack.meter, YESTERDAY));
    const unpacked = decodePhases(gunzipSync(await packed.arrayBuffer()));
    if (!unpacked.ok) throw new Error(unpacked.reason);
    const { time, voltages } = unpacked.columns;
    const { start, end } = dayBounds(YESTERDAY);
    const means = voltages.map((column) => {
      const known = [...column].filter((volts, i) => volts !== ABSENT && (time[i] as number) < start + MEAN_SECONDS);
      return known.reduce((sum, volts) => sum + volts, 0) / known.length / 100;
    });
    const volts = new Intl.NumberFormat('hu-HU', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

    const { page, problems } = await openPaired();
    await visit(page, `quality/${YESTERDAY}`);
    await page.locator('ok-day-voltage summary').click();
    const row = page.locator('ok-day-voltage ok-table tbody tr').first();
    await expect
      .poll(() => row.locator('th, td').allInnerTexts())
      .toEqual(['00:00', ...means.map((mean) => volts.format(mean))]);
    const lines = await page
      .locator('ok-voltage-chart path')
      .evaluateAll((paths) => paths.map((path) => (path.getAttribute('d') ?? '').split(/[ML]/).length - 1));
    const count = (end - start) / MEAN_SECONDS;
    expect(lines).toEqual([count, count, count]);

    const month = new Intl.DateTimeFormat('hu-HU', { year: 'numeric', month: 'long', timeZone: 'UTC' });
    const ended = month.format(Date.parse(`${addDays(`${TODAY.slice(0, 7)}-01`, -1)}T00:00Z`));
    const certificate = page.locator('ok-page-quality .facts > div', { hasText: ended });
    await expect.poll(() => certificate.allInnerTexts()).toEqual([expect.stringContaining('✓ 0,000 kWh')]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('notifies of an alert on whatever page the app is, and once', async () => {
    const { page, problems } = await openPhone({ permissions: ['notifications'] });
    await pair(page, line.origin, stack.token);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const shown = () =>
      page.evaluate(async () => {
        const worker = await navigator.serviceWorker.ready;
        return (await worker.getNotifications()).map(({ title, body }) => `${title}: ${body}`);
      });
    await visit(page, 'status');
    await page.getByLabel('Értesítés, amíg az alkalmazás fut').check();
    await expect.poll(() => page.evaluate(() => customElements.get('ok-notifier') !== undefined)).toBe(true);
    expect(await shown()).toEqual([]);

    const held = await household();
    const before = held.contracts[stack.meter];
    if (before === undefined) throw new Error('no contract');
    const used = { ...before, allowance: { kWh: 0.1, yearStart: YESTERDAY.slice(5) } };
    const put = (contract: typeof before, version: number) =>
      page.evaluate(
        async ([path, body]) => {
          const headers = { 'Content-Type': 'application/json' };
          return (await fetch(path, { method: 'PUT', headers, body })).status;
        },
        [
          ROUTES.household,
          JSON.stringify({ ...held, version, contracts: { ...held.contracts, [stack.meter]: contract } }),
        ] as const,
      );
    expect(await put(used, held.version)).toBe(200);
    await expect.poll(shown).toEqual([expect.stringMatching(/^Okosmérő: A kedvezményes sáv .+ elfogyott/)]);
    expect(page.url()).toContain('#/status');
    await page.evaluate(async () => {
      for (const one of await (await navigator.serviceWorker.ready).getNotifications()) one.close();
    });
    await page.reload();
    await visit(page, 'now');
    await expect.poll(() => wordsOf(page, 'ok-alerts li')).toContain('elfogyott');
    await page.waitForTimeout(1000);
    expect(await shown()).toEqual([]);
    expect(await put(before, held.version + 1)).toBe(200);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('tells on Állapot that the browser gives no more room', async () => {
    const { page, problems } = await openPhone();
    const devtools = await page.context().newCDPSession(page);
    await page.goto(line.origin);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: line.origin, quotaSize: 20_000 });
    await pair(page, line.origin, stack.token);
    await visit(page, 'status');
    await expect.poll(() => wordsOf(page, 'ok-page-status .full')).toContain('nem ad több helyet');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it.each([
    ['light', 'hu-HU', 360],
    ['dark', 'en-GB', 1280],
  ] as const)('has no accessibility fault: %s, %s, %i px', async (colorScheme, locale, width) => {
    const { page, problems } = await openPhone({ colorScheme, locale, viewport: { width, height: 800 } });
    const check = async (name: string, shown: string) => {
      await page.locator(shown).first().waitFor();
      await page.waitForTimeout(300);
      expect(await violations(page), name).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, `${name} is wider than the screen`).toBeLessThanOrEqual(0);
    };
    await page.goto(line.origin);
    await check('pairing', 'ok-page-welcome #code');
    await pair(page, line.origin, stack.token);
    for (const [route, shown] of [
      ['welcome', 'ok-first-contract select'],
      ['cost', 'ok-contract-form summary'],
      [`quality/${YESTERDAY}`, 'ok-voltage-chart path'],
      ['status', 'ok-chain .good'],
    ] as const) {
      await visit(page, route);
      await check(route, shown);
      if (route !== 'cost') continue;
      await openContract(page);
      await check('cost, contract open', 'ok-contract-form select');
    }
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('says on Állapot that the service does not answer, and opens everything all the same', async () => {
    const { page, problems } = await openPaired();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    for (const [route, shown] of PAGES) {
      await visit(page, route);
      await page.locator(shown).first().waitFor();
    }
    await visit(page, 'status');
    await expect.poll(() => page.locator('ok-chain .good').count()).toBeGreaterThanOrEqual(5);
    await stack.service.stop();
    await page.reload();
    await expect.poll(() => wordsOf(page, 'ok-chain li:last-child')).toContain('nem éri el a szolgáltatást');
    expect(await page.locator('ok-chain .good').count()).toBe(0);
    const age = await page.locator('ok-live-dot').boundingBox();
    expect((age?.x ?? 0) + (age?.width ?? PHONE.viewport.width)).toBeLessThan(PHONE.viewport.width - 16);
    for (const [route, shown] of PAGES) {
      await visit(page, route);
      await page.locator(shown).first().waitFor();
    }
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
