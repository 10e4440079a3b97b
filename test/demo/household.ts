/** The demo's household, the same at every start: kept beside its archive. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localDay } from '../simulated-meter/calendar.js';
import type { Past } from '../simulated-meter/history-plan.js';
import { SimulatedMeter } from '../simulated-meter/meter.js';
import { type P1Line, portOf } from '../simulated-meter/p1-line.js';

/** Days of history at the first start, and how many of them at 10 s. */
const DAYS = 402;
const FINE_DAYS = 14;
/** Seconds between readings of the older ones. */
const COARSE_STEP = 60;
const SEED = 2026;
const SOLAR_WATTS = 4800;

export const SERIAL = '9904120726';

interface Household {
  readonly seed: number;
  readonly firstDay: number;
}

/** @returns the household's line and past; made at the first start */
export function openHousehold(data: string, now: number): { readonly line: P1Line; readonly past: Past } {
  const path = join(data, 'simulated-household.json');
  const today = localDay(now);
  if (!existsSync(path)) {
    mkdirSync(data, { recursive: true });
    writeFileSync(path, JSON.stringify({ seed: SEED, firstDay: today - DAYS } satisfies Household));
  }
  const { seed, firstDay } = JSON.parse(readFileSync(path, 'utf8')) as Household;
  const meter = new SimulatedMeter({
    seed,
    firstDay,
    phases: 3,
    solarWatts: SOLAR_WATTS,
    opening: {
      importWh: [5_100_215, 3_895_411],
      exportWh: [1_100_300, 490_021],
      quadrantVarh: [12_441, 8_107, 190_335, 255_018],
    },
  });
  return {
    line: portOf('sanxing-3ph', (instant) => meter.stateAt(instant), SERIAL),
    past: { firstDay, firstFineDay: today - FINE_DAYS + 1, coarseStep: COARSE_STEP },
  };
}
