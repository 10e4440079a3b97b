import { describe, expect, it } from 'vitest';
import { HOUR, midnight, offsetAt, timestamp } from './calendar.js';
import { SLOT } from './household.js';
import { type MeterState, SimulatedMeter, tariffAt } from './meter.js';

const dayOf = (date: string) => Date.parse(date) / 86_400_000;
const FIRST_DAY = dayOf('2025-10-01');
const opening = { importWh: [1000, 2000], exportWh: [300, 400], quadrantVarh: [1, 2, 3, 4] } as const;
const meter = (seed = 11) => new SimulatedMeter({ seed, firstDay: FIRST_DAY, phases: 3, solarWatts: 5000, opening });
const totals = ({ importWh, exportWh }: MeterState) => [importWh[0] + importWh[1], exportWh[0] + exportWh[1]] as const;

/** Every state of a local day, first to last. */
function* statesOf(simulated: SimulatedMeter, day: number): Generator<MeterState> {
  for (let at = midnight(day) + SLOT; at <= midnight(day + 1); at += SLOT) yield simulated.stateAt(at);
}

describe('SimulatedMeter', () => {
  it('counts exactly what its powers integrate to, by tariff', () => {
    const simulated = meter();
    const sums = { import: [0, 0], export: [0, 0] };
    let last: MeterState | undefined;
    for (let day = FIRST_DAY; day < FIRST_DAY + 5; day++) {
      for (const state of statesOf(simulated, day)) {
        sums.import[state.tariff - 1] = (sums.import[state.tariff - 1] ?? 0) + state.importWatts * SLOT;
        sums.export[state.tariff - 1] = (sums.export[state.tariff - 1] ?? 0) + state.exportWatts * SLOT;
        last = state;
      }
    }
    const wattHours = (wattSeconds: number, index: number, start: readonly number[]) =>
      (start[index] ?? 0) + Math.floor(wattSeconds / HOUR);
    expect(last?.importWh).toEqual(sums.import.map((sum, index) => wattHours(sum, index, opening.importWh)));
    expect(last?.exportWh).toEqual(sums.export.map((sum, index) => wattHours(sum, index, opening.exportWh)));
  });

  it('shows the same at an instant whichever day was asked first', () => {
    const at = midnight(FIRST_DAY + 30) + 13 * HOUR;
    const forwards = meter();
    for (let day = 0; day < 30; day++) forwards.stateAt(midnight(FIRST_DAY + day) + SLOT);
    expect(meter().stateAt(at)).toEqual(forwards.stateAt(at));
  });

  it('imports and exports at the same time on some phases of a sunny day', () => {
    const states = [...statesOf(meter(), dayOf('2026-06-14'))];
    expect(states.filter(({ importWatts, exportWatts }) => importWatts > 0 && exportWatts > 0).length).toBeGreaterThan(
      100,
    );
  });

  it('never counts backwards, and never more than the connection carries', () => {
    let [imported, exported] = totals(meter().stateAt(midnight(FIRST_DAY) + SLOT));
    for (const state of statesOf(meter(), FIRST_DAY)) {
      const [nextImport, nextExport] = totals(state);
      expect(nextImport - imported).toBeGreaterThanOrEqual(0);
      expect(nextExport - exported).toBeGreaterThanOrEqual(0);
      expect(nextImport - imported + nextExport - exported).toBeLessThan(60);
      [imported, exported] = [nextImport, nextExport];
    }
  });

  it('lives like a Hungarian household with a 5 kW plant: figures of a year', () => {
    const simulated = meter();
    const start = totals(simulated.stateAt(midnight(FIRST_DAY) + SLOT));
    const end = totals(simulated.stateAt(midnight(FIRST_DAY + 365)));
    const kWh = (index: 0 | 1) => (end[index] - start[index]) / 1000;
    expect(kWh(0)).toBeGreaterThan(2500);
    expect(kWh(0)).toBeLessThan(5500);
    expect(kWh(1)).toBeGreaterThan(2500);
    expect(kWh(1)).toBeLessThan(6500);
    const dayExport = (date: string) => {
      const [, before] = totals(simulated.stateAt(midnight(dayOf(date))));
      const [, after] = totals(simulated.stateAt(midnight(dayOf(date) + 30)));
      return after - before;
    };
    expect(dayExport('2026-06-01')).toBeGreaterThan(3 * dayExport('2025-12-01'));
  });

  it('shows at 0-0:98.1.0 the registers of the first midnight of the month', () => {
    const simulated = meter();
    const { monthEnd } = simulated.stateAt(midnight(dayOf('2025-12-09')) + 8 * HOUR);
    const midnightState = simulated.stateAt(midnight(dayOf('2025-12-01')));
    expect(timestamp(monthEnd.instant)).toBe('251201000000W');
    expect(monthEnd.importWh).toEqual(midnightState.importWh);
    expect(monthEnd.exportWh).toEqual(midnightState.exportWh);
    expect(Math.max(...monthEnd.maxImportWatts)).toBeGreaterThan(2000);
  });

  it('refuses an instant that it has no slot for', () => {
    expect(() => meter().stateAt(midnight(FIRST_DAY))).toThrow(RangeError);
    expect(() => meter().stateAt(midnight(FIRST_DAY) + 15)).toThrow(/multiple of 10 s/);
  });
});

describe('the calendar', () => {
  it.each([
    ['2026-03-29', 23],
    ['2026-10-25', 25],
    ['2026-10-26', 24],
  ])('gives %s %i hours', (date, hours) => {
    expect((midnight(dayOf(date) + 1) - midnight(dayOf(date))) / HOUR).toBe(hours);
  });

  it('prints both two o’clocks of October apart', () => {
    const first = Date.parse('2026-10-25T00:30:00Z') / 1000;
    expect([timestamp(first), timestamp(first + HOUR)]).toEqual(['261025023000S', '261025023000W']);
  });

  it('agrees with ICU on every hour of twenty years', () => {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Budapest', hour: '2-digit', hourCycle: 'h23' });
    for (let at = Date.parse('2015-01-01') / 1000; at < Date.parse('2035-01-01') / 1000; at += 7 * HOUR) {
      expect(((at + offsetAt(at)) / HOUR) % 24).toBe(Number(format.format(at * 1000)));
    }
  });

  it('knows T1 as the daytime of working days', () => {
    const at = (date: string, hour: number) => tariffAt(midnight(dayOf(date)) + hour * HOUR);
    expect([
      at('2026-11-23', 5),
      at('2026-11-23', 6),
      at('2026-11-23', 21),
      at('2026-11-23', 22),
      at('2026-11-22', 12),
    ]).toEqual([2, 1, 1, 2, 2]);
  });
});
