/**
 * The registers of a simulated meter at any instant. Counters are the exact integral of the powers it prints: an instant
 * shows the slot that ends there and the counters up to it. Days are summed once, in any order of asking.
 */
import { HOUR, localDay, midnight, previousMonth, traits } from './calendar.js';
import { noise } from './draw.js';
import { loadOf, SLOT } from './household.js';
import { yieldOf } from './rooftop.js';

/** Slots at one watt that make one watt-hour. */
const SLOTS_PER_HOUR = HOUR / SLOT;
const QUARTER_SLOTS = SLOTS_PER_HOUR / 4;
const VOLTAGE = 90;
const FREQUENCY = 96;

export interface MeterPlan {
  readonly seed: number;
  /** Local day (days since 1970-01-01) on which the meter was hung up. */
  readonly firstDay: number;
  readonly phases: 1 | 3;
  /** Peak of the rooftop plant; 0 without one. */
  readonly solarWatts: number;
  /** Wh and varh that every register shows at the start: tariffs 1 and 2, quadrants I-IV. */
  readonly opening: Registers;
}

/** Energy registers in Wh and varh. The totals are sums of these, as on the real meters. */
export interface Registers {
  readonly importWh: readonly [number, number];
  readonly exportWh: readonly [number, number];
  readonly quadrantVarh: readonly [number, number, number, number];
}

export interface PhaseState {
  readonly watts: number;
  readonly vars: number;
  readonly decivolts: number;
}

export interface MeterState extends Registers {
  readonly instant: number;
  readonly tariff: 1 | 2;
  readonly importWatts: number;
  readonly exportWatts: number;
  readonly quadrantVars: readonly [number, number, number, number];
  readonly phases: readonly PhaseState[];
  readonly centihertz: number;
  readonly monthEnd: MonthEnd;
}

/** 0-0:98.1.0: registers at the first midnight of the running month and the highest quarter hours of the month before. */
export interface MonthEnd extends Registers {
  readonly instant: number;
  readonly maxImportWatts: readonly [number, number];
  readonly maxExportWatts: readonly [number, number];
}

/** Columns of the running sums: import and export by tariff, then the four quadrants. */
const COLUMNS = 8;
type Sums = Float64Array;

/** A day in full. `sums[slot * COLUMNS + column]` is the sum up to the end of that slot, in watt-slots. */
interface Day {
  readonly start: number;
  readonly phases: readonly { readonly watts: Int32Array; readonly vars: Int32Array }[];
  readonly sums: Sums;
  /** Highest quarter hours in watts: import T1, T2, export T1, T2. */
  readonly peaks: readonly number[];
}

/** 1 on working days from 6 to 22, else 2: the Hungarian numbering (P1.md 2.7). */
export function tariffAt(instant: number): 1 | 2 {
  const day = localDay(instant);
  const hours = (instant - midnight(day)) / HOUR;
  return !traits(day).weekend && hours >= 6 && hours < 22 ? 1 : 2;
}

export class SimulatedMeter {
  readonly #plan: MeterPlan;
  /** Sums at the start of each day since the first, and the peaks of each finished day. */
  readonly #openings: Sums[] = [new Float64Array(COLUMNS)];
  readonly #peaks: (readonly number[])[] = [];
  readonly #days = new Map<number, Day>();

  constructor(plan: MeterPlan) {
    this.#plan = plan;
  }

  /** @param instant UTC seconds, a multiple of 10 after the meter's first midnight */
  stateAt(instant: number): MeterState {
    const day = localDay(instant - SLOT);
    if (instant % SLOT !== 0 || day < this.#plan.firstDay) {
      throw new RangeError(
        `the simulated meter shows nothing at ${instant}: ask for a multiple of ${SLOT} s since ${midnight(this.#plan.firstDay)}`,
      );
    }
    const { start, phases, sums } = this.#day(day);
    const slot = (instant - start) / SLOT - 1;
    const states = phases.map(({ watts, vars }, index) =>
      this.#phase(instant, index, watts[slot] ?? 0, vars[slot] ?? 0),
    );
    const quadrantVars: [number, number, number, number] = [0, 0, 0, 0];
    for (const { watts, vars } of states) quadrantVars[quadrant(watts, vars)] += Math.abs(vars);
    return {
      instant,
      tariff: tariffAt(instant - SLOT),
      importWatts: states.reduce((sum, { watts }) => sum + Math.max(0, watts), 0),
      exportWatts: states.reduce((sum, { watts }) => sum + Math.max(0, -watts), 0),
      quadrantVars,
      phases: states,
      centihertz: Math.round(4996 + 8 * noise(this.#plan.seed, FREQUENCY, instant / 120)),
      monthEnd: this.#monthEnd(localDay(instant)),
      ...this.#registers(this.#opening(day), sums.subarray(slot * COLUMNS, (slot + 1) * COLUMNS)),
    };
  }

  #phase(instant: number, index: number, watts: number, vars: number): PhaseState {
    const { seed } = this.#plan;
    const grid = 2322 + 50 * (noise(seed, VOLTAGE + index, instant / 9000) - 0.5);
    const flicker = 26 * (noise(seed, VOLTAGE + 3 + index, instant / 150) - 0.5);
    return { watts, vars, decivolts: Math.round(grid + flicker - watts * 0.017) };
  }

  #registers(opening: Sums, within: Sums): Registers {
    const { importWh, exportWh, quadrantVarh } = this.#plan.opening;
    const at = (column: number, start: number) =>
      start + Math.floor(((opening[column] ?? 0) + (within[column] ?? 0)) / SLOTS_PER_HOUR);
    return {
      importWh: [at(0, importWh[0]), at(1, importWh[1])],
      exportWh: [at(2, exportWh[0]), at(3, exportWh[1])],
      quadrantVarh: [at(4, quadrantVarh[0]), at(5, quadrantVarh[1]), at(6, quadrantVarh[2]), at(7, quadrantVarh[3])],
    };
  }

  #monthEnd(day: number): MonthEnd {
    const { firstDay } = this.#plan;
    const { monthStart } = traits(day);
    const first = Math.max(firstDay, monthStart);
    const peaks = [0, 0, 0, 0];
    this.#opening(first);
    for (let past = Math.max(firstDay, previousMonth(monthStart)); past < first; past++) {
      this.#peaks[past - firstDay]?.forEach((watts, index) => {
        peaks[index] = Math.max(peaks[index] ?? 0, watts);
      });
    }
    return {
      instant: midnight(monthStart),
      ...this.#registers(this.#opening(first), new Float64Array(COLUMNS)),
      maxImportWatts: [peaks[0] ?? 0, peaks[1] ?? 0],
      maxExportWatts: [peaks[2] ?? 0, peaks[3] ?? 0],
    };
  }

  /** Sums at the start of a day: all days before it are summed, once. */
  #opening(day: number): Sums {
    const index = day - this.#plan.firstDay;
    for (let next = this.#openings.length; next <= index; next++) {
      const { sums, peaks } = simulateDay(this.#plan, this.#plan.firstDay + next - 1);
      const closing = sums.subarray(sums.length - COLUMNS);
      this.#openings.push(closing.map((sum, column) => sum + (this.#openings[next - 1]?.[column] ?? 0)));
      this.#peaks.push(peaks);
    }
    const opening = this.#openings[index];
    if (opening === undefined) throw new RangeError(`day ${day} is before the simulated meter's first`);
    return opening;
  }

  /** The day at hand and the one before: history is asked day by day, live goes on at the newest. */
  #day(day: number): Day {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const made = simulateDay(this.#plan, day);
    for (const old of [...this.#days.keys()].slice(0, -2)) this.#days.delete(old);
    this.#days.set(day, made);
    return made;
  }
}

/** I: import +Q, II: export +Q, III: export -Q, IV: import -Q; as an index. */
function quadrant(watts: number, vars: number): 0 | 1 | 2 | 3 {
  if (vars >= 0) return watts >= 0 ? 0 : 1;
  return watts >= 0 ? 3 : 2;
}

function simulateDay(plan: MeterPlan, day: number): Day {
  const { watts, vars } = loadOf(plan.seed, day);
  const sun = yieldOf(plan.seed, day, plan.solarWatts);
  const phases =
    plan.phases === 3
      ? watts.map((row, phase) => ({
          watts: row.map((drawn, slot) => drawn - (sun[slot] ?? 0)),
          vars: vars[phase] ?? row,
        }))
      : [{ watts: sum(watts).map((drawn, slot) => drawn - 3 * (sun[slot] ?? 0)), vars: sum(vars) }];
  const start = midnight(day);
  return { start, phases, ...integrate(start, sun.length, phases) };
}

function sum(rows: readonly Int32Array[]): Int32Array {
  return (rows[0] ?? new Int32Array()).map((_, slot) => rows.reduce((total, row) => total + (row[slot] ?? 0), 0));
}

function integrate(start: number, slots: number, phases: Day['phases']): Pick<Day, 'sums' | 'peaks'> {
  const sums = new Float64Array(slots * COLUMNS);
  const running = new Float64Array(COLUMNS);
  const peaks = [0, 0, 0, 0];
  for (let from = 0; from < slots; from += QUARTER_SLOTS) {
    const column = tariffAt(start + from * SLOT) - 1;
    const before = [running[column] ?? 0, running[column + 2] ?? 0];
    for (let slot = from; slot < from + QUARTER_SLOTS; slot++) {
      for (const { watts, vars } of phases) {
        const [power, reactive] = [watts[slot] ?? 0, vars[slot] ?? 0];
        const register = power >= 0 ? column : column + 2;
        running[register] = (running[register] ?? 0) + Math.abs(power);
        const reactiveRegister = 4 + quadrant(power, reactive);
        running[reactiveRegister] = (running[reactiveRegister] ?? 0) + Math.abs(reactive);
      }
      sums.set(running, slot * COLUMNS);
    }
    for (const [index, register] of [column, column + 2].entries()) {
      const mean = Math.round(((running[register] ?? 0) - (before[index] ?? 0)) / QUARTER_SLOTS);
      peaks[register] = Math.max(peaks[register] ?? 0, mean);
    }
  }
  return { sums, peaks };
}
