/**
 * What a contract is until somebody types the household's own: the universal service of 2022-08-01, which holds since.
 * Forints gross, of household connections. 2523 kWh a year and meter at the reduced price, the rest at the residential
 * market price (Government Decree 259/2022, and the price decrees of the regulator MEKH); H has no limit in the heating
 * season. Prices differ by distributor by up to a few forints: they are settings, and the app says so.
 */
import type { Contract, Price, TariffKind } from './contract.js';

const FROM = '2022-08-01';
/** Paid for exported energy under bruttó, Ft/kWh. */
const EXPORT = 5;
/** Distribution base fee of an ordinary and of a controlled connection, Ft a month. */
const BASE_FEE = 195;
const CONTROLLED_FEE = 65;
const ALLOWANCE = { kWh: 2523, yearStart: '01-01' } as const;

function prices(importWithin: Price['importWithin'], importAbove: Price['importAbove'], monthlyFee: number): Price[] {
  return [{ from: FROM, importWithin, importAbove, export: EXPORT, monthlyFee }];
}

const general: Contract = {
  tariff: 'A1',
  settlement: 'brutto',
  allowance: ALLOWANCE,
  prices: prices([36, 36], [70.1, 70.1], BASE_FEE),
};

export const DEFAULT_CONTRACTS: Readonly<Record<TariffKind, Contract>> = {
  A1: general,
  // The zones' energy prices are 8 Ft net apart (EM decree 5/2023); about a third of a household's use is in the cheap one.
  A2: { ...general, tariff: 'A2', prices: prices([40, 30], [70.1, 70.1], BASE_FEE) },
  B: { ...general, tariff: 'B', prices: prices([23.1, 23.1], [60.9, 60.9], CONTROLLED_FEE) },
  H: { ...general, tariff: 'H', allowance: null, prices: prices([23.1, 23.1], [23.1, 23.1], CONTROLLED_FEE) },
  own: { ...general, tariff: 'own' },
};
