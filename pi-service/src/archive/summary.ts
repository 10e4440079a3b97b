/** Pure: the columns of a day and the readings next to it -> its DaySummary. Integers only; unknown is null. */
import type { DaySummary, Gap, GapCause, Peak, PhaseVoltage } from '../contract.js';
import { dayBounds } from '../day.js';
import { ABSENT } from '../pack.js';
import { GAP_STEPS, longestStep, usualStep } from '../step.js';
import { isOutside, voltageMeans } from '../voltage.js';
import { Counter } from './counter.js';
import type { TableColumns } from './table.js';

/** First or last reading of a day, for its neighbours. */
export interface Edge {
  readonly time: number;
  readonly importWh: number;
  readonly exportWh: number;
  readonly tariffWh: readonly number[];
  readonly limitW: number;
  /** Longest silence in seconds that is no gap on its day. */
  readonly longestStep: number;
}

export interface SummaryInput {
  readonly day: string;
  readonly version: number;
  readonly closed: boolean;
  readonly columns: TableColumns;
  /** Last reading before the day and first one after it, where the archive has any. */
  readonly before: Edge | null;
  readonly after: Edge | null;
  /** Whether `before` is of a closed day: of one that is still coming in, the silence up to this day is no gap yet. */
  readonly beforeIsFinal: boolean;
  /** Up to when readings are expected: the end of the day, or now. */
  readonly until: number;
  readonly causeOf: (from: number, to: number) => GapCause;
}

const QUARTER = 900;
/** Quarter hours of a usual day, and of its night up to 5 o'clock: by day a rooftop would hide the base load. */
const USUAL_QUARTERS = 96;
const NIGHT_QUARTERS = 20;

export function edgeAt(columns: TableColumns, i: number): Edge {
  return {
    time: columns.time[i] as number,
    importWh: columns.importWh[i] as number,
    exportWh: columns.exportWh[i] as number,
    tariffWh: columns.tariffWh.map((column) => column[i] as number),
    limitW: columns.limitW[i] as number,
    longestStep: longestStep(columns.time),
  };
}

export function summarise(input: SummaryInput): DaySummary {
  const { columns, day } = input;
  const { start, end } = dayBounds(day);
  const step = usualStep(columns.time);
  const spacing = GAP_STEPS * step;
  // A day of another pace lies next to this one: the silence between them is judged by the slower.
  const reach = Math.max(spacing, input.before?.longestStep ?? 0, input.after?.longestStep ?? 0);
  const time = withEdges(input, columns.time, (edge) => edge.time);
  const limitW = withEdges(input, columns.limitW, (edge) => edge.limitW);
  const counter = (wh: number[]) => new Counter({ time, wh, limitW }, reach);
  const imports = counter(withEdges(input, columns.importWh, (edge) => edge.importWh));
  const exports = counter(withEdges(input, columns.exportWh, (edge) => edge.exportWh));
  const tariffs = columns.tariffWh.map((column, i) =>
    energyOf(counter(withEdges(input, column, (edge) => edge.tariffWh[i] ?? ABSENT)), column, columns.time, start, end),
  );
  const quarterImportWh = quarters(imports, start, end);
  const first = columns.time[0] ?? start;
  const last = columns.time.length - 1;
  return {
    day,
    version: input.version,
    closed: input.closed,
    importWh: energyOf(imports, columns.importWh, columns.time, start, end),
    exportWh: energyOf(exports, columns.exportWh, columns.time, start, end),
    tariffImportWh: tariffs.slice(0, 4),
    tariffExportWh: tariffs.slice(4),
    quarterImportWh,
    quarterExportWh: quarters(exports, start, end),
    openingImportWh: imports.reading(start),
    openingExportWh: exports.reading(start),
    closingImportWh: presentAt(columns.importWh, last),
    closingExportWh: presentAt(columns.exportWh, last),
    maxImport: peak(columns.importW, columns.time),
    maxExport: peak(columns.exportW, columns.time),
    baseLoadW: lowestHour(quarterImportWh.slice(0, NIGHT_QUARTERS + quarterImportWh.length - USUAL_QUARTERS)),
    simultaneousWh: simultaneous(columns, spacing),
    voltage: columns.voltages.map((volts) => phaseVoltage(volts, columns.time, start)),
    received: columns.time.length,
    expected: expectedRows(input.before === null ? first : start, Math.min(end, input.until), step),
    gaps: gapsOf(input, time, spacing, imports, exports),
  };
}

function withEdges(input: SummaryInput, column: ArrayLike<number>, of: (edge: Edge) => number): number[] {
  const values = Array.from(column);
  if (input.before !== null) values.unshift(of(input.before));
  if (input.after !== null) values.push(of(input.after));
  return values;
}

/** From midnight to midnight, or from the day's first reading and to its last where a midnight is not known. */
function energyOf(
  counter: Counter,
  column: ArrayLike<number>,
  time: ArrayLike<number>,
  start: number,
  end: number,
): number | null {
  let first = 0;
  let last = column.length - 1;
  while (first <= last && column[first] === ABSENT) first++;
  while (last >= first && column[last] === ABSENT) last--;
  if (first > last) return null;
  const from = counter.reading(start) === null ? (time[first] as number) : start;
  const to = counter.reading(end) === null ? (time[last] as number) : end;
  return from === to ? null : counter.between(from, to);
}

function quarters(counter: Counter, start: number, end: number): (number | null)[] {
  return Array.from({ length: (end - start) / QUARTER }, (_, i) =>
    counter.between(start + i * QUARTER, start + (i + 1) * QUARTER),
  );
}

function presentAt(column: ArrayLike<number>, i: number): number | null {
  const value = column[i];
  return value === undefined || value === ABSENT ? null : value;
}

function peak(watts: ArrayLike<number>, time: ArrayLike<number>): Peak | null {
  let best = -1;
  for (let i = 0; i < watts.length; i++)
    if (watts[i] !== ABSENT && (best < 0 || (watts[i] as number) > (watts[best] as number))) best = i;
  return best < 0 ? null : { w: watts[best] as number, at: time[best] as number };
}

function lowestHour(quarterWh: readonly (number | null)[]): number | null {
  let lowest: number | null = null;
  for (let i = 0; i + 4 <= quarterWh.length; i += 4) {
    let hour: number | null = 0;
    for (let k = i; k < i + 4; k++) {
      const quarter = quarterWh[k] as number | null;
      hour = hour === null || quarter === null ? null : hour + quarter;
    }
    if (hour !== null && (lowest === null || hour < lowest)) lowest = hour;
  }
  return lowest;
}

function simultaneous({ time, importW, exportW }: TableColumns, spacing: number): number {
  let wattSeconds = 0;
  for (let i = 0; i + 1 < time.length; i++) {
    const seconds = (time[i + 1] as number) - (time[i] as number);
    // ABSENT is far below zero.
    const both = Math.min(importW[i] as number, exportW[i] as number);
    if (both > 0 && seconds <= spacing) wattSeconds += both * seconds;
  }
  return Math.round(wattSeconds / 3600);
}

function phaseVoltage(volts: Int32Array, time: Uint32Array, start: number): PhaseVoltage | null {
  let min = Number.MAX_SAFE_INTEGER;
  let max = -1;
  for (const value of volts) {
    if (value === ABSENT) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (max < 0) return null;
  const means = voltageMeans(volts, time, start);
  return { min: min / 100, max: max / 100, outside: means.filter(isOutside).length, means: means.length };
}

function expectedRows(from: number, to: number, step: number): number {
  return Math.max(0, Math.round((to - from) / step));
}

function gapsOf(
  { before, after, beforeIsFinal, causeOf }: SummaryInput,
  time: readonly number[],
  spacing: number,
  imports: Counter,
  exports: Counter,
): Gap[] {
  const gaps: Gap[] = [];
  for (let i = 0; i + 1 < time.length; i++) {
    const from = time[i] as number;
    const to = time[i + 1] as number;
    const beside = from === before?.time ? before.longestStep : to === after?.time ? after.longestStep : 0;
    if (to - from <= Math.max(spacing, beside)) continue;
    if (from === before?.time && !beforeIsFinal) continue;
    const importWh = imports.across(from, to);
    gaps.push({ from, to, cause: causeOf(from, to), importWh, exportWh: exports.across(from, to) });
  }
  return gaps;
}
