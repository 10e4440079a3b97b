import type { DaySummary } from '@okosmero/pi-service/contract';
import { DEFAULT_CONTRACTS } from '@okosmero/pi-service/default-contracts';
import { describe, expect, it } from 'vitest';
import { billDifference, closingReadings, typedNumber } from '../src/data/bill-check.js';
import { contractOf, fieldsOf, underTariff } from '../src/data/contract-form.js';

describe('the bill check', () => {
  it('compares with the counters of the midnight that ends the day', () => {
    const next = { openingImportWh: 8_995_626, openingExportWh: null } as DaySummary;
    const days = new Map([['2026-09-01', next]]);
    expect(closingReadings(days, '2026-08-31')).toEqual({ importWh: 8_995_626, exportWh: null });
    expect(closingReadings(days, '2026-09-01')).toEqual({ importWh: null, exportWh: null });
  });

  it('takes the decimals that a bill cuts off for no difference', () => {
    expect(billDifference(8995, 8_995_626)).toBe(0);
    expect(billDifference(8996, 8_995_626)).toBe(0);
    expect(billDifference(9001, 8_995_626)).toBe(5);
    expect(billDifference(8990, 8_995_626)).toBe(-6);
  });

  it('reads numbers as people type them', () => {
    expect(['12 345,6', '12345.6', '36', ' 7 '].map(typedNumber)).toEqual([12345.6, 12345.6, 36, 7]);
    expect(['', '-3', '1,2,3', 'sok', '1e5', '1,2345'].map(typedNumber)).toEqual([null, null, null, null, null, null]);
  });
});

describe('the contract form', () => {
  const contract = {
    tariff: 'A1',
    settlement: 'brutto',
    allowance: { kWh: 2523, yearStart: '01-01' },
    prices: [{ from: '2022-08-01', importWithin: [36, 36], importAbove: [70.1, 70.1], export: 5, monthlyFee: 195 }],
  } as const;

  it('gives back the contract it was filled with', () => {
    for (const comma of [true, false]) expect(contractOf(fieldsOf(contract, comma))).toEqual({ ok: true, contract });
    const free = { ...contract, allowance: null };
    expect(contractOf(fieldsOf(free, true))).toEqual({ ok: true, contract: free });
  });

  it('has one price a kWh for one zone, and two for two', () => {
    const fields = fieldsOf(contract, true);
    const two = { ...fields, tariff: 'A2' as const, prices: fields.prices.map((row) => ({ ...row, within2: '25,5' })) };
    const result = contractOf(two);
    expect(result.ok && result.contract.prices[0]?.importWithin).toEqual([36, 25.5]);
    const one = contractOf({ ...two, tariff: 'A1' });
    expect(one.ok && one.contract.prices[0]?.importWithin).toEqual([36, 36]);
  });

  it('puts the prices in order of their dates', () => {
    const fields = fieldsOf(contract, true);
    const row = fields.prices[0];
    if (row === undefined) throw new Error('no price');
    const result = contractOf({ ...fields, prices: [{ ...row, from: '2027-01-01' }, row] });
    expect(result.ok && result.contract.prices.map(({ from }) => from)).toEqual(['2022-08-01', '2027-01-01']);
  });

  it('brings the usual prices of another tariff, until the household has typed its own', () => {
    expect(underTariff(DEFAULT_CONTRACTS.A1, 'B')).toEqual(DEFAULT_CONTRACTS.B);
    expect(underTariff({ ...DEFAULT_CONTRACTS.H, settlement: 'szaldo' }, 'A2')).toEqual({
      ...DEFAULT_CONTRACTS.A2,
      settlement: 'szaldo',
    });
    const typed = { ...contract, prices: [{ ...contract.prices[0], export: 6 }] };
    expect(underTariff(typed, 'B')).toEqual({ ...typed, tariff: 'B' });
    const family = { ...contract, allowance: { kWh: 3000, yearStart: '03-15' } };
    expect(underTariff(family, 'H')).toEqual({ ...family, tariff: 'H' });
  });

  it('names every field that is wrong', () => {
    const fields = fieldsOf(contract, true);
    const row = fields.prices[0];
    if (row === undefined) throw new Error('no price');
    const wrong = { ...fields, yearStart: '13-01', prices: [row, { ...row, above: 'sok' }] };
    expect(contractOf(wrong)).toEqual({ ok: false, wrong: ['prices.1.from', 'prices.1.above', 'yearStart'] });
    expect(contractOf({ ...fields, prices: [] })).toEqual({ ok: false, wrong: ['prices'] });
  });
});
