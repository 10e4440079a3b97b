import type { DaySummary, Reading } from '@okosmero/pi-service/contract';
import { dayBounds } from '@okosmero/pi-service/day';
import { ABSENT, type PhaseColumns } from '@okosmero/pi-service/pack';
import { describe, expect, it } from 'vitest';
import { operatorMessage } from '../src/data/operator-message.js';
import { completeness, dayMeans, excursions, phaseShares } from '../src/data/quality.js';

/** A reading a minute over the whole day, whatever its length. */
function phasesOf(
  day: string,
  volts: (minute: number) => number,
  amps: readonly [number, number, number] = [1, 1, 1],
): PhaseColumns {
  const { start, end } = dayBounds(day);
  const count = (end - start) / 60;
  const column = (of: (minute: number) => number) => Int32Array.from({ length: count }, (_, i) => of(i));
  const absent = () => column(() => ABSENT);
  return {
    time: Uint32Array.from({ length: count }, (_, i) => start + i * 60),
    voltages: [column(volts), absent(), absent()],
    currents: [column(() => amps[0]), column(() => amps[1]), column(() => amps[2])],
  };
}

describe('excursions', () => {
  it('join ten-minute means beyond the same limit and keep the worst', () => {
    const day = '2026-06-15';
    const { start } = dayBounds(day);
    const volts = (minute: number) =>
      minute < 600 ? 23_000 : minute < 610 ? 25_310 : minute < 620 ? 25_400 : minute < 630 ? 20_600 : 23_000;
    expect(excursions(dayMeans(phasesOf(day, volts), start))).toEqual([
      { phase: 'L1', from: start + 36_000, to: start + 37_200, high: true, worst: 25_400 },
      { phase: 'L1', from: start + 37_200, to: start + 37_800, high: false, worst: 20_600 },
    ]);
  });

  it.each([
    ['2026-03-29', 138],
    ['2026-10-25', 150],
  ])('%s has %i means, all of them', (day, count) => {
    expect(
      dayMeans(
        phasesOf(day, () => 23_000),
        dayBounds(day).start,
      )[0],
    ).toHaveLength(count);
  });
});

describe('phase balance', () => {
  it('is the share of the current, and unknown without any', () => {
    expect(phaseShares(phasesOf('2026-06-15', () => 23_000, [100, 300, 0]))).toEqual([0.25, 0.75, 0]);
    expect(phaseShares(phasesOf('2026-06-15', () => 23_000, [ABSENT, ABSENT, ABSENT]))).toBeNull();
  });
});

it('completeness counts by month, the newest first', () => {
  const day = (date: string, received: number): [string, DaySummary] => [
    date,
    {
      day: date,
      received,
      expected: 8640,
      gaps: [],
      voltage: [{ min: 220, max: 254, outside: 2, means: 144 }, null],
    } as unknown as DaySummary,
  ];
  expect(completeness(new Map([day('2026-05-31', 8640), day('2026-06-01', 8000), day('2026-06-02', 8640)]))).toEqual([
    { month: '2026-06', received: 16_640, expected: 17_280, gaps: 0, means: 288, outside: 4 },
    { month: '2026-05', received: 8640, expected: 8640, gaps: 0, means: 144, outside: 2 },
  ]);
});

describe("the operator's message", () => {
  const message = (value: string) => operatorMessage({ objects: { '0-0:96.13.0': value } } as unknown as Reading);

  it('is hex in the standard and text on some meters', () => {
    expect(message('5465727665')).toBe('Terve');
    expect(message('Karbantartás 10-12')).toBe('Karbantartás 10-12');
  });

  it('has no control characters and is none when empty', () => {
    expect(message('410A42')).toBe('A B');
    expect(message('')).toBeNull();
    expect(message('0000')).toBeNull();
    expect(operatorMessage({ objects: {} } as unknown as Reading)).toBeNull();
  });
});
