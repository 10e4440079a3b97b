/** Runs in Chromium: the same days drawn by every side. Each library is loaded only when its turn comes. */
import type { DayColumns } from '@okosmero/pi-service/pack';
import { openPack } from '@okosmero/pwa/data/pack';
import { interleave } from '../rounds.js';
import { HEIGHT, type MakeChart, type Shown, type Stretch, WIDTH } from './chart.js';

const SIDES: Readonly<Record<string, () => Promise<{ readonly make: MakeChart }>>> = {
  ours: () => import('./ours.js'),
  chartjs: () => import('./chartjs.js'),
  echarts: () => import('./echarts.js'),
  canvas: () => import('./canvas.js'),
};
export type SideName = 'ours' | 'chartjs' | 'echarts' | 'canvas';

const DAY = 86_400;
/** Frames of a round: one alone is too short for the clock. */
const FRAMES = 20;

async function columnsOf(path: string): Promise<DayColumns> {
  const columns = openPack('power', new Uint8Array(await (await fetch(path)).arrayBuffer()));
  if (columns === null) throw new Error(`${path} is no pack`);
  return columns;
}

/** A year in full resolution, made of the days that there are, over and over. */
async function yearOf(distinct: number): Promise<DayColumns> {
  const days = await Promise.all(Array.from({ length: distinct }, (_, i) => columnsOf(`/day-${i}.pack`)));
  const used = Array.from({ length: 365 }, (_, i) => days[i % distinct] as DayColumns);
  const rows = used.reduce((sum, { time }) => sum + time.length, 0);
  const year = { time: new Uint32Array(rows), importW: new Int32Array(rows), exportW: new Int32Array(rows) };
  let at = 0;
  for (const [i, { time, importW, exportW }] of used.entries()) {
    const shift = (days[0]?.time[0] ?? 0) + i * DAY - (time[0] ?? 0);
    year.time.set(
      time.map((instant) => instant + shift),
      at,
    );
    year.importW.set(importW, at);
    year.exportW.set(exportW, at);
    at += time.length;
  }
  return { ...year, importWh: new Float64Array(), exportWh: new Float64Array() };
}

const wholeOf = ({ time }: DayColumns): Stretch => ({ from: time[0] ?? 0, to: time.at(-1) ?? 1 });

function newHost(): HTMLElement {
  const host = document.createElement('div');
  host.style.width = `${WIDTH}px`;
  host.style.height = `${HEIGHT}px`;
  document.body.append(host);
  return host;
}

/** Reading a pixel back makes the browser finish the picture. */
function finish({ canvas }: Shown): void {
  canvas.getContext('2d')?.getImageData(0, 0, 1, 1);
}

/** A side that had not drawn yet when its time was taken did not do the work. */
function checkDrawn(who: string, { canvas }: Shown): void {
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  let drawn = 0;
  for (let i = 3; i < pixels.length; i += 4) if (pixels[i] !== 0) drawn++;
  if (drawn < 1000) throw new Error(`${who} drew ${drawn} pixels`);
}

async function load(side: SideName): Promise<MakeChart> {
  const found = await SIDES[side]?.();
  if (found === undefined) throw new Error(`there is no side ${side}`);
  return found.make;
}

let year: DayColumns | null = null;
const kept: unknown[] = [];

export const bench = {
  /** Milliseconds from the readings to the picture, the library loaded but never run before. */
  async firstPaint(side: SideName): Promise<number> {
    const columns = await columnsOf('/day-0.pack');
    const draw = (await load(side))(columns);
    const host = newHost();
    const start = performance.now();
    const shown = await draw(host, wholeOf(columns));
    finish(shown);
    const cost = performance.now() - start;
    checkDrawn(side, shown);
    return cost;
  },

  /** Milliseconds a frame while half of what there is moves past. */
  async pan(distinct: number, rounds: number, sides: readonly SideName[]): Promise<Record<string, number[]>> {
    const columns = distinct === 1 ? await columnsOf('/day-0.pack') : await yearOf(distinct);
    const { from, to } = wholeOf(columns);
    const half = (to - from) / 2;
    const step = half / (FRAMES + 1);
    const charts: Record<string, () => Promise<number>> = {};
    for (const side of sides) {
      const shown = await (await load(side))(columns)(newHost(), { from, to: from + half });
      charts[side] = async () => {
        const start = performance.now();
        for (let frame = 1; frame <= FRAMES; frame++) {
          await shown.show({ from: from + frame * step, to: from + frame * step + half });
          finish(shown);
        }
        const cost = (performance.now() - start) / FRAMES;
        checkDrawn(side, shown);
        return cost;
      };
    }
    return interleave(charts, rounds);
  },

  /** Has the readings of a year in memory: everything that follows comes on top. */
  async prepareYear(distinct: number, side: SideName): Promise<void> {
    year = await yearOf(distinct);
    kept.push(await load(side));
  },

  async drawYear(side: SideName): Promise<void> {
    if (year === null) throw new Error('prepareYear comes first');
    const draw = (await load(side))(year);
    const shown = await draw(newHost(), wholeOf(year));
    finish(shown);
    checkDrawn(side, shown);
    kept.push(draw, shown);
  },
};

window.bench = bench;
