import type { DeviceHealth } from '@okosmero/moddable-app/contract';
import { describe, expect, it } from 'vitest';
import { ClockWatch } from '../../src/archive/clock-watch.js';
import { TroubleList } from '../../src/archive/evidence.js';

function health(
  uptime: number,
  accepted: number,
  more: { wifi?: number; broker?: number; rejected?: number } = {},
): DeviceHealth {
  return {
    schema: 1,
    uptime,
    resetCause: 'power',
    safeMode: false,
    rssi: -60,
    heap: { free: 20_000, lowest: 15_000 },
    telegrams: {
      accepted,
      rejected: { crc: more.rejected ?? 0, overflow: 0, torn: 0, grammar: 0, sums: 0, step: 0 },
      lastAge: 1,
    },
    crc: 'arc',
    uart: { overflow: 0, framing: 0 },
    log: { id: '9f3c21d0', oldest: 1, next: accepted + 1 },
    connects: { wifi: more.wifi ?? 1, broker: more.broker ?? 1 },
    ackAge: 5,
  };
}

describe('the cause of a gap', () => {
  const list = () => new TroubleList(() => undefined);
  const DEVICE = 'a1b2c3';
  const report = (troubles: TroubleList, at: number, value: DeviceHealth) =>
    troubles.see({ kind: 'health', device: DEVICE, health: value, at });

  it('is told from two reports of the board', () => {
    const cases: [string, DeviceHealth][] = [
      ['device', health(100, 2)],
      ['wifi', health(1600, 700, { wifi: 2 })],
      ['broker', health(1600, 700, { broker: 2 })],
      ['rejected', health(1600, 600, { rejected: 40 })],
      ['meter', health(1600, 600)],
      ['unknown', health(1600, 660)],
    ];
    for (const [cause, after] of cases) {
      const troubles = list();
      report(troubles, 10_000, health(1000, 600));
      report(troubles, 10_600, after);
      expect(troubles.causeOf(DEVICE, 10_010, 10_550)).toBe(cause);
      expect(troubles.causeOf(DEVICE, 20_000, 20_600)).toBe('unknown');
      expect(troubles.causeOf('other', 10_010, 10_550)).toBe('unknown');
    }
  });

  it('is the broker or the service for every board, and what covers most of the gap', () => {
    const troubles = list();
    troubles.serviceDown(1000, 1100);
    troubles.see({ kind: 'broker', connected: false, at: 1100 });
    expect(troubles.causeOf(DEVICE, 1000, 1150)).toBe('service');
    expect(troubles.causeOf(DEVICE, 1000, 1900)).toBe('broker');
    troubles.see({ kind: 'broker', connected: true, at: 1200 });
    expect(troubles.causeOf(DEVICE, 1150, 1210)).toBe('broker');
    troubles.see({ kind: 'availability', device: DEVICE, online: false, at: 2000 });
    expect(troubles.causeOf(DEVICE, 2000, 2300)).toBe('wifi');
    troubles.see({ kind: 'availability', device: DEVICE, online: true, at: 2300 });
    expect(troubles.causeOf(DEVICE, 2000, 2300)).toBe('wifi');
  });
});

describe('a wrong clock of a meter', () => {
  const feed = (offset: (i: number) => number, pace: (i: number) => number) => {
    const watch = new ClockWatch();
    return Array.from({ length: 20 }, (_, i) => watch.see(1_000_000 + 10 * i + offset(i), 1_000_000 + pace(i)));
  };

  it('is said once, when readings come at their own pace', () => {
    expect(
      feed(
        () => 0,
        (i) => 10 * i,
      ).every((news) => news === undefined),
    ).toBe(true);
    expect(
      feed(
        () => -900,
        (i) => 10 * i + (i % 2),
      ).filter((news) => news !== undefined),
    ).toEqual([-900 + 0 - 1]);
    expect(
      feed(
        (i) => (i < 10 ? 0 : 86_400),
        (i) => 10 * i,
      ).filter((news) => news !== undefined),
    ).toEqual([86_400]);
  });

  it('is not a backlog that comes in fast, or late', () => {
    expect(
      feed(
        () => -86_400,
        () => 0,
      ).every((news) => news === undefined),
    ).toBe(true);
    expect(
      feed(
        () => -86_400,
        (i) => i,
      ).every((news) => news === undefined),
    ).toBe(true);
  });

  it('without any time is said once until a time comes again', () => {
    const watch = new ClockWatch();
    expect([watch.seeTimeless(), watch.seeTimeless()]).toEqual([true, false]);
    watch.see(1_000_000, 1_000_000);
    expect(watch.seeTimeless()).toBe(true);
  });
});
