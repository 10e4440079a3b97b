/** The app without a network: a cold start, browser included, up to the chart of a day; and a reload. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, dayOf } from '@okosmero/pi-service/day';
import type { Page } from 'playwright-core';
import { openInstalled, openLine, pair, visit } from '../../e2e/app-browser.js';
import { startStack } from '../../e2e/stack.js';
import { bundle } from '../bundle.js';
import { absolute, held, type Line, ratioOf } from '../ratio.js';

const ROUNDS = 9;
const SCRIPT = bundle('start/page.ts');

/** Milliseconds since the page was asked for. */
interface Start {
  readonly painted: number;
  readonly chart: number;
}

export async function measure(): Promise<Line[]> {
  await using stack = await startStack({ days: 3, fineDays: 2, coarseStep: 900, live: false });
  await using line = await openLine(stack.url);
  const profile = mkdtempSync(join(tmpdir(), 'okosmero-bench-'));
  const route = `log/day/${addDays(dayOf(Math.floor(Date.now() / 1000)), -1)}`;
  const url = `${line.origin}/#/${route}`;
  try {
    await withPage(profile, async (page) => {
      await pair(page, line.origin, stack.token);
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      // With the network, so that the day is kept and the worker serves the page.
      await started(page, () => visit(page, route));
      await started(page, () => page.reload());
    });
    line.cut();
    return await compare(profile, url);
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

async function compare(profile: string, url: string): Promise<Line[]> {
  const cold: Start[] = [];
  const reloads: Start[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    await withPage(profile, async (page) => {
      const [start, reload] = [await started(page, () => page.goto(url)), await started(page, () => page.reload())];
      // The round in front is not counted.
      if (round < 0) return;
      cold.push(start);
      reloads.push(reload);
    });
  }
  const [charts, paints] = [cold.map(({ chart }) => chart), cold.map(({ painted }) => painted)];
  const reloaded = reloads.map(({ chart }) => chart);
  return [
    held('G24 cold', 'offline cold start: to the chart of a day / to the first paint', ratioOf(charts, paints)),
    held('G24 warm', 'to the chart: a reload / the cold start', ratioOf(reloaded, charts)),
    absolute('offline cold start to the chart', 'ms', charts),
    absolute('offline cold start to the first paint', 'ms', paints),
    absolute('offline reload to the chart', 'ms', reloaded),
  ];
}

/** A page that notes when its chart has a picture, closed with its browser. */
async function withPage<T>(profile: string, use: (page: Page) => Promise<T>): Promise<T> {
  const phone = await openInstalled(profile);
  try {
    const page = phone.pages()[0] ?? (await phone.newPage());
    await page.addInitScript({ content: String((await SCRIPT).get('/page.js')) });
    return await use(page);
  } finally {
    await phone.close();
  }
}

async function started(page: Page, open: () => Promise<unknown>): Promise<Start> {
  await open();
  await page.waitForFunction(() => typeof window.bench === 'number');
  return page.evaluate(() => ({
    painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    chart: window.bench as number,
  }));
}
