import { describe, expect, test } from 'vitest';
import { dataRequestOhm, storage } from '../src/spice/assemblies.js';
import {
  dataRequest,
  FOLD_BACK,
  HARD,
  LIMITER,
  measureCable,
  measureSupply,
  PROTECTIONS,
} from '../src/spice/supply.js';

const limits = [
  ['a hard 250 mA', HARD],
  ['fold-back', FOLD_BACK],
] as const;

describe.each(limits)('on %s', (_, limit) => {
  test.each([
    ['2m', 4.7],
    ['5m', 4.4],
    ['10m', 3.9],
  ])('a burst of 350 mA for %ss keeps the rail above %s V and 3.3 V whole', async (tburst, lowest) => {
    const quality = await measureSupply({ ...limit, c1: storage, tburst });
    expect(quality.rail).toBeGreaterThan(lowest);
    expect(quality.v33).toBeCloseTo(3.3, 2);
    expect(quality.current).toBeLessThanOrEqual(limit.ilim + 0.001);
    expect(quality.end).toBeGreaterThan(4.9);
  });

  test('20 ms are more than 1000 uF carry, and 2200 uF carry them', async () => {
    expect((await measureSupply({ ...limit, c1: storage, tburst: '20m' })).v33).toBeLessThan(3.0);
    expect((await measureSupply({ ...limit, c1: 2200e-6, tburst: '20m' })).v33).toBeCloseTo(3.3, 2);
  });

  test('Data Request stays above 4.0 V in a burst of 2 ms and falls below it in one of 10 ms', async () => {
    const request = async (tburst: string) =>
      dataRequest((await measureSupply({ ...limit, c1: storage, tburst })).port, dataRequestOhm);
    expect(await request('2m')).toBeGreaterThan(4.0);
    expect(await request('10m')).toBeLessThan(4.0);
  });

  test('plugged in with an empty capacitor it is up within 100 ms, and the meter gives no more than its limit', async () => {
    const quality = await measureSupply({ ...limit, c1: storage, v0: 0, tstart: 1, tend: '200m' });
    expect(quality.upAt).toBeLessThan(0.1);
    expect(quality.current).toBeLessThanOrEqual(limit.ilim + 0.001);
  });

  test('from cold it starts with the radio off and never with a steady 300 mA', async () => {
    const off = await measureSupply({ ...limit, c1: storage, v0: 0, ibase: 0.02, tstart: 1, tend: '300m' });
    expect(off.upAt).toBeLessThan(0.1);
    const on = await measureSupply({ ...limit, c1: storage, v0: 0, iburst: 0.3, tstart: 0, tburst: 1, tend: '300m' });
    expect(on.upAt).toBeNull();
    expect(on.end).toBeLessThan(3);
  });
});

describe('the limiter option (193 to 258 mA)', () => {
  test.each([0.193, LIMITER, 0.258])('at %s A keeps the port below the trip point of 260 mA', async (iboard) => {
    const quality = await measureSupply({ ...FOLD_BACK, c1: storage, iboard, tburst: '10m' });
    expect(quality.current).toBeLessThan(0.26);
    expect(quality.port).toBeGreaterThan(4.9);
    expect(dataRequest(quality.port, dataRequestOhm)).toBeGreaterThan(4.0);
  });
  test('pays with a lower rail: 2 ms are fine even at its lowest', async () => {
    expect((await measureSupply({ ...FOLD_BACK, c1: storage, iboard: 0.193, tburst: '2m' })).rail).toBeGreaterThan(4.5);
  });
});

describe('a crossed cable', () => {
  test('without protection puts more than half a volt backwards on the board and loads the meter', async () => {
    const bare = await measureCable('none', true);
    expect(bare.rail).toBeLessThan(-0.5);
    expect(bare.current).toBeGreaterThan(0.05);
  });
  test('behind the MOSFET brings nothing through the supply, even on one of 5 A', async () => {
    const withoutSignals = { r1: '1g', r4: '1g', r5: '1g' };
    const strong = await measureCable('P-channel MOSFET', true, { ilim: 5, ishort: 5, ...withoutSignals });
    expect(Math.abs(strong.rail)).toBeLessThan(0.01);
    expect(strong.current).toBeLessThan(0.0001);
  });
  test('behind the MOSFET leaves 2 mA through R1, which the chips of the module hold above -0.6 V', async () => {
    for (const supply of [{}, { ilim: 5, ishort: 5 }]) {
      const crossed = await measureCable('P-channel MOSFET', true, supply);
      expect(crossed.rail).toBeGreaterThan(-0.6);
      expect(crossed.current).toBeLessThan(0.002);
    }
  });
  test('with the module out nothing holds the rail: C1 is charged backwards through R1', async () => {
    expect((await measureCable('P-channel MOSFET', true, { module: 0, tend: 2 })).rail).toBeLessThan(-3);
  });
  test('the MOSFET costs less than 50 mV at 350 mA, a series Schottky more than 250 mV', async () => {
    const full = { ilim: 1, ishort: 1, iload: 0.35 };
    const [bare, series, mosfet] = [
      await measureCable('none', false, full),
      await measureCable('Schottky in series', false, full),
      await measureCable('P-channel MOSFET', false, full),
    ];
    expect(bare.rail - mosfet.rail).toBeLessThan(0.05);
    expect(bare.rail - series.rail).toBeGreaterThan(0.25);
  });
  test('every protection still feeds the board when the cable is right', async () => {
    for (const protection of PROTECTIONS)
      expect((await measureCable(protection, false)).rail, protection).toBeGreaterThan(4.5);
  });
});
