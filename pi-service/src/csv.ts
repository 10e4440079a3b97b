/**
 * Reading -> row of the daily CSV and back. Pure and browser-safe; the text around the cells is the csv library's job.
 * A row is `9912345678,2023-08-15 15:52:00,S,2.352,0.0,8995.626,1590.321`: the meter's printed clock with its letter, then
 * kW, kW, kWh, kWh in the shortest decimal form with at least one decimal. An absent register is an empty cell.
 */
import { type CosemValue, METER_ID } from '@okosmero/moddable-app/contract';
import { CSV_HEADER } from './contract.js';
import { clockInstant, clockText, type Dst } from './day.js';

/** Cells in the order of {@link CSV_HEADER}. */
export type CsvCells = readonly [string, string, string, string, string, string, string];

/** The part of a reading that a row shows. */
export interface CsvSource {
  readonly meterId: string;
  readonly objects: Readonly<Record<string, CosemValue>>;
}

/** The columns of one instant. W, W, Wh, Wh; null is absent. */
export interface CsvRow {
  readonly meterId: string;
  readonly time: number;
  readonly dst: Dst;
  readonly importW: number | null;
  readonly exportW: number | null;
  readonly importWh: number | null;
  readonly exportWh: number | null;
}

export type ParsedRow = { readonly ok: true; readonly row: CsvRow } | { readonly ok: false; readonly reason: string };

const IMPORT_TARIFFS = ['1-0:1.8.1', '1-0:1.8.2', '1-0:1.8.3', '1-0:1.8.4'] as const;
const EXPORT_TARIFFS = ['1-0:2.8.1', '1-0:2.8.2', '1-0:2.8.3', '1-0:2.8.4'] as const;

/** Row of a reading at an instant, shown on the clock of its letter. */
export function toCells(reading: CsvSource, time: number, dst: Dst): CsvCells {
  const { objects } = reading;
  return [
    reading.meterId,
    clockText(time, dst),
    dst,
    decimal(numberOf(objects['1-0:1.7.0'])),
    decimal(numberOf(objects['1-0:2.7.0'])),
    decimal(totalOf(objects, '1-0:1.8.0', IMPORT_TARIFFS)),
    decimal(totalOf(objects, '1-0:2.8.0', EXPORT_TARIFFS)),
  ];
}

/** The columns of a reading as integers; a counter without a total register is the sum of its tariffs. */
export function toRow(reading: CsvSource, time: number, dst: Dst): CsvRow {
  const { objects, meterId } = reading;
  return {
    meterId,
    time,
    dst,
    importW: thousandths(numberOf(objects['1-0:1.7.0'])),
    exportW: thousandths(numberOf(objects['1-0:2.7.0'])),
    importWh: thousandths(totalOf(objects, '1-0:1.8.0', IMPORT_TARIFFS)),
    exportWh: thousandths(totalOf(objects, '1-0:2.8.0', EXPORT_TARIFFS)),
  };
}

/** Reads the cells of one row; the reason names the cell that is wrong. */
export function fromCells(cells: readonly string[]): ParsedRow {
  if (cells.length !== CSV_HEADER.length) return fail(`${cells.length} cells, not ${CSV_HEADER.length}`);
  const [meterId, clock, dst, ...numbers] = cells as unknown as CsvCells;
  if (!new RegExp(METER_ID).test(meterId)) return fail('MeterId is not a meter id');
  if (dst !== 'S' && dst !== 'W') return fail(`DST is "${dst}", neither S nor W`);
  const time = clockInstant(clock, dst);
  if (time === null) return fail(`Time "${clock}" is not like 2023-08-15 15:52:00`);
  const values: (number | null)[] = [];
  for (const [i, text] of numbers.entries()) {
    if (text !== '' && !/^-?\d{1,9}(\.\d{1,6})?$/.test(text))
      return fail(`${CSV_HEADER[i + 3]} "${text}" is not a number`);
    values.push(text === '' ? null : thousandths(Number(text)));
  }
  const [importW, exportW, importWh, exportWh] = values as [number | null, number | null, number | null, number | null];
  return { ok: true, row: { meterId, time, dst, importW, exportW, importWh, exportWh } };
}

function fail(reason: string): ParsedRow {
  return { ok: false, reason };
}

function numberOf(value: CosemValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

/** kW -> W, kWh -> Wh: the only place where a decimal becomes an integer. */
export function thousandths(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000);
}

function totalOf(
  objects: Readonly<Record<string, CosemValue>>,
  total: string,
  tariffs: readonly string[],
): number | null {
  const printed = numberOf(objects[total]);
  if (printed !== null) return printed;
  let sum: number | null = null;
  for (const code of tariffs) {
    const wh = thousandths(numberOf(objects[code]));
    if (wh !== null) sum = (sum ?? 0) + wh;
  }
  return sum === null ? null : sum / 1000;
}

/** Shortest decimal form with at least one decimal: 0 -> `0.0`, 2.352 -> `2.352`; absent is the empty cell. */
function decimal(value: number | null): string {
  if (value === null) return '';
  const text = String(value);
  if (text.includes('.') && !text.includes('e')) return text;
  // Beyond any register (toString turns to exponents below 1e-6 and from 1e21), yet never an exponent in the file.
  return text.includes('e') ? (Math.abs(value) < 1 ? '0.0' : `${BigInt(value)}.0`) : `${text}.0`;
}
