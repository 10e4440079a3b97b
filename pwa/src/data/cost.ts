/**
 * What energy costs under a contract: prices with their dates, the yearly allowance, fixed fees, export, and the two
 * ways of settling. Pure. Energies in Wh, forints gross. Money is summed as integers of a thousandth of a fillér
 * (Wh x fillér/kWh), so that a year's days add up to the year's bill to the fillér.
 */
import type { Contract, Price, Settlement } from '@okosmero/pi-service/contract';
import { addDays } from '@okosmero/pi-service/day';
import { allowanceYear } from './allowance.js';
import type { DayEnergy, EnergyMap } from './days.js';

/** Thousandths of a fillér in a forint. */
const FORINT = 100_000;

/** Energies and costs of a stretch of days; `total` = within + above + fee - income. */
export interface Cost {
  readonly importWh: number;
  readonly exportWh: number;
  /** Billed within and above the allowance: all of the import under bruttó, the net of it under szaldó. */
  readonly withinWh: number;
  readonly aboveWh: number;
  /** Forints. */
  readonly within: number;
  readonly above: number;
  readonly fee: number;
  readonly income: number;
  readonly total: number;
  /** Days of the stretch that the archive knows nothing of: energies and costs are too low by them. */
  readonly daysMissing: number;
}

/** Two-zone contracts are billed by tariff register; all others at the first price. */
function hasZones(contract: Contract): boolean {
  return contract.tariff === 'A2';
}

/** The price in force on a day; days before the first date have the first price. */
export function priceOn(contract: Contract, day: string): Price {
  const sorted = [...contract.prices].sort((a, b) => (a.from < b.from ? -1 : 1));
  const price = sorted.filter(({ from }) => from <= day).at(-1) ?? sorted[0];
  if (price === undefined) throw new Error('a contract needs at least one price');
  return price;
}

const filler = (forints: number): number => Math.round(forints * 100);

/** Price of a kWh in fillér for this day's mixture of tariffs, times 1000 Wh of it. */
function mixture(day: DayEnergy | undefined, prices: readonly [number, number], zones: boolean): number {
  const [first, second] = [filler(prices[0]), filler(prices[1])];
  const low = day?.tariffImportWh[1] ?? 0;
  const all = day?.importWh ?? 0;
  return zones && all > 0 ? first + ((second - first) * Math.min(low, all)) / all : first;
}

/** The day's part of a monthly fee, so that the days of a month add up to it exactly. */
function feeOf(day: string, monthlyFee: number): number {
  const fee = filler(monthlyFee) * 1000;
  const date = Number(day.slice(8));
  const length = new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).getUTCDate();
  return Math.floor((fee * date) / length) - Math.floor((fee * (date - 1)) / length);
}

/** What one day adds to the bill, in Wh and thousandths of a fillér. */
interface Share {
  withinWh: number;
  aboveWh: number;
  within: number;
  above: number;
  fee: number;
  income: number;
}

/**
 * Bruttó: every day's import is priced, within the allowance as long as the year's import is below it, and every day's
 * export is paid for.
 */
function grossShares(dates: readonly string[], days: EnergyMap, contract: Contract): Share[] {
  const limit = contract.allowance === null ? Number.POSITIVE_INFINITY : Math.round(contract.allowance.kWh * 1000);
  const zones = hasZones(contract);
  let imported = 0;
  return dates.map((date) => {
    const day = days.get(date);
    const price = priceOn(contract, date);
    const importWh = day?.importWh ?? 0;
    const withinWh = Math.max(0, Math.min(importWh, limit - imported));
    imported += importWh;
    return {
      withinWh,
      aboveWh: importWh - withinWh,
      within: Math.round(withinWh * mixture(day, price.importWithin, zones)),
      above: Math.round((importWh - withinWh) * mixture(day, price.importAbove, zones)),
      fee: feeOf(date, price.monthlyFee),
      income: (day?.exportWh ?? 0) * filler(price.export),
    };
  });
}

/**
 * Szaldó: the accounting year's import less its export is billed, or paid for when negative. A day's share is the change
 * that it makes to the bill so far, so a sunny day's share is negative.
 */
function netShares(dates: readonly string[], days: EnergyMap, contract: Contract): Share[] {
  const limit = contract.allowance === null ? Number.POSITIVE_INFINITY : Math.round(contract.allowance.kWh * 1000);
  const zones = hasZones(contract);
  let net = 0;
  return dates.map((date) => {
    const day = days.get(date);
    const price = priceOn(contract, date);
    const before = split(net, limit);
    net += (day?.importWh ?? 0) - (day?.exportWh ?? 0);
    const after = split(net, limit);
    const withinWh = after.within - before.within;
    const aboveWh = after.above - before.above;
    return {
      withinWh,
      aboveWh,
      within: Math.round(withinWh * mixture(day, price.importWithin, zones)),
      above: Math.round(aboveWh * mixture(day, price.importAbove, zones)),
      fee: feeOf(date, price.monthlyFee),
      income: (after.surplus - before.surplus) * filler(price.export),
    };
  });
}

function split(netWh: number, limit: number): { within: number; above: number; surplus: number } {
  const billed = Math.max(0, netWh);
  return { within: Math.min(billed, limit), above: Math.max(0, billed - limit), surplus: Math.max(0, -netWh) };
}

/**
 * Cost of the days `from`..`to` (inclusive). Each accounting year is walked from its start, since what a day costs depends on
 * how much of the allowance is left; without an allowance the years are calendar years.
 */
export function costOf(
  days: EnergyMap,
  contract: Contract,
  from: string,
  to: string,
  settlement = contract.settlement,
): Cost {
  const sum = {
    importWh: 0,
    exportWh: 0,
    withinWh: 0,
    aboveWh: 0,
    within: 0,
    above: 0,
    fee: 0,
    income: 0,
    daysMissing: 0,
  };
  for (let first = from; first <= to; ) {
    const year = allowanceYear(first, contract.allowance?.yearStart ?? '01-01');
    const dates = datesBetween(year.start, minimum(to, addDays(year.end, -1)));
    const shares = sharesBy[settlement](dates, days, contract);
    for (const [index, date] of dates.entries()) {
      const share = shares[index];
      if (date < first || share === undefined) continue;
      const day = days.get(date);
      sum.importWh += day?.importWh ?? 0;
      sum.exportWh += day?.exportWh ?? 0;
      sum.withinWh += share.withinWh;
      sum.aboveWh += share.aboveWh;
      sum.within += share.within;
      sum.above += share.above;
      sum.fee += share.fee;
      sum.income += share.income;
      if ((day?.importWh ?? null) === null) sum.daysMissing++;
    }
    first = year.end;
  }
  return {
    ...sum,
    within: sum.within / FORINT,
    above: sum.above / FORINT,
    fee: sum.fee / FORINT,
    income: sum.income / FORINT,
    total: (sum.within + sum.above + sum.fee - sum.income) / FORINT,
  };
}

const sharesBy: Record<Settlement, typeof grossShares> = { brutto: grossShares, szaldo: netShares };

const minimum = (a: string, b: string): string => (a < b ? a : b);

function datesBetween(from: string, to: string): string[] {
  const dates: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) dates.push(day);
  return dates;
}
