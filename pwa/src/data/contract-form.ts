/** A contract as a form holds it, and back. Pure: text in, contract or the names of the wrong fields out. */
import type { Contract, Price, Settlement, TariffKind } from '@okosmero/pi-service/contract';
import { isDay } from '@okosmero/pi-service/day';
import { DEFAULT_CONTRACTS } from '@okosmero/pi-service/default-contracts';
import { typedNumber } from './bill-check.js';

/** One row of prices, as typed. */
export interface PriceFields {
  readonly from: string;
  readonly within: string;
  readonly above: string;
  readonly within2: string;
  readonly above2: string;
  readonly export: string;
  readonly monthlyFee: string;
}

export interface ContractFields {
  readonly tariff: TariffKind;
  readonly settlement: Settlement;
  /** Empty: no allowance. */
  readonly allowance: string;
  readonly yearStart: string;
  readonly prices: readonly PriceFields[];
}

export type FormResult =
  | { readonly ok: true; readonly contract: Contract }
  /** Paths of fields, e.g. `allowance`, `prices.0.from`. */
  | { readonly ok: false; readonly wrong: readonly string[] };

const YEAR_START = /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

export function fieldsOf(contract: Contract, decimalComma: boolean): ContractFields {
  const typed = (value: number): string => (decimalComma ? String(value).replace('.', ',') : String(value));
  return {
    tariff: contract.tariff,
    settlement: contract.settlement,
    allowance: contract.allowance === null ? '' : typed(contract.allowance.kWh),
    yearStart: contract.allowance?.yearStart ?? '01-01',
    prices: contract.prices.map((price) => ({
      from: price.from,
      within: typed(price.importWithin[0]),
      above: typed(price.importAbove[0]),
      within2: typed(price.importWithin[1]),
      above2: typed(price.importAbove[1]),
      export: typed(price.export),
      monthlyFee: typed(price.monthlyFee),
    })),
  };
}

/** The contract under another tariff: that tariff's usual prices, unless the household has typed its own. */
export function underTariff(contract: Contract, tariff: TariffKind): Contract {
  const usual = DEFAULT_CONTRACTS[contract.tariff];
  const untouched = sameText(contract.prices, usual.prices) && sameText(contract.allowance, usual.allowance);
  const { prices, allowance } = untouched ? DEFAULT_CONTRACTS[tariff] : contract;
  return { ...contract, tariff, prices, allowance };
}

const sameText = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Prices come out in order of their dates; two of one date are wrong, since only one could hold. */
export function contractOf(fields: ContractFields): FormResult {
  const wrong: string[] = [];
  const value = (path: string, text: string): number => {
    const typed = typedNumber(text);
    if (typed === null) wrong.push(path);
    return typed ?? 0;
  };
  const zones = fields.tariff === 'A2';
  const prices = fields.prices.map((row, i): Price => {
    const path = `prices.${i}`;
    if (!isDay(row.from) || fields.prices.some(({ from }, other) => other < i && from === row.from))
      wrong.push(`${path}.from`);
    const within = value(`${path}.within`, row.within);
    const above = value(`${path}.above`, row.above);
    return {
      from: row.from,
      importWithin: [within, zones ? value(`${path}.within2`, row.within2) : within],
      importAbove: [above, zones ? value(`${path}.above2`, row.above2) : above],
      export: value(`${path}.export`, row.export),
      monthlyFee: value(`${path}.monthlyFee`, row.monthlyFee),
    };
  });
  if (prices.length === 0) wrong.push('prices');
  const bounded = fields.allowance.trim() !== '';
  const kWh = bounded ? value('allowance', fields.allowance) : 0;
  if (bounded && !YEAR_START.test(fields.yearStart)) wrong.push('yearStart');
  if (wrong.length > 0) return { ok: false, wrong };
  const allowance = bounded ? { kWh, yearStart: fields.yearStart } : null;
  prices.sort((a, b) => (a.from < b.from ? -1 : 1));
  return { ok: true, contract: { tariff: fields.tariff, settlement: fields.settlement, allowance, prices } };
}
