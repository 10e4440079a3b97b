import type { Reading, RejectReason } from '@okosmero/moddable-app/contract';
import { describe, expect, it } from 'vitest';
import { midnight } from './calendar.js';
import { DAMAGES, type DamageName, damaged } from './damage.js';
import { LAYOUTS, type LayoutName } from './layouts.js';
import { LineReader } from './line-reader.js';
import { SimulatedMeter } from './meter.js';
import { clockOff, type P1Line, portOf, restarted, type States, silent, swapped } from './p1-line.js';

const FIRST_DAY = Date.UTC(2026, 5, 1) / 86_400_000;
const NOON = midnight(FIRST_DAY + 10) + 12 * 3600;
const opening = { importWh: [5100215, 3895411], exportWh: [1100300, 490021], quadrantVarh: [12, 8, 190, 255] } as const;

function statesOf(layout: LayoutName, seed = 5): States {
  const { phases } = LAYOUTS[layout];
  const meter = new SimulatedMeter({ seed, firstDay: FIRST_DAY, phases, solarWatts: 5000, opening });
  return (instant) => meter.stateAt(instant);
}

/** What a board makes of a stretch of a line: the Readings and the reasons of rejection, in order. */
function listen(line: P1Line, from: number, telegrams: number): { readings: Reading[]; rejected: RejectReason[] } {
  const readings: Reading[] = [];
  const rejected: RejectReason[] = [];
  const reader = new LineReader({
    device: 'a1b2c3',
    log: '9f3c21d0',
    takeSeq: () => readings.length + 1,
    onReading: (json) => readings.push(JSON.parse(json.toString())),
    onReject: (reason) => rejected.push(reason),
  });
  for (let index = 0; index < telegrams; index++) {
    const instant = from + index * 10;
    const bytes = line(instant);
    if (bytes !== null) reader.feed(bytes, instant);
  }
  return { readings, rejected };
}

const layouts = Object.keys(LAYOUTS) as LayoutName[];

describe('the line of a simulated meter', () => {
  it.each(layouts)('%s is read with every value it prints', (layout) => {
    const states = statesOf(layout);
    const { readings } = listen(portOf(layout, states, '9912345678'), NOON, 20);
    expect(readings.length).toBe(LAYOUTS[layout].checksum === 'unknown' ? 15 : 20);
    const reading = readings.at(-1);
    const { importWh, exportWh, importWatts, exportWatts, phases, centihertz } = states(NOON + 190);
    expect(reading?.crc).toBe(LAYOUTS[layout].checksum);
    expect(Date.parse(reading?.time ?? '') / 1000).toBe(NOON + 190);
    expect(reading?.objects).toMatchObject({
      '1-0:1.8.0': (importWh[0] + importWh[1]) / 1000,
      '1-0:1.8.1': importWh[0] / 1000,
      '1-0:1.8.2': importWh[1] / 1000,
      '1-0:2.8.0': (exportWh[0] + exportWh[1]) / 1000,
      '1-0:1.7.0': importWatts / 1000,
      '1-0:2.7.0': exportWatts / 1000,
      '1-0:14.7.0': centihertz / 100,
      '1-0:32.7.0': (phases[0]?.decivolts ?? 0) / 10,
    });
  });

  it.each(Object.keys(DAMAGES) as DamageName[])('lets no wrong value through after %s', (way) => {
    const states = statesOf('sagemcom');
    const line = damaged(portOf('sagemcom', states, '990000000000417'), 3, 0.2, [way]);
    const { readings, rejected } = listen(line, NOON, 600);
    expect(readings.length).toBeGreaterThan(400);
    expect(rejected.length).toBeGreaterThan(70);
    for (const { time, objects } of readings) {
      const { importWh, exportWh, importWatts } = states(Date.parse(time ?? '') / 1000);
      expect([objects['1-0:1.8.0'], objects['1-0:2.8.0'], objects['1-0:1.7.0']]).toEqual([
        (importWh[0] + importWh[1]) / 1000,
        (exportWh[0] + exportWh[1]) / 1000,
        importWatts / 1000,
      ]);
    }
  });

  it('falls silent and goes on', () => {
    const line = silent(portOf('sanxing-3ph', statesOf('sanxing-3ph'), '9912345678'), NOON + 100, NOON + 400);
    expect(listen(line, NOON, 60).readings.length).toBe(30);
  });

  it('is another meter after a swap, believed on its third telegram', () => {
    const line = swapped(
      portOf('sanxing-3ph', statesOf('sanxing-3ph', 1), '9912345678'),
      NOON + 100,
      portOf('sagemcom', statesOf('sagemcom', 2), '990000000000417'),
    );
    const ids = listen(line, NOON, 20).readings.map(({ meterId }) => meterId);
    expect(ids).toEqual([...Array(10).fill('9912345678'), ...Array(8).fill('990000000000417')]);
  });

  it('is believed again after its counters restarted: on the third consistent telegram', () => {
    const { readings, rejected } = listen(
      portOf('sanxing-3ph', restarted(statesOf('sanxing-3ph'), NOON + 100), '9912345678'),
      NOON,
      20,
    );
    expect(rejected).toEqual(['step', 'step']);
    expect(readings.at(-1)?.objects['1-0:1.8.0']).toBeLessThan(1);
  });

  it.each(['2026-03-29T00:58:00Z', '2026-10-25T00:58:00Z', '2026-10-25T01:58:00Z'])('loses no second at %s', (edge) => {
    const from = Date.parse(edge) / 1000;
    const meter = new SimulatedMeter({ seed: 5, firstDay: FIRST_DAY - 90, phases: 3, solarWatts: 0, opening });
    const { readings } = listen(
      portOf('sagemcom', (instant) => meter.stateAt(instant), '990000000000417'),
      from,
      24,
    );
    expect(readings.map(({ time }) => Date.parse(time ?? '') / 1000)).toEqual(
      Array.from({ length: 24 }, (_, i) => from + 10 * i),
    );
  });

  it('prints a clock that is off as it is', () => {
    const { readings } = listen(
      portOf('sanxing-3ph', clockOff(statesOf('sanxing-3ph'), 900, NOON, NOON + 50), '9912345678'),
      NOON,
      5,
    );
    expect(Date.parse(readings[0]?.time ?? '') / 1000).toBe(NOON + 900);
  });
});
