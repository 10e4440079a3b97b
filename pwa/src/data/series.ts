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
  const { time, importW, exportW } = columns;
  const stretches = findStretches(time);
  const each = Uint32Array.from(time.keys());
  const readings = {
    first: each,
    last: each,
    importMin: importW,
    importMax: importW,
    exportMin: exportW,
    exportMax: exportW,
  };
  const levels: Level[] = [];
  let level = coarser(readings, stretches);
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

function coarser(fine: Level, stretches: readonly number[]): Level {
  const starts = stretches.map((reading) => firstAtOrAfter(fine.first, reading));
  const cuts = cut(starts, fine.first.length);
  return {
    first: Uint32Array.from(cuts.subarray(0, -1), (from) => fine.first[from] as number),
    last: Uint32Array.from(cuts.subarray(1), (to) => fine.last[to - 1] as number),
    importMin: leastOf(fine.importMin, cuts),
    importMax: mostOf(fine.importMax, cuts),
    exportMin: leastOf(fine.exportMin, cuts),
    exportMax: mostOf(fine.exportMax, cuts),
  };
}

/** Where runs of {@link FACTOR} of so many items begin, anew at each of `starts`; the last run ends at the last entry. */
function cut(starts: readonly number[], length: number): Uint32Array {
  const cuts: number[] = [];
  for (let i = 0; i < starts.length; i++) {
    const stop = starts[i + 1] ?? length;
    for (let first = starts[i] as number; first < stop; first += FACTOR) cuts.push(first);
  }
  cuts.push(length);
  return Uint32Array.from(cuts);
}

/** The least of each run. Plain loops here and below: they run cold, before the first picture, and over every reading. */
function leastOf(values: Int32Array, cuts: Uint32Array): Int32Array {
  const least = new Int32Array(cuts.length - 1);
  for (let run = 0, i = 0; run < least.length; run++) {
    let found = ABSENT as number;
    for (const end = cuts[run + 1] as number; i < end; i++) {
      const value = values[i] as number;
      if (value !== ABSENT && (found === ABSENT || value < found)) found = value;
    }
    least[run] = found;
  }
  return least;
}

function mostOf(values: Int32Array, cuts: Uint32Array): Int32Array {
  const most = new Int32Array(cuts.length - 1);
  for (let run = 0, i = 0; run < most.length; run++) {
    let found = ABSENT as number;
    for (const end = cuts[run + 1] as number; i < end; i++) {
      // ABSENT is less than any value.
      if ((values[i] as number) > found) found = values[i] as number;
    }
    most[run] = found;
  }
  return most;
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

function push(out: ChartColumns, time: number, importW: number, exportW: number): void {
  out[0].push(time);
  out[1].push(importW === ABSENT ? null : importW);
  out[2].push(exportW === ABSENT ? null : exportW === 0 ? 0 : -exportW);
}

/** A point without values just before a stretch begins: the line ends at the gap instead of crossing it. */
function breakLine(out: ChartColumns, time: number): void {
  out[0].push(time - 0.5);
  out[1].push(null);
  out[2].push(null);
}
