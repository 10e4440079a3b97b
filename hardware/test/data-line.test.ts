import { describe, expect, test } from 'vitest';
import { asDrawn, dataRequestOhm, mission, mosfet, withoutTransistor } from '../src/spice/assemblies.js';
import { DISTORTION_LIMIT, type LineConditions, measureLine, understood } from '../src/spice/data-line.js';
import { dataRequest } from '../src/spice/supply.js';

const typical: LineConditions = { vol: 0.2, rail: 5, cline: 300e-12 };
const LOWS = [0.2, 0.6, 1.0];
const RAILS = [4.0, 5.0, 5.5];
const CABLES = [
  ['300 pF', 300e-12],
  ['1 nF', 1e-9],
] as const;

describe('the board as drawn understands every meter inside the standard', () => {
  for (const q of ['bc847', '2n3904'] as const)
    for (const rail of RAILS)
      for (const [cable, cline] of CABLES)
        test(`${q}, rail ${rail} V, line ${cable}, LOW ${LOWS.join(' / ')} V`, async () => {
          for (const vol of LOWS) {
            const quality = await measureLine(asDrawn(q), { vol, rail, cline });
            expect(quality.lowMargin, `low margin at ${vol} V`).toBeGreaterThan(0.7);
            expect(quality.highMargin, `high margin at ${vol} V`).toBeGreaterThan(0.7);
            expect(Math.abs(quality.distortion ?? 1), `distortion at ${vol} V`).toBeLessThan(DISTORTION_LIMIT);
          }
        });
});

test('on an ordinary meter a bit changes by less than a tenth', async () => {
  expect(Math.abs((await measureLine(asDrawn('bc847'), typical)).distortion ?? 1)).toBeLessThan(0.1);
});

/** Every supply and cable, at a given LOW. */
const corners = (vol: number): readonly LineConditions[] =>
  RAILS.flatMap((rail) => CABLES.map(([, cline]) => ({ vol, rail, cline })));

describe("the mission's circuit", () => {
  test('works with a LOW of 0.2 V, on every supply and cable', async () => {
    for (const at of corners(0.2)) expect(understood(await measureLine(mission, at)), JSON.stringify(at)).toBe(true);
  });
  test.each([0.6, 1.0])('never lets its transistor go at a LOW of %s V: the pin does not reach VIH', async (vol) => {
    for (const at of corners(vol)) {
      const quality = await measureLine(mission, at);
      expect(quality.rise, JSON.stringify(at)).toBeNull();
      expect(quality.highMargin, JSON.stringify(at)).toBeLessThan(-1);
    }
  });
});

describe('a MOSFET instead', () => {
  test('with the ordinary threshold of 1.6 V understands every meter inside the standard', async () => {
    for (const at of LOWS.flatMap(corners))
      expect(understood(await measureLine(mosfet(1.6), at)), JSON.stringify(at)).toBe(true);
  });
  test('with the lowest threshold of its data sheet fails at a LOW of 1.0 V', async () => {
    expect(understood(await measureLine(mosfet(1.0), { ...typical, vol: 1.0 }))).toBe(false);
  });
  test('with the highest threshold of its data sheet is too slow on a long cable at 4.0 V only', async () => {
    for (const vol of LOWS)
      expect(understood(await measureLine(mosfet(2.5), { ...typical, vol })), `${vol} V`).toBe(true);
    expect(understood(await measureLine(mosfet(2.5), { ...typical, cline: 1e-9 }))).toBe(true);
    expect(understood(await measureLine(mosfet(2.5), { ...typical, cline: 1e-9, rail: 4.0 }))).toBe(false);
  });
});

describe('no transistor', () => {
  test.each([0.2, 0.6])('2k2 to 3.3 V works at a LOW of %s V', async (vol) => {
    expect(understood(await measureLine(withoutTransistor(2200), { ...typical, vol }))).toBe(true);
  });
  test('2k2 is outside the guaranteed level at a LOW of 1.0 V', async () => {
    expect((await measureLine(withoutTransistor(2200), { ...typical, vol: 1.0 })).lowMargin).toBeLessThan(0);
  });
  test('2k2 loses a third of a bit on a long cable', async () => {
    expect((await measureLine(withoutTransistor(2200), { ...typical, cline: 1e-9 })).distortion ?? 0).toBeGreaterThan(
      0.3,
    );
  });
  test('10k is too slow: half a bit is lost, and on a long cable all of it', async () => {
    expect((await measureLine(withoutTransistor(10_000), typical)).distortion ?? 0).toBeGreaterThan(0.4);
    expect((await measureLine(withoutTransistor(10_000), { ...typical, cline: 1e-9 })).rise).toBeNull();
  });
});

test('Data Request stays above 4.0 V at 10 mA on the lowest supply, and would not behind 100 ohm', () => {
  expect(dataRequestOhm).toBeLessThanOrEqual(47);
  expect(dataRequest(4.9, dataRequestOhm)).toBeGreaterThan(4.0);
  expect(dataRequest(4.9, 100)).toBeLessThan(4.0);
});

test('the meter sinks 5 mA at most', () => {
  const pullUp = Number(asDrawn('bc847').parameters.r1);
  expect(5.5 / pullUp).toBeLessThan(0.005);
});

test('D7 as an output by mistake gives no more than the 12 mA of a pin into a conducting transistor', () => {
  expect(3.3 / Number(asDrawn('bc847').parameters.r3)).toBeLessThan(0.012);
});
