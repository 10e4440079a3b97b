/**
 * The load curve of a day as a chart draws it: import above zero, export below, over a min-max pyramid. However far one
 * zooms out, a frame touches about two points a pixel and no peak is lost; zoomed in, it is the readings themselves.
 */

import { ABSENT, type DayColumns } from '@okosmero/pi-service/pack';
import { longestStep } from '@okosmero/pi-service/step';

/** Readings of a bucket lie at `first`..`last` of the columns; extremes in W, export as it is (positive). */
interface Level {
  readonly first: Uint32Array;
  readonly last: Uint32Array;
  readonly importMin: Int32Array;
  readonly importMax: Int32Array;
  readonly exportMin: Int32Array;
  readonly exportMax: Int32Array;
}

export interface Pyramid {
  readonly columns: DayColumns;
  /** Index of the first reading of each uninterrupted stretch. */
  readonly stretches: readonly number[];
  /** Buckets of 4, 16, 64 … readings; a bucket never reaches over a gap. */
  readonly levels: readonly Level[];
}

/** Columns as uPlot takes them: x ascending in seconds; null where nothing is known; export below zero. */
export type ChartColumns = [x: number[], importW: (number | null)[], exportW: (number | null)[]];

const FACTOR = 4;

export function buildPyramid(columns: DayColumns): Pyramid {
  const stretches = findStretches(columns.time);
  const levels: Level[] = [];
  let level = baseLevel(columns, stretches);
  while (level.first.length > 2 * stretches.length && level.first.length > 64) {
    levels.push(level);
    level = coarser(level, stretches);
  }
  return { columns, stretches, levels };
}

/** What to draw between two instants on so many pixels, with one reading more at either side. */
export function viewOf(pyramid: Pyramid, from: number, to: number, pixels: number): ChartColumns {
  const { time } = pyramid.columns;
  const start = Math.max(0, firstAtOrAfter(time, from) - 1);
  const end = Math.min(time.length, firstAtOrAfter(time, to) + 1);
  const readings = end - start;
  // A bucket gives two points: one bucket a pixel is all that can be seen.
  const wanted = Math.ceil(Math.log(Math.max(1, readings / (2 * Math.max(1, pixels)))) / Math.log(FACTOR));
  const level = wanted <= 0 ? undefined : pyramid.levels[Math.min(wanted, pyramid.levels.length) - 1];
  return level === undefined ? rawView(pyramid, start, end) : bucketView(pyramid, level, start, end);
}

/** Index of the reading nearest to an instant, or -1 when there is none within `reach` seconds. */
export function nearest(time: Uint32Array, instant: number, reach: number): number {
  const after = firstAtOrAfter(time, instant);
  const candidates = [after - 1, after].filter((i) => i >= 0 && i < time.length);
  let best = -1;
  let distance = reach;
  for (const i of candidates) {
    const off = Math.abs((time[i] as number) - instant);
    if (off <= distance) {
      best = i;
      distance = off;
    }
  }
  return best;
}

function findStretches(time: Uint32Array): number[] {
  const longest = longestStep(time);
  const stretches = time.length === 0 ? [] : [0];
  for (let i = 1; i < time.length; i++) if ((time[i] as number) - (time[i - 1] as number) > longest) stretches.push(i);
  return stretches;
}

/** Index of the first instant at or after the given one; `time.length` when all are earlier. */
export function firstAtOrAfter(time: ArrayLike<number>, instant: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((time[middle] as number) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

function newLevel(buckets: number): Level {
  return {
    first: new Uint32Array(buckets),
    last: new Uint32Array(buckets),
    importMin: new Int32Array(buckets).fill(ABSENT),
    importMax: new Int32Array(buckets).fill(ABSENT),
    exportMin: new Int32Array(buckets).fill(ABSENT),
    exportMax: new Int32Array(buckets).fill(ABSENT),
  };
}

function baseLevel({ time, importW, exportW }: DayColumns, stretches: readonly number[]): Level {
  const bounds = chunk(stretches, time.length);
  const level = newLevel(bounds.length);
  for (const [bucket, [first, end]] of bounds.entries()) {
    level.first[bucket] = first;
    level.last[bucket] = end - 1;
    for (let i = first; i < end; i++) {
      widen(level.importMin, level.importMax, bucket, importW[i] as number, importW[i] as number);
      widen(level.exportMin, level.exportMax, bucket, exportW[i] as number, exportW[i] as number);
    }
  }
  return level;
}

function coarser(fine: Level, stretches: readonly number[]): Level {
  const starts = stretches.map((reading) => firstAtOrAfter(fine.first, reading));
  const bounds = chunk(starts, fine.first.length);
  const level = newLevel(bounds.length);
  for (const [bucket, [first, end]] of bounds.entries()) {
    level.first[bucket] = fine.first[first] as number;
    level.last[bucket] = fine.last[end - 1] as number;
    for (let i = first; i < end; i++) {
      widen(level.importMin, level.importMax, bucket, fine.importMin[i] as number, fine.importMax[i] as number);
      widen(level.exportMin, level.exportMax, bucket, fine.exportMin[i] as number, fine.exportMax[i] as number);
    }
  }
  return level;
}

/** Cuts `length` items into runs of {@link FACTOR} that start anew at each of `starts`. */
function chunk(starts: readonly number[], length: number): [first: number, end: number][] {
  const bounds: [number, number][] = [];
  for (const [i, start] of starts.entries()) {
    const stop = starts[i + 1] ?? length;
    for (let first = start; first < stop; first += FACTOR) bounds.push([first, Math.min(first + FACTOR, stop)]);
  }
  return bounds;
}

function widen(min: Int32Array, max: Int32Array, at: number, low: number, high: number): void {
  if (low === ABSENT) return;
  if (min[at] === ABSENT || low < (min[at] as number)) min[at] = low;
  if (max[at] === ABSENT || high > (max[at] as number)) max[at] = high;
}

function rawView({ columns, stretches }: Pyramid, start: number, end: number): ChartColumns {
  const out: ChartColumns = [[], [], []];
  let next = firstAtOrAfter(stretches, start + 1);
  for (let i = start; i < end; i++) {
    if (i === stretches[next]) {
      breakLine(out, columns.time[i] as number);
      next++;
    }
    push(out, columns.time[i] as number, columns.importW[i] as number, columns.exportW[i] as number);
  }
  return out;
}

function bucketView({ columns, stretches }: Pyramid, level: Level, start: number, end: number): ChartColumns {
  const out: ChartColumns = [[], [], []];
  let next = firstAtOrAfter(stretches, start + 1);
  for (let b = Math.max(0, firstAtOrAfter(level.last, start)); b < level.first.length; b++) {
    const first = level.first[b] as number;
    if (first >= end) break;
    if (first === stretches[next]) {
      breakLine(out, columns.time[first] as number);
      next++;
    }
    const last = level.last[b] as number;
    push(out, columns.time[first] as number, level.importMin[b] as number, level.exportMin[b] as number);
    if (last > first)
      push(out, columns.time[last] as number, level.importMax[b] as number, level.exportMax[b] as number);
  }
  return out;
}

function push([x, up, down]: ChartColumns, time: number, importW: number, exportW: number): void {
  x.push(time);
  up.push(importW === ABSENT ? null : importW);
  down.push(exportW === ABSENT ? null : exportW === 0 ? 0 : -exportW);
}

/** A point without values just before a stretch begins: the line ends at the gap instead of crossing it. */
function breakLine([x, up, down]: ChartColumns, time: number): void {
  x.push(time - 0.5);
  up.push(null);
  down.push(null);
}
