import type { LatestReading, Reading } from '@okosmero/pi-service/contract';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../src/data/instant.js';
import { lastHour } from '../src/data/last-hour.js';
import { Live } from '../src/data/live.js';
import type { Mirror } from '../src/data/mirror.js';
import { buildPyramid } from '../src/data/series.js';
import { dayColumns } from './columns.js';

function reading(objects: Reading['objects'], time = '2026-08-15T15:52:00+02:00'): Reading {
  return {
    schema: 1,
    device: 'a1b2c3',
    log: '9f3c21d0',
    seq: 1,
    identification: 'AUX59912345678',
    meterId: '9912345678',
    time,
    crc: 'arc',
    objects,
    rest: [],
  };
}

const AT = Date.UTC(2026, 7, 15, 13, 52) / 1000;
const latest = (receivedAt: number, now: number): LatestReading => ({
  reading: reading({ '1-0:1.7.0': 2.352, '1-0:2.7.0': 0 }),
  receivedAt,
  now,
});

function live(clock: { stopwatch: number; wall: number }, meter = '9912345678'): Live {
  return new Live({
    mirror: {} as Mirror,
    open: () => {
      throw new Error('no network in this test');
    },
    stopwatch: () => clock.stopwatch,
    wallClock: () => clock.wall,
    meter: () => meter,
    keep: () => undefined,
  });
}

describe('the age of what is shown', () => {
  it('is counted on the service’s clock, however wrong the phone’s is', () => {
    for (const wall of [0, Date.UTC(1970, 0, 1), Date.UTC(2040, 0, 1)]) {
      const clock = { stopwatch: 1000, wall };
      const now = live(clock);
      now.receive(latest(AT, AT + 3));
      expect(now.age()).toBe(3);
      clock.stopwatch += 20_000;
      clock.wall += 20_000;
      expect(now.age()).toBe(23);
      expect(now.now()).toBe(AT + 23);
    }
  });

  it('is never too young: a stopwatch that stood still while the phone slept does not make data fresh', () => {
    const clock = { stopwatch: 0, wall: 0 };
    const now = live(clock);
    now.receive(latest(AT, AT));
    clock.wall += 3_600_000;
    expect(now.age()).toBe(3600);
  });

  it('ignores old news of a resumed connection', () => {
    const now = live({ stopwatch: 0, wall: 0 });
    now.receive(latest(AT + 60, AT + 60));
    now.receive(latest(AT, AT + 61));
    expect(now.latest.value?.receivedAt).toBe(AT + 60);
  });

  it('goes on from when it came in, for a reading kept from an earlier visit', () => {
    const clock = { stopwatch: 500, wall: 1_700_000_000_000 };
    const now = live(clock);
    now.receive(latest(AT, AT + 3), clock.wall - 86_400_000);
    expect(now.age()).toBe(86_403);
    expect(now.now()).toBe(AT + 86_403);
  });

  it('is of the meter on show, whatever others the house has', () => {
    const now = live({ stopwatch: 0, wall: 0 }, '1111111111');
    now.receive(latest(AT, AT));
    expect([now.latest.value, now.recent.value]).toEqual([null, []]);
  });

  it('is null before the first reading', () => {
    expect(live({ stopwatch: 0, wall: 5000 }).age()).toBeNull();
  });
});

describe('one reading', () => {
  it('sums the tariffs where a meter has no total', () => {
    const { importWh, exportWh } = instantOf(reading({ '1-0:1.8.1': 100.5, '1-0:1.8.2': 20.123, '1-0:2.8.0': 7 }));
    expect([importWh, exportWh]).toEqual([120_623, 7000]);
  });

  it('calculates a phase’s power only where the meter sends none, and marks it', () => {
    const objects = {
      '1-0:32.7.0': 230,
      '1-0:31.7.0': 2,
      '1-0:33.7.0': 0.5,
      '1-0:52.7.0': 231,
      '1-0:41.7.0': 1.5,
      '1-0:42.7.0': 0,
    };
    const { phases } = instantOf(reading(objects));
    expect(phases.map(({ name, watts, calculated }) => ({ name, watts, calculated }))).toEqual([
      { name: 'L1', watts: 230, calculated: true },
      { name: 'L2', watts: 1500, calculated: false },
    ]);
  });

  it('knows a power calculated from whole amperes to one ampere only', () => {
    const objects = { '1-0:32.7.0': 233.4, '1-0:33.7.0': 1, '1-0:52.7.0': 230, '1-0:53.7.0': 1 };
    const { phases } = instantOf(reading({ ...objects, '1-0:31.7.0': 0, '1-0:51.7.0': 0.61 }));
    expect(phases.map(({ watts, resolution }) => ({ watts, resolution }))).toEqual([
      { watts: 0, resolution: 234 },
      { watts: 140, resolution: 1 },
    ]);
  });

  it('limits a phase by its own limit or its share of the limiter, whichever is tighter', () => {
    const limits = (objects: Record<string, number>): (number | null)[] =>
      instantOf(reading(objects)).phases.map(({ limit }) => limit);
    const three = { '1-0:32.7.0': 230, '1-0:52.7.0': 230, '1-0:72.7.0': 230 };
    expect(limits({ ...three, '0-0:17.0.0': 24.15 })).toEqual([35, 35, 35]);
    expect(limits({ ...three, '0-0:17.0.0': 24.15, '1-0:31.4.0': 32, '1-0:51.4.0': 50 })).toEqual([32, 35, 35]);
    expect(limits({ '1-0:32.7.0': 230, '0-0:17.0.0': 9.2 })).toEqual([40]);
    expect(limits({ ...three, '0-0:17.0.0': 0, '1-0:31.4.0': 0, '1-0:51.4.0': 25 })).toEqual([null, 25, null]);
  });

  it('decodes the power factor that Sagemcom prints with an overflow', () => {
    const { phases } = instantOf(reading({ '1-0:32.7.0': 230, '1-0:33.7.0': 4.556 }));
    expect(phases[0]?.powerFactor).toBe(-0.98);
  });

  it('leaves absent what is absent', () => {
    const instant = instantOf(reading({}));
    expect(instant).toMatchObject({ importW: null, exportW: null, importWh: null, tariff: null, phases: [] });
  });
});

describe('the last hour', () => {
  it('goes on from the archive with what came live, without doubling', () => {
    const today = dayColumns({ day: '2026-08-15' });
    const now = (today.time[4999] as number) + 30;
    const head = {
      ...today,
      time: today.time.subarray(0, 5000),
      importW: today.importW.subarray(0, 5000),
      exportW: today.exportW.subarray(0, 5000),
    };
    const live = [-10, 0, 10, 20, 30].map((s) => ({ time: (head.time[4999] as number) + s, importW: 7, exportW: 0 }));
    const { time, importW } = lastHour(head, live, now);
    expect(time.at(-1)).toBe(now);
    expect(time[0]).toBe(now - 3600);
    expect(new Set(time).size).toBe(time.length);
    expect(Array.from(importW.slice(-4))).toEqual([100, 7, 7, 7]);
    expect(buildPyramid(lastHour(head, live, now)).stretches).toEqual([0]);
  });

  it('is what came live alone when the archive has nothing of today', () => {
    const live = [{ time: AT, importW: 1, exportW: 2 }];
    expect(Array.from(lastHour(null, live, AT).exportW)).toEqual([2]);
  });
});
