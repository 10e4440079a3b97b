import { describe, expect, it } from 'vitest';
import { dayMap } from '../src/data/days.js';
import { gapsOf, gapsWithin, isOverMidnight, longest, withGaps } from '../src/data/gaps.js';
import { barsOf, change, comparedDays, hoursOf, missingDays, totalsOf } from '../src/data/span.js';
import { daysOf, periodOf } from '../src/period.js';
import { daySummary } from './service.js';

const EXTENT = { first: '2025-12-30', last: '2026-02-10' };

function known(...dates: string[]) {
  return dayMap([{ days: dates.map((date) => daySummary(date)) }]);
}

describe('bars', () => {
  it('are days in a month, months in a year, years in everything', () => {
    const days = known('2025-12-31', '2026-01-01', '2026-01-02', '2026-02-10');
    expect(barsOf(periodOf('month', '2026-02-01'), days, EXTENT)).toHaveLength(28);
    const year = barsOf(periodOf('year', '2026-01-01'), days, EXTENT);
    expect(year).toHaveLength(12);
    expect(year.slice(0, 3).map(({ importWh }) => importWh)).toEqual([4800, 2400, null]);
    const all = barsOf({ span: 'all', day: EXTENT.first }, days, EXTENT);
    expect(all.map(({ period, exportWh }) => [period.day, exportWh])).toEqual([
      ['2025-01-01', 1200],
      ['2026-01-01', 3600],
    ]);
  });

  it('add up to the totals of the period', () => {
    const days = known('2026-01-05', '2026-01-20', '2026-01-31');
    const period = periodOf('month', '2026-01-01');
    const bars = barsOf(period, days, EXTENT);
    const totals = totalsOf(daysOf(period, EXTENT.last), days, EXTENT);
    expect(bars.reduce((sum, { importWh }) => sum + (importWh ?? 0), 0)).toBe(totals.importWh);
    expect(totals).toMatchObject({
      daysKnown: 3,
      daysDue: 31,
      maxImport: { w: 3420 },
      baseLoadW: 240,
      received: 3 * 8640,
    });
  });

  it('know nothing instead of zero where no day is known', () => {
    expect(totalsOf(['2026-03-01'], known(), EXTENT)).toMatchObject({ importWh: null, exportWh: null, daysDue: 0 });
  });

  it('tell how much of the energy fell into gaps', () => {
    const noon = Date.parse('2026-01-05T12:00:00+01:00') / 1000;
    const gap = { from: noon, to: noon + 600, cause: 'wifi' as const, importWh: 840, exportWh: null };
    const days = dayMap([{ days: [daySummary('2026-01-05', { gaps: [gap] })] }]);
    expect(totalsOf(['2026-01-05'], days, EXTENT)).toMatchObject({ gapImportWh: 840, gapExportWh: 0 });
  });
});

describe('comparison', () => {
  it('takes as many days of the other period as have passed of the running one', () => {
    const period = periodOf('month', '2026-02-10');
    expect(comparedDays(period, periodOf('month', '2026-01-10'), EXTENT)).toHaveLength(10);
    const whole = periodOf('month', '2026-01-10');
    expect(comparedDays(whole, periodOf('month', '2025-12-10'), EXTENT)).toHaveLength(31);
  });

  it('counts the days that are missing', () => {
    const days = known('2026-02-01', '2026-02-03');
    const dates = daysOf(periodOf('month', '2026-02-01'), EXTENT.last);
    expect(missingDays(dates, days, EXTENT)).toBe(8);
  });

  it('is no number where there is nothing to compare with', () => {
    expect([change(120, 100), change(1, 0), change(null, 3)]).toEqual([0.2, null, null]);
  });
});

describe('hours of a day', () => {
  it.each([
    [92, 23],
    [96, 24],
    [100, 25],
  ])('%i quarters make %i hours', (quarters, hours) => {
    expect(hoursOf(Array(quarters).fill(25))).toEqual(Array(hours).fill(100));
  });

  it('are unknown when a quarter is', () => {
    expect(hoursOf([1, 2, null, 4, 1, 1, 1, 1])).toEqual([null, 4]);
  });
});

describe('a gap over midnight', () => {
  const at = (text: string): number => Date.parse(`${text}:00+01:00`) / 1000;
  const gap = {
    from: at('2026-01-05T20:00'),
    to: at('2026-01-07T08:00'),
    cause: 'wifi' as const,
    importWh: 5000,
    exportWh: null,
  };
  const days = dayMap([
    { days: [daySummary('2026-01-05', { gaps: [gap] }), daySummary('2026-01-07', { gaps: [gap] })] },
  ]);

  it('is told once, though both its days tell it', () => {
    expect(gapsOf(days.keys(), days)).toEqual([gap]);
    expect(isOverMidnight(gap)).toBe(true);
    expect(isOverMidnight({ ...gap, to: at('2026-01-06T00:00') })).toBe(false);
  });

  it('counts in every stretch that holds all of it, and in no day', () => {
    const month = totalsOf(daysOf(periodOf('month', '2026-01-05'), EXTENT.last), days, EXTENT);
    expect(month).toMatchObject({ importWh: 9800, exportWh: 2400, gapImportWh: 5000, daysKnown: 2, daysSummed: 3 });
    for (const dates of [['2026-01-05'], ['2026-01-07'], ['2026-01-05', '2026-01-06']])
      expect(totalsOf(dates, days, EXTENT)).toMatchObject({ importWh: 2400, gapImportWh: 0 });
  });

  it('is spread over its days by time where sums of money are made, to the last Wh', () => {
    const spread = withGaps(days);
    expect(['2026-01-05', '2026-01-06', '2026-01-07'].map((day) => spread.get(day)?.importWh)).toEqual([
      2400 + 556,
      3333,
      2400 + 1111,
    ]);
    expect(spread.get('2026-01-06')?.exportWh).toBeNull();
    expect(spread.get('2026-01-05')?.exportWh).toBe(1200);
  });
});

describe('gaps', () => {
  const gap = (from: number, to: number) => ({ from, to, cause: 'meter' as const, importWh: 1, exportWh: 0 });

  it('are cut to the day they are drawn on', () => {
    expect(gapsWithin([gap(50, 150), gap(-20, 20), gap(200, 300)], 0, 100).map(({ from, to }) => [from, to])).toEqual([
      [0, 20],
      [50, 100],
    ]);
  });

  it('are told longest first, in order of time, the rest summed up', () => {
    const { told, rest, restSeconds } = longest([gap(0, 10), gap(20, 100), gap(200, 230), gap(300, 305)], 2);
    expect(told.map(({ from }) => from)).toEqual([20, 200]);
    expect([rest, restSeconds]).toEqual([2, 15]);
  });
});
