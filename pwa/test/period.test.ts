import { daysBetween } from '@okosmero/pi-service/day';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addMonths,
  daysOf,
  lastDay,
  type Period,
  parent,
  parsePeriod,
  periodOf,
  periodPath,
  SPANS,
  shift,
  yearBefore,
  yearsOf,
} from '../src/period.js';

const anyDay = fc
  .integer({ min: 0, max: 14_000 })
  .map((n) => new Date(n * 86_400_000 + 9e11).toISOString().slice(0, 10));

describe('periods', () => {
  it('weeks start on Monday', () => {
    expect(periodOf('week', '2026-11-22').day).toBe('2026-11-16');
    expect(periodOf('week', '2026-11-23').day).toBe('2026-11-23');
  });

  it('a month has its own length, February of a leap year too', () => {
    expect(daysOf(periodOf('month', '2028-02-10'), '2030-01-01')).toHaveLength(29);
    expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
  });

  it('follow each other without a hole or an overlap', () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom(...SPANS.filter((span) => span !== 'all')), (day, span) => {
        const period = periodOf(span, day);
        const next = shift(period, 1) as Period;
        expect(daysBetween(lastDay(period, day), next.day)).toBe(1);
        expect(shift(next, -1)).toEqual(period);
        expect(period.day <= day && day <= lastDay(period, day)).toBe(true);
      }),
    );
  });

  it('survive the URL', () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom(...SPANS), (day, span) => {
        const period = periodOf(span, day);
        expect(parsePeriod(periodPath(period).split('/'), day)).toEqual(period);
      }),
    );
  });

  it('a URL without a date, or with nonsense, means today', () => {
    const today = '2026-11-23';
    expect(parsePeriod([], today)).toEqual({ span: 'day', day: today });
    expect(parsePeriod(['month'], today)).toEqual({ span: 'month', day: '2026-11-01' });
    expect(parsePeriod(['day', '2026-02-30'], today)).toEqual({ span: 'day', day: today });
    expect(parsePeriod(['<script>', '../..'], today)).toEqual({ span: 'day', day: today });
  });

  it('compare a week with the one 52 weeks before, so that weekdays meet', () => {
    expect(yearBefore({ span: 'week', day: '2026-11-16' })?.day).toBe('2025-11-17');
    expect(yearBefore({ span: 'day', day: '2028-02-29' })?.day).toBe('2027-02-28');
  });

  it('lead back up level by level', () => {
    const up = parent(periodOf('day', '2026-08-15')) as Period;
    expect(up).toEqual({ span: 'month', day: '2026-08-01' });
    expect(parent(up)).toEqual({ span: 'year', day: '2026-01-01' });
    expect(parent({ span: 'all', day: '2024-01-01' })).toBeNull();
  });

  it('touch the years they lie in', () => {
    expect(yearsOf({ span: 'week', day: '2025-12-29' }, '2026-11-23')).toEqual([2025, 2026]);
    expect(yearsOf({ span: 'all', day: '2024-05-01' }, '2026-11-23')).toEqual([2024, 2025, 2026]);
  });
});
