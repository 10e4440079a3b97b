/**
 * Where the accounting year is heading: the day the allowance runs out and the year's cost. Pure. A future day is
 * expected to be as its neighbourhood was a year before, times how the last four weeks compare with the same weeks then;
 * without last year, as the last four weeks.
 */
import type { Contract, Settlement } from '@okosmero/pi-service/contract';
import { addDays, daysBetween } from '@okosmero/pi-service/day';
import { addMonths } from '../period.js';
import { type AllowanceYear, allowanceYear } from './allowance.js';
import { type Cost, costOf } from './cost.js';
import type { DayEnergy, EnergyMap } from './days.js';

/** Days that the recent level is taken from, and the fewest of them that make a forecast. */
const RECENT_DAYS = 28;
const FEWEST_DAYS = 7;
/** Days around the same date of last year, so that one holiday does not speak for a season. */
const NEIGHBOURHOOD_DAYS = 7;

export interface Forecast extends AllowanceYear {
  /** What the expectation rests on. */
  readonly basis: 'lastYear' | 'recent';
  /** First day on which the year's import passes the allowance, known or expected; null when it lasts or there is none. */
  readonly exhaustedOn: string | null;
  readonly importWh: number;
  readonly exportWh: number;
  /** Known days and expected ones, to the end of the accounting year and of the running month. */
  readonly days: EnergyMap;
  /** The whole accounting year, known days and expected ones. */
  readonly cost: Readonly<Record<Settlement, Cost>>;
}

interface Energy {
  readonly importWh: number;
  readonly exportWh: number;
}

/** The forecast as seen at the end of `today`, or null with fewer than seven known days in the last four weeks. */
export function forecast(days: EnergyMap, contract: Contract, today: string): Forecast | null {
  const recent = mean(days, addDays(today, -RECENT_DAYS), addDays(today, -1));
  if (recent === null) return null;
  const lastYear = addMonths(today, -12);
  const then = mean(days, addDays(lastYear, -RECENT_DAYS), addDays(lastYear, -1));
  const year = allowanceYear(today, contract.allowance?.yearStart ?? '01-01');
  const expected = new Map<string, DayEnergy>(days);
  const limit = contract.allowance === null ? Number.POSITIVE_INFINITY : Math.round(contract.allowance.kWh * 1000);
  let sum: Energy = { importWh: 0, exportWh: 0 };
  let exhaustedOn: string | null = null;
  const nextMonth = addMonths(`${today.slice(0, 7)}-01`, 1);
  for (let day = year.start; day < year.end || day < nextMonth; day = addDays(day, 1)) {
    // Today is not over, and a day without data was not without consumption: both are expected like a future one.
    const known = day < today ? days.get(day) : undefined;
    const energy = known?.importWh == null ? expectedOn(day, days, recent, then) : energyOf(known);
    if (known?.importWh == null) expected.set(day, { ...energy, tariffImportWh: days.get(day)?.tariffImportWh ?? [] });
    if (day >= year.end) continue;
    sum = { importWh: sum.importWh + energy.importWh, exportWh: sum.exportWh + energy.exportWh };
    if (exhaustedOn === null && sum.importWh > limit) exhaustedOn = day;
  }
  const last = addDays(year.end, -1);
  return {
    ...year,
    ...sum,
    basis: then === null ? 'recent' : 'lastYear',
    exhaustedOn,
    days: expected,
    cost: {
      brutto: costOf(expected, contract, year.start, last, 'brutto'),
      szaldo: costOf(expected, contract, year.start, last, 'szaldo'),
    },
  };
}

const energyOf = (day: DayEnergy): Energy => ({ importWh: day.importWh ?? 0, exportWh: day.exportWh ?? 0 });

function expectedOn(day: string, days: EnergyMap, recent: Energy, then: Energy | null): Energy {
  const date = addMonths(day, -12);
  const around = then && mean(days, addDays(date, -NEIGHBOURHOOD_DAYS), addDays(date, NEIGHBOURHOOD_DAYS));
  if (then === null || around === null) return recent;
  const scale = (now: number, before: number): number => (before > 0 ? now / before : 1);
  return {
    importWh: Math.round(around.importWh * scale(recent.importWh, then.importWh)),
    exportWh: Math.round(around.exportWh * scale(recent.exportWh, then.exportWh)),
  };
}

/** Mean of the known days of a stretch (both ends included), or null when fewer than seven are known. */
function mean(days: EnergyMap, from: string, to: string): Energy | null {
  let count = 0;
  let importWh = 0;
  let exportWh = 0;
  for (let index = 0; index <= daysBetween(from, to); index++) {
    const day = days.get(addDays(from, index));
    if (day?.importWh == null) continue;
    count++;
    importWh += day.importWh;
    exportWh += day.exportWh ?? 0;
  }
  if (count < FEWEST_DAYS) return null;
  return { importWh: Math.round(importWh / count), exportWh: Math.round(exportWh / count) };
}
