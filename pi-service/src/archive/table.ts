/** The numbers of one day in order of time, as growing typed columns: what packs and summaries are made of. */
import type { CosemValue } from '@okosmero/moddable-app/contract';
import { thousandths, toRow } from '../csv.js';
import { ABSENT, type DayColumns, type PhaseColumns } from '../pack.js';

/** One instant. Integers or {@link ABSENT}; tariffs T1-T4 import, then T1-T4 export. */
export interface TableRow {
  readonly time: number;
  readonly importW: number;
  readonly exportW: number;
  readonly importWh: number;
  readonly exportWh: number;
  /** 0.01 V */
  readonly voltages: readonly number[];
  /** 0.01 A */
  readonly currents: readonly number[];
  readonly tariffWh: readonly number[];
  /** The limiter (17.0.0), which bounds what a counter can step. */
  readonly limitW: number;
}

const VOLTAGES = ['1-0:32.7.0', '1-0:52.7.0', '1-0:72.7.0'] as const;
const CURRENTS = ['1-0:31.7.0', '1-0:51.7.0', '1-0:71.7.0'] as const;
const TARIFFS = [1, 2].flatMap((direction) => [1, 2, 3, 4].map((tariff) => `1-0:${direction}.8.${tariff}`));

/** The row of a reading's objects at an instant. */
export function tableRow(objects: Readonly<Record<string, CosemValue>>, time: number): TableRow {
  const row = toRow({ meterId: '', objects }, time, 'W');
  const scaled = (code: string, scale: number) => {
    const value = objects[code];
    if (typeof value !== 'number') return ABSENT;
    const integer = Math.round(value * scale);
    return Math.abs(integer) < -ABSENT ? integer : ABSENT;
  };
  return {
    time,
    importW: within32(row.importW),
    exportW: within32(row.exportW),
    importWh: row.importWh ?? ABSENT,
    exportWh: row.exportWh ?? ABSENT,
    voltages: VOLTAGES.map((code) => scaled(code, 100)),
    currents: CURRENTS.map((code) => scaled(code, 100)),
    tariffWh: TARIFFS.map((code) => {
      const value = objects[code];
      return (typeof value === 'number' ? thousandths(value) : null) ?? ABSENT;
    }),
    limitW: scaled('0-0:17.0.0', 1000),
  };
}

function within32(value: number | null): number {
  return value === null || Math.abs(value) >= -ABSENT ? ABSENT : value;
}

/** Columns in order of time; views of a {@link Table} that are valid until its next change. */
export interface TableColumns extends DayColumns, PhaseColumns {
  readonly tariffWh: readonly Float64Array[];
  readonly limitW: Int32Array;
}

const INT = 9;
const FLOAT = 2 + TARIFFS.length;

export class Table {
  #length = 0;
  #time = new Uint32Array(16);
  /** importW, exportW, voltages, currents, limitW */
  #ints = Array.from({ length: INT }, () => new Int32Array(16));
  /** importWh, exportWh, tariffs */
  #floats = Array.from({ length: FLOAT }, () => new Float64Array(16));

  get length(): number {
    return this.#length;
  }

  /** Time of the last row, or -1. */
  get lastTime(): number {
    return this.#length === 0 ? -1 : (this.#time[this.#length - 1] as number);
  }

  /** Puts a row in its place; one of the same instant is replaced. */
  put(row: TableRow): void {
    let at = this.#length;
    if (row.time > this.lastTime) {
      this.#grow();
      this.#length++;
    } else {
      at = this.#find(row.time);
      if (this.#time[at] !== row.time) this.#shift(at);
    }
    this.#time[at] = row.time;
    const ints = [row.importW, row.exportW, ...row.voltages, ...row.currents, row.limitW];
    for (let i = 0; i < INT; i++) (this.#ints[i] as Int32Array)[at] = ints[i] as number;
    const floats = [row.importWh, row.exportWh, ...row.tariffWh];
    for (let i = 0; i < FLOAT; i++) (this.#floats[i] as Float64Array)[at] = floats[i] as number;
  }

  columns(): TableColumns {
    const n = this.#length;
    const [importW, exportW, v1, v2, v3, c1, c2, c3, limitW] = this.#ints.map((c) => c.subarray(0, n)) as Nine;
    const [importWh, exportWh, ...tariffWh] = this.#floats.map((c) => c.subarray(0, n)) as [
      Float64Array,
      Float64Array,
      ...Float64Array[],
    ];
    const time = this.#time.subarray(0, n);
    return {
      time,
      importW,
      exportW,
      importWh,
      exportWh,
      voltages: [v1, v2, v3],
      currents: [c1, c2, c3],
      tariffWh,
      limitW,
    };
  }

  /** First row at or after an instant. */
  #find(time: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#time[middle] as number) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    if (this.#length < this.#time.length) return;
    const capacity = this.#time.length * 2;
    const longer = <T extends Uint32Array | Int32Array | Float64Array>(column: T, fresh: T): T => {
      fresh.set(column);
      return fresh;
    };
    this.#time = longer(this.#time, new Uint32Array(capacity));
    this.#ints = this.#ints.map((column) => longer(column, new Int32Array(capacity)));
    this.#floats = this.#floats.map((column) => longer(column, new Float64Array(capacity)));
  }

  /** Makes room for one row at `at`. */
  #shift(at: number): void {
    this.#grow();
    for (const column of [this.#time, ...this.#ints, ...this.#floats]) column.copyWithin(at + 1, at, this.#length);
    this.#length++;
  }
}

type Nine = [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];
