/**
 * The yearly allowance at the reduced price (2523 kWh by default), counted from its start date, by the day. Pure;
 * energies in Wh, days Europe/Budapest dates.
 */
import type { Contract } from '@okosmero/pi-service/contract';
import { addDays, daysBetween } from '@okosmero/pi-service/day';
import type { EnergyMap } from './days.js';

/** An accounting year: `end` is the first day of the next one. */
export interface AllowanceYear {
  readonly start: string;
  readonly end: string;
}

export interface AllowanceState extends AllowanceYear {
  readonly limitWh: number;
  /** Imported since the start, up to and including today. */
  readonly importWh: number;
  readonly remainingWh: number;
  /** What an even consumption would have taken by the end of today. */
  readonly shareWh: number;
  /** The day on which the limit was passed, or null. */
  readonly exhaustedOn: string | null;
  /** Days of the year so far that the archive knows nothing of: the sum is too low by them. */
  readonly daysMissing: number;
}

/** The accounting year that holds a day; a start on 29 February is 1 March in other years. */
export function allowanceYear(day: string, yearStart: string): AllowanceYear {
  const year = Number(day.slice(0, 4));
  const start = startIn(year, yearStart);
  return day >= start
    ? { start, end: startIn(year + 1, yearStart) }
    : { start: startIn(year - 1, yearStart), end: start };
}

function startIn(year: number, yearStart: string): string {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return `${String(year).padStart(4, '0')}-${yearStart === '02-29' && !leap ? '03-01' : yearStart}`;
}

/** Where the allowance stands at the end of today, or null for a contract without one. */
export function allowanceState(days: EnergyMap, contract: Contract, today: string): AllowanceState | null {
  if (contract.allowance === null) return null;
  const year = allowanceYear(today, contract.allowance.yearStart);
  const limitWh = Math.round(contract.allowance.kWh * 1000);
  let importWh = 0;
  let daysMissing = 0;
  let exhaustedOn: string | null = null;
  for (let day = year.start; day <= today; day = addDays(day, 1)) {
    const known = days.get(day)?.importWh ?? null;
    if (known === null) daysMissing++;
    else importWh += known;
    if (exhaustedOn === null && importWh > limitWh) exhaustedOn = day;
  }
  const elapsed = daysBetween(year.start, today) + 1;
  return {
    ...year,
    limitWh,
    importWh,
    remainingWh: Math.max(0, limitWh - importWh),
    shareWh: Math.round((limitWh * elapsed) / daysBetween(year.start, year.end)),
    exhaustedOn,
    daysMissing,
  };
}
