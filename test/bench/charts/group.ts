/** Charts in headless Chromium without a GPU: first paint of a day, frames while panning, memory of a year. */
import type { BrowserContext, Page } from 'playwright-core';
import { openPage, openPages } from '../browser.js';
import { bundle } from '../bundle.js';
import { daysOfYear } from '../household-day.js';
import { absolute, compared, held, type Line, ratioOf } from '../ratio.js';
import { interleave } from '../rounds.js';
import type { bench, SideName } from './page.js';

type Bench = typeof bench;

const DISTINCT = 4;
const PAINTS = 9;
const ROUNDS = 11;
const HEAPS = 3;
const SIDES = ['ours', 'chartjs', 'echarts', 'canvas'] as const;

export async function measure(): Promise<Line[]> {
  const files = await bundle('charts/page.ts');
  for (const [i, { pack }] of daysOfYear(DISTINCT).entries()) files.set(`/day-${i}.pack`, pack);
  await using served = await openPages(files);
  const [origin] = served.origins;
  return [
    ...(await firstPaint(served.context, origin)),
    ...(await panning(served.context, origin)),
    ...(await memory(served.context, origin)),
  ];
}

async function withPage<T>(context: BrowserContext, origin: string, use: (page: Page) => Promise<T>): Promise<T> {
  const page = await openPage(context, origin);
  try {
    return await use(page);
  } finally {
    await page.close();
  }
}

async function firstPaint(context: BrowserContext, origin: string): Promise<Line[]> {
  const paint = (side: SideName) => () =>
    withPage(context, origin, (page) => page.evaluate((name) => (window.bench as Bench).firstPaint(name), side));
  const costs = await interleave(
    { ours: paint('ours'), chartjs: paint('chartjs'), echarts: paint('echarts'), canvas: paint('canvas') },
    PAINTS,
  );
  return [
    held('G19', 'first paint of a day: Chart.js / ours', ratioOf(costs.chartjs, costs.ours)),
    held('G19', 'first paint of a day: ECharts / ours', ratioOf(costs.echarts, costs.ours)),
    ...SIDES.map((side) => absolute(`first paint of a day, ${side}`, 'ms', costs[side])),
  ];
}

async function panning(context: BrowserContext, origin: string): Promise<Line[]> {
  const pan = (distinct: number, sides: readonly SideName[]) =>
    withPage(context, origin, (page) =>
      page.evaluate(([days, rounds, names]) => (window.bench as Bench).pan(days, rounds, names), [
        distinct,
        ROUNDS,
        sides,
      ] as const),
    );
  const of = (costs: Record<string, number[]>, side: SideName): number[] => {
    const found = costs[side];
    if (found === undefined) throw new Error(`no frames of ${side}`);
    return found;
  };
  const day = await pan(1, SIDES);
  const year = await pan(DISTINCT, ['ours']);
  return [
    held('G20', 'frame while panning a day: ours / raw canvas', ratioOf(of(day, 'ours'), of(day, 'canvas'))),
    held('G21', 'frame while panning: a year / a day, ours', ratioOf(of(year, 'ours'), of(day, 'ours'))),
    compared('frame while panning a day: Chart.js / ours', ratioOf(of(day, 'chartjs'), of(day, 'ours'))),
    compared('frame while panning a day: ECharts / ours', ratioOf(of(day, 'echarts'), of(day, 'ours'))),
    ...SIDES.map((side) => absolute(`frame of a day, ${side}`, 'ms', of(day, side))),
    absolute('frame of a year, ours', 'ms', of(year, 'ours')),
  ];
}

/** What a chart of 3.15 million readings adds to the page that has them: JS heap, and heap with typed arrays. */
async function memory(context: BrowserContext, origin: string): Promise<Line[]> {
  const withArrays: number[] = [];
  const measureOne = (side: 'ours' | 'chartjs') => () =>
    withPage(context, origin, async (page) => {
      await page.evaluate(([days, name]) => (window.bench as Bench).prepareYear(days, name), [DISTINCT, side] as const);
      const before = await heapOf(page);
      await page.evaluate((name) => (window.bench as Bench).drawYear(name), side);
      const after = await heapOf(page);
      if (side === 'ours') withArrays.push(after.all - before.all);
      return after.heap - before.heap;
    });
  const heap = await interleave({ ours: measureOne('ours'), chartjs: measureOne('chartjs') }, HEAPS);
  const arrays = withArrays.slice(-HEAPS);
  return [
    held('G22', 'heap that a year adds: Chart.js / ours', ratioOf(heap.chartjs, heap.ours)),
    compared('the same with the typed arrays of our pyramid counted', ratioOf(heap.chartjs, arrays)),
    absolute('heap that a year adds, ours', 'MB', heap.ours),
    absolute('the same with the typed arrays of the pyramid', 'MB', arrays),
    absolute('heap that a year adds, Chart.js', 'MB', heap.chartjs),
  ];
}

async function heapOf(page: Page): Promise<{ readonly heap: number; readonly all: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize: number;
  };
  await session.detach();
  return { heap: usedSize / 1e6, all: (usedSize + backingStorageSize) / 1e6 };
}
