/** What a family of four draws, in watts and vars by phase, for each 10 s slot of a local day. */
import { HOUR, midnight, offsetAt, traits } from './calendar.js';
import { draw, noise } from './draw.js';

/** Seconds between telegrams, and the length of a slot. */
export const SLOT = 10;

export interface Load {
  /** By phase L1-L3, then by slot. */
  readonly watts: readonly [Int32Array, Int32Array, Int32Array];
  readonly vars: readonly [Int32Array, Int32Array, Int32Array];
}

/** What each stream of random numbers is for; a changed number is a changed household. */
const FLICKER = 1;
const STANDBY = 4;
const FRIDGE = 7;
const KETTLE = 10;
const OVEN = 20;
const WASHING = 30;
const DISHES = 40;
const EVENING = 50;
const BOILER = 60;
const COOLING = 70;

const FRIDGE_CYCLE = 47 * 60;

/** Load of a local day. A pure function of its arguments. */
export function loadOf(seed: number, day: number): Load {
  const start = midnight(day);
  const slots = (midnight(day + 1) - start) / SLOT;
  const row = () => new Int32Array(slots);
  const load: Load = { watts: [row(), row(), row()], vars: [row(), row(), row()] };
  const { weekend, season } = traits(day);
  const winter = Math.max(0, 1 - 4 * Math.min(season, 1 - season));
  const summer = Math.max(0, 1 - 4 * Math.abs(season - 0.5));

  /** Slot of a local clock time in hours; the hour that the clock change adds or takes lies before 03:00. */
  const change = offsetAt(start) - offsetAt(start + 12 * HOUR);
  const slotAt = (hours: number) => Math.round((hours * HOUR + (hours >= 3 ? change : 0)) / SLOT);
  const chance = (stream: number, index = 0) => draw(seed, stream, day * 64 + index);

  /** Adds a consumer from a local clock time for some minutes; `shape` gives its share of `watts` at a minute of its run. */
  function run(
    phase: number,
    hours: number,
    minutes: number,
    watts: number,
    tangent: number,
    shape = (_: number) => 1,
  ) {
    const first = Math.max(0, slotAt(hours));
    const last = Math.min(slots, first + Math.round((minutes * 60) / SLOT));
    const [w, v] = [load.watts[phase], load.vars[phase]];
    if (w === undefined || v === undefined) throw new RangeError(`phase ${phase} does not exist`);
    for (let slot = first; slot < last; slot++) {
      const drawn = Math.round(watts * shape(((slot - first) * SLOT) / 60));
      w[slot] = (w[slot] ?? 0) + drawn;
      v[slot] = (v[slot] ?? 0) + Math.round(drawn * tangent);
    }
  }
  const thermostat = (onMinutes: number, period: number) => (minute: number) => (minute % period < onMinutes ? 1 : 0);

  standby(seed, start, slots, load, winter);
  const wake = weekend ? 8 : 6;
  for (let cup = 0; cup < 3; cup++) {
    run(0, wake + chance(KETTLE, cup) * (weekend ? 3 : 1.2), 3 + 2 * chance(KETTLE, 8 + cup), 1900, 0);
  }
  run(1, wake + chance(KETTLE, 16), 20, 850, 0.1, thermostat(3, 5));
  if (weekend) run(0, 11 + chance(OVEN, 1), 55 + 30 * chance(OVEN, 2), 2300, 0.02, thermostat(4, 9));
  run(0, 17.4 + 1.6 * chance(OVEN, 3), 35 + 25 * chance(OVEN, 4), 2200, 0.02, thermostat(5, 8));
  run(1, 17.6 + 1.4 * chance(OVEN, 5), 25, 1400, 0.05, thermostat(2, 3));
  if (chance(WASHING) < (weekend ? 0.75 : 0.35)) {
    const hour = weekend ? 9 + 6 * chance(WASHING, 1) : 16 + 3 * chance(WASHING, 1);
    run(2, hour, 22, 2050, 0.01);
    run(2, hour + 0.37, 48, 260, 0.6, (minute) => 0.4 + 0.6 * noise(seed, WASHING, day * 64 + minute));
    run(2, hour + 1.17, 9, 620, 0.5);
  }
  if (chance(DISHES) < 0.7) {
    const hour = 20.2 + chance(DISHES, 1);
    run(1, hour, 18, 1950, 0.02);
    run(1, hour + 0.3, 40, 120, 0.6);
    run(1, hour + 1, 14, 1950, 0.02);
  }
  const dusk = 20.4 - 4 * winter;
  run(1, dusk - 0.5 * chance(EVENING), 60 * (22.8 + 0.7 * chance(EVENING, 1) - dusk), 210, 0.25);
  run(2, 18.5 + chance(EVENING, 2), 150 + 60 * chance(EVENING, 3), 170, 0.2);
  run(2, 0.4 + 0.6 * chance(BOILER), 60 + 45 * chance(BOILER, 1) + 25 * winter, 1600, 0);
  if (winter > 0) run(1, 5, 60 * 18, 75, 0.7, thermostat(22, 30));
  if (chance(COOLING) < 1.4 * summer) {
    run(2, 13 + chance(COOLING, 1), 60 * (4 + 3 * chance(COOLING, 2)), 950, 0.35, thermostat(14, 20));
  }
  return load;
}

/** What never stops: standby on all phases, the fridge, the flicker of everything small. */
function standby(seed: number, start: number, slots: number, load: Load, winter: number): void {
  const base = [62, 38, 24].map((watts) => watts * (1 + 0.25 * winter));
  const cycle = start / FRIDGE_CYCLE;
  for (let phase = 0; phase < 3; phase++) {
    const [watts, vars] = [load.watts[phase], load.vars[phase]];
    if (watts === undefined || vars === undefined) continue;
    for (let slot = 0; slot < slots; slot++) {
      const tick = start / SLOT + slot;
      const drift = noise(seed, STANDBY + phase, tick / 90);
      watts[slot] = Math.round((base[phase] ?? 0) * (0.8 + 0.4 * drift) + 9 * draw(seed, FLICKER + phase, tick));
      vars[slot] = -Math.round(28 + 20 * drift);
    }
  }
  const [watts, vars] = [load.watts[1], load.vars[1]];
  for (let slot = 0; slot < slots; slot++) {
    const at = cycle + (slot * SLOT) / FRIDGE_CYCLE;
    const share = at - Math.floor(at);
    if (share > 0.3 + 0.12 * draw(seed, FRIDGE, Math.floor(at))) continue;
    watts[slot] = (watts[slot] ?? 0) + Math.round(88 + 40 * Math.max(0, 0.05 - share) * 20);
    vars[slot] = (vars[slot] ?? 0) + 52;
  }
}
