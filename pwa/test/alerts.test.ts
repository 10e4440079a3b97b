import type { DaySummary } from '@okosmero/pi-service/contract';
import { addDays } from '@okosmero/pi-service/day';
import { describe, expect, it } from 'vitest';
import { type Alert, type AlertSources, alertKey, alertsOf, SILENCE_SECONDS } from '../src/data/alerts.js';
import type { Instant } from '../src/data/instant.js';

const today = '2026-05-20';
const now = 1_779_278_400;

function archive(count: number, of: (daysAgo: number) => Partial<DaySummary>): Map<string, DaySummary> {
  return new Map(
    Array.from({ length: count }, (_, daysAgo) => {
      const day = addDays(today, -daysAgo);
      return [day, { day, baseLoadW: 200, maxImport: { w: 3000, at: now }, ...of(daysAgo) } as DaySummary];
    }),
  );
}

function instant(current: number | null, limit: number | null): Instant {
  const phase = {
    name: 'L2',
    voltage: 231,
    current,
    powerFactor: 1,
    watts: 0,
    calculated: false,
    resolution: 1,
    limit,
  } as const;
  const nothing = { importW: 0, exportW: 0, importWh: 0, exportWh: 0, tariff: 1, frequency: 50 };
  return { ...nothing, time: now, phases: [phase] };
}

const calm: AlertSources = {
  now,
  today,
  days: archive(60, () => ({})),
  latest: instant(5, 32),
  receivedAt: now - 3,
  connected: true,
  allowance: null,
  forecast: null,
};

const allowance = {
  start: '2026-01-01',
  end: '2027-01-01',
  limitWh: 1,
  importWh: 0,
  remainingWh: 1,
  shareWh: 0,
  daysMissing: 0,
};

describe('alerts', () => {
  it('has nothing to say about a clean archive', () => {
    expect(alertsOf(calm)).toEqual([]);
  });

  it('speaks after fifteen minutes of silence, and not about the current of then', () => {
    const receivedAt = now - SILENCE_SECONDS;
    expect(alertsOf({ ...calm, receivedAt: receivedAt + 1 })).toEqual([]);
    expect(alertsOf({ ...calm, receivedAt, latest: instant(31, 32) })).toEqual([
      { kind: 'silence', since: receivedAt },
    ]);
    expect(alertsOf({ ...calm, receivedAt: null, latest: null })).toEqual([]);
  });

  it('calls a meter silent only while the service answers: else it is the phone that hears nothing', () => {
    const receivedAt = now - SILENCE_SECONDS;
    expect(alertsOf({ ...calm, receivedAt, connected: false, latest: instant(31, 32) })).toEqual([]);
  });

  it('is the same alert while its figures move, and a new one when there is news', () => {
    const key = (alert: Alert, day = today): string => alertKey(alert, day);
    const phase = { kind: 'phase', phase: 'L2', amperes: 26, limit: 32 } as const;
    expect(key({ ...phase, amperes: 31 })).toBe(key(phase));
    expect(key({ ...phase, phase: 'L1' })).not.toBe(key(phase));
    expect(key(phase, addDays(today, 1))).not.toBe(key(phase));
    const soon = { kind: 'allowance', on: '2026-06-19', over: false } as const;
    expect(key({ ...soon, on: '2026-06-18' })).toBe(key(soon));
    expect(key({ ...soon, over: true })).not.toBe(key(soon));
    const raised = { kind: 'baseLoad', since: '2026-05-13', beforeW: 200, nowW: 245 } as const;
    expect(key({ ...raised, since: '2026-05-14' }, addDays(today, 1))).toBe(key(raised));
    expect(key({ kind: 'silence', since: now })).not.toBe(key({ kind: 'silence', since: now + 3600 }));
  });

  it('names the phase above 80 % of its limit', () => {
    expect(alertsOf({ ...calm, latest: instant(25.6, 32) })).toEqual([]);
    expect(alertsOf({ ...calm, latest: instant(26, 32) })).toEqual([
      { kind: 'phase', phase: 'L2', amperes: 26, limit: 32 },
    ]);
    expect(alertsOf({ ...calm, latest: instant(26, null) })).toEqual([]);
  });

  it('needs a whole week of a higher base load', () => {
    const raised = (days: number) => archive(60, (ago) => ({ baseLoadW: ago >= 1 && ago <= days ? 245 : 200 }));
    expect(alertsOf({ ...calm, days: raised(6) })).toEqual([]);
    expect(alertsOf({ ...calm, days: raised(7) })).toEqual([
      { kind: 'baseLoad', since: '2026-05-13', beforeW: 200, nowW: 245 },
    ]);
  });

  it('tells a new maximum, once there is something to compare with', () => {
    const record = (count: number) => archive(count, (ago) => (ago === 0 ? { maxImport: { w: 3001, at: now } } : {}));
    expect(alertsOf({ ...calm, days: record(14) })).toEqual([]);
    expect(alertsOf({ ...calm, days: record(15) })).toEqual([
      { kind: 'peak', peak: { w: 3001, at: now }, beforeW: 3000 },
    ]);
  });

  it('tells for a fortnight that the allowance ran out, and that it will within a month', () => {
    const over = { ...allowance, exhaustedOn: '2026-05-19' };
    expect(alertsOf({ ...calm, allowance: over })).toEqual([{ kind: 'allowance', on: '2026-05-19', over: true }]);
    const fortnight = { ...allowance, exhaustedOn: '2026-05-06' };
    expect(alertsOf({ ...calm, allowance: fortnight })).toHaveLength(1);
    expect(alertsOf({ ...calm, allowance: { ...fortnight, exhaustedOn: '2026-05-05' } })).toEqual([]);
    const forecast = (exhaustedOn: string) => ({ exhaustedOn }) as NonNullable<AlertSources['forecast']>;
    const lasting = { ...allowance, exhaustedOn: null };
    expect(alertsOf({ ...calm, allowance: lasting, forecast: forecast('2026-06-20') })).toEqual([]);
    expect(alertsOf({ ...calm, allowance: lasting, forecast: forecast('2026-05-19') })).toEqual([]);
    expect(alertsOf({ ...calm, allowance: lasting, forecast: forecast('2026-06-19') })).toEqual([
      { kind: 'allowance', on: '2026-06-19', over: false },
    ]);
  });
});
