/** Whole days of the simulated household in every form that is compared: columns, the archive's CSV, the app's pack. */
import { gzipSync } from 'node:zlib';
import { CSV_HEADER, type DaySummary } from '@okosmero/pi-service/contract';
import { toCells } from '@okosmero/pi-service/csv';
import { type DayColumns, encodeDay } from '@okosmero/pi-service/pack';
import { midnight, offsetAt } from '../simulated-meter/calendar.js';
import { SLOT } from '../simulated-meter/household.js';
import { type MeterState, SimulatedMeter } from '../simulated-meter/meter.js';

export const METER = '9904120726';
/** 2026-01-15: winter, so that a few of these days spread over a year meet every season. */
const FIRST_DAY = 20_468;
const HOURS_12 = 43_200;
const QUARTERS = 96;

export interface HouseholdDay {
  readonly columns: DayColumns;
  readonly csv: string;
  /** As the service sends it and the phone keeps it: gzip of the columns. */
  readonly pack: Buffer;
}

/** So many days at 10 s, evenly over a year. */
export function daysOfYear(count: number): HouseholdDay[] {
  return Array.from({ length: count }, (_, i) => householdDay(FIRST_DAY + Math.round((i * 365) / count)));
}

function householdDay(day: number): HouseholdDay {
  const meter = new SimulatedMeter({
    seed: 41,
    firstDay: day,
    phases: 3,
    solarWatts: 5000,
    opening: { importWh: [5_100_215, 3_895_411], exportWh: [1_100_300, 490_021], quadrantVarh: [1, 2, 3, 4] },
  });
  const first = midnight(day) + SLOT;
  const states = Array.from({ length: (midnight(day + 1) - first) / SLOT }, (_, i) => meter.stateAt(first + i * SLOT));
  const columns = {
    time: Uint32Array.from(states, ({ instant }) => instant),
    importW: Int32Array.from(states, ({ importWatts }) => importWatts),
    exportW: Int32Array.from(states, ({ exportWatts }) => exportWatts),
    importWh: Float64Array.from(states, ({ importWh: [one, two] }) => one + two),
    exportWh: Float64Array.from(states, ({ exportWh: [one, two] }) => one + two),
  };
  const dst = offsetAt(first + HOURS_12) === 7200 ? 'S' : 'W';
  const rows = states.map((state) => toCells({ meterId: METER, objects: objectsOf(state) }, state.instant, dst).join());
  return { columns, csv: `${[CSV_HEADER.join(), ...rows].join('\n')}\n`, pack: gzipSync(encodeDay(columns)) };
}

/** The registers of a CSV row, as a Reading has them. */
function objectsOf({ importWatts, exportWatts, importWh, exportWh }: MeterState): Record<string, number> {
  return {
    '1-0:1.7.0': importWatts / 1000,
    '1-0:2.7.0': exportWatts / 1000,
    '1-0:1.8.0': (importWh[0] + importWh[1]) / 1000,
    '1-0:2.8.0': (exportWh[0] + exportWh[1]) / 1000,
  };
}

/** A day of a year's summary, of the size and shape that the service makes. */
export function summaryOf(date: string, { columns }: HouseholdDay): DaySummary {
  const { time, importW, importWh, exportWh } = columns;
  const rows = time.length;
  const at = (wh: Float64Array, quarter: number) =>
    wh[Math.min(rows - 1, Math.round((quarter * rows) / QUARTERS))] ?? 0;
  const quarters = (wh: Float64Array) => Array.from({ length: QUARTERS }, (_, i) => at(wh, i + 1) - at(wh, i));
  const [importSum, exportSum] = [at(importWh, QUARTERS) - at(importWh, 0), at(exportWh, QUARTERS) - at(exportWh, 0)];
  const peak = { w: Math.max(...importW), at: time[importW.indexOf(Math.max(...importW))] ?? 0 };
  return {
    day: date,
    version: 1,
    closed: true,
    importWh: importSum,
    exportWh: exportSum,
    tariffImportWh: [importSum, 0, 0, 0],
    tariffExportWh: [exportSum, 0, 0, 0],
    quarterImportWh: quarters(importWh),
    quarterExportWh: quarters(exportWh),
    openingImportWh: at(importWh, 0),
    openingExportWh: at(exportWh, 0),
    closingImportWh: at(importWh, QUARTERS),
    closingExportWh: at(exportWh, QUARTERS),
    maxImport: peak,
    maxExport: peak,
    baseLoadW: Math.min(...importW),
    simultaneousWh: 0,
    voltage: [null, null, null],
    received: rows,
    expected: rows,
    gaps: [],
  };
}
