import type { Contract, Price } from '@okosmero/pi-service/contract';
import { addDays } from '@okosmero/pi-service/day';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowanceState, allowanceYear } from '../src/data/allowance.js';
import { costOf, priceOn } from '../src/data/cost.js';
import type { DayEnergy, EnergyMap } from '../src/data/days.js';
import { forecast } from '../src/data/forecast.js';

const price: Price = {
  from: '2022-08-01',
  importWithin: [36, 24],
  importAbove: [70.1, 60],
  export: 5,
  monthlyFee: 195,
};
const contract: Contract = {
  tariff: 'A1',
  settlement: 'brutto',
  allowance: { kWh: 2523, yearStart: '01-01' },
  prices: [price],
};

function daysOf(from: string, count: number, energy: (index: number) => Partial<DayEnergy>): EnergyMap {
  return new Map(
    Array.from({ length: count }, (_, index) => [
      addDays(from, index),
      { importWh: 0, exportWh: 0, tariffImportWh: [], ...energy(index) },
    ]),
  );
}

describe('the accounting year', () => {
  it('runs from its start date to the day before the next one', () => {
    expect(allowanceYear('2026-03-14', '03-15')).toEqual({ start: '2025-03-15', end: '2026-03-15' });
    expect(allowanceYear('2026-03-15', '03-15')).toEqual({ start: '2026-03-15', end: '2027-03-15' });
  });

  it('starts on 1 March where its 29 February is missing', () => {
    expect(allowanceYear('2024-02-29', '02-29')).toEqual({ start: '2024-02-29', end: '2025-03-01' });
  });
});

describe('the allowance', () => {
  it('shares itself out by the day, 366 of them in a leap year', () => {
    const days = daysOf('2024-01-01', 31, () => ({ importWh: 7000 }));
    const state = allowanceState(days, contract, '2024-01-31');
    expect(state).toMatchObject({ importWh: 217_000, remainingWh: 2_306_000, exhaustedOn: null, daysMissing: 0 });
    expect(state?.shareWh).toBe(Math.round((2_523_000 * 31) / 366));
  });

  it('names the day it ran out and counts the days it knows nothing of', () => {
    const days = daysOf('2026-01-01', 10, (index) => ({ importWh: index === 4 ? null : 600_000 }));
    expect(allowanceState(days, contract, '2026-01-10')).toMatchObject({ exhaustedOn: '2026-01-06', daysMissing: 1 });
  });
});

describe('a bruttó bill', () => {
  it('of a golden year: 3000 kWh imported, 1000 kWh exported', () => {
    // 2523 kWh x 36 + 477 kWh x 70.10 + 12 x 195 - 1000 kWh x 5, by hand.
    const days = daysOf('2026-01-01', 365, (index) => ({
      importWh: index < 364 ? 8200 : 3_000_000 - 364 * 8200,
      exportWh: index < 364 ? 2700 : 1_000_000 - 364 * 2700,
    }));
    const cost = costOf(days, contract, '2026-01-01', '2026-12-31');
    expect(cost).toMatchObject({ withinWh: 2_523_000, aboveWh: 477_000, fee: 2340, income: 5000, daysMissing: 0 });
    expect(cost.within).toBeCloseTo(90_828, 6);
    expect(cost.above).toBeCloseTo(33_437.7, 6);
    expect(cost.total).toBeCloseTo(90_828 + 33_437.7 + 2340 - 5000, 6);
  });

  it('splits the day on which the allowance runs out', () => {
    const days = daysOf('2026-01-01', 3, () => ({ importWh: 1_000_000 }));
    expect(costOf(days, contract, '2026-01-03', '2026-01-03')).toMatchObject({ withinWh: 523_000, aboveWh: 477_000 });
  });

  it('starts a new allowance at midnight of the year start', () => {
    const own: Contract = { ...contract, allowance: { kWh: 10, yearStart: '07-01' } };
    const days = daysOf('2026-06-30', 2, () => ({ importWh: 15_000 }));
    expect(costOf(days, own, '2026-06-30', '2026-06-30')).toMatchObject({ withinWh: 10_000, aboveWh: 5000 });
    expect(costOf(days, own, '2026-07-01', '2026-07-01')).toMatchObject({ withinWh: 10_000, aboveWh: 5000 });
    expect(costOf(days, own, '2026-06-30', '2026-07-01')).toMatchObject({ withinWh: 20_000, aboveWh: 10_000 });
  });

  it('takes a new price from its own day on, in the middle of a month', () => {
    const own: Contract = { ...contract, prices: [{ ...price, from: '2026-05-16', importWithin: [40, 40] }, price] };
    const days = daysOf('2026-05-15', 2, () => ({ importWh: 1000 }));
    expect(priceOn(own, '2026-05-15').importWithin[0]).toBe(36);
    expect(costOf(days, own, '2026-05-15', '2026-05-16').within).toBeCloseTo(76, 9);
  });

  it('bills the two zones of A2 by their registers', () => {
    const days = daysOf('2026-01-01', 1, () => ({ importWh: 3000, tariffImportWh: [2000, 1000, 0, 0] }));
    expect(costOf(days, { ...contract, tariff: 'A2' }, '2026-01-01', '2026-01-01').within).toBeCloseTo(2 * 36 + 24, 9);
  });

  it('adds the fee up to the month exactly, whatever its length', () => {
    for (const month of ['2024-02', '2026-02', '2026-04', '2026-12']) {
      const end = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
      expect(costOf(new Map(), contract, `${month}-01`, `${month}-${end}`).fee).toBe(195);
    }
  });
});

describe('a szaldó bill', () => {
  const net: Contract = { ...contract, settlement: 'szaldo' };

  it('bills the net of the year, the sunny days taking back what the dark ones cost', () => {
    const days = daysOf('2026-01-01', 2, (index) => (index === 0 ? { importWh: 10_000 } : { exportWh: 4000 }));
    expect(costOf(days, net, '2026-01-01', '2026-01-02')).toMatchObject({ withinWh: 6000, aboveWh: 0, income: 0 });
  });

  it('pays for the surplus of the year at the export price', () => {
    const days = daysOf('2026-01-01', 2, (index) => (index === 0 ? { exportWh: 9000 } : { importWh: 4000 }));
    expect(costOf(days, net, '2026-01-01', '2026-01-02')).toMatchObject({ withinWh: 0, income: 25 });
  });
});

it('the days of a stretch add up to it, under both ways of settling', () => {
  const energies = fc.array(fc.record({ importWh: fc.nat(90_000), exportWh: fc.nat(90_000) }), {
    minLength: 2,
    maxLength: 60,
  });
  fc.assert(
    fc.property(
      energies,
      fc.constantFrom('brutto' as const, 'szaldo' as const),
      fc.nat(300),
      (list, settlement, kWh) => {
        const own: Contract = { ...contract, allowance: { kWh, yearStart: '02-01' } };
        const days = daysOf('2026-01-10', list.length, (index) => list[index] ?? {});
        const last = addDays('2026-01-10', list.length - 1);
        const whole = costOf(days, own, '2026-01-10', last, settlement);
        const parts = [...days.keys()].map((day) => costOf(days, own, day, day, settlement).total);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(whole.total, 6);
        expect(whole.total).toBeCloseTo(whole.within + whole.above + whole.fee - whole.income, 6);
      },
    ),
    { numRuns: 100 },
  );
});

describe('the forecast', () => {
  it('is silent before a week is known', () => {
    expect(
      forecast(
        daysOf('2026-05-01', 6, () => ({ importWh: 1 })),
        contract,
        '2026-05-07',
      ),
    ).toBeNull();
  });

  it('goes on as the last weeks where there is no last year', () => {
    const days = daysOf('2026-01-01', 100, () => ({ importWh: 10_000 }));
    const seen = forecast(days, contract, '2026-04-11');
    expect(seen).toMatchObject({ basis: 'recent', importWh: 3_650_000, exhaustedOn: addDays('2026-01-01', 252) });
    expect(seen?.cost.brutto).toMatchObject({ withinWh: 2_523_000, aboveWh: 1_127_000 });
  });

  it('expects the running month to its end, also where the accounting year ends inside it', () => {
    const days = daysOf('2026-01-01', 100, () => ({ importWh: 10_000 }));
    const yearly = { ...contract, allowance: { kWh: 2523, yearStart: '04-20' } };
    const seen = forecast(days, yearly, '2026-04-11');
    if (seen === null) throw new Error('no forecast');
    expect(seen.end).toBe('2026-04-20');
    const month = costOf(seen.days, yearly, '2026-04-01', '2026-04-30');
    expect(month).toMatchObject({ importWh: 300_000, daysMissing: 0 });
    // The old year's allowance is gone; eleven days are of the new one.
    expect(month.withinWh).toBe(110_000);
    expect(seen.importWh).toBe(3_650_000);
  });

  it('follows last year, scaled by how this one compares with it', () => {
    const summer = (index: number): number => (index % 365 >= 150 && index % 365 < 250 ? 4000 : 10_000);
    const days = daysOf('2025-01-01', 365 + 100, (index) => ({
      importWh: index < 365 ? summer(index) : summer(index) / 2,
    }));
    const seen = forecast(days, contract, '2026-04-11');
    expect(seen?.basis).toBe('lastYear');
    expect(seen?.importWh).toBeGreaterThan(1_490_000);
    expect(seen?.importWh).toBeLessThan(1_560_000);
    expect(seen?.exhaustedOn).toBeNull();
  });
});
