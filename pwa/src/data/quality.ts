/**
 * Voltage, phase balance and completeness of the archive. Pure; volts in 0.01 V as the packs have them, instants in seconds of
 * UTC, days Europe/Budapest dates.
 */
import { ABSENT, type PhaseColumns } from '@okosmero/pi-service/pack';
import { HIGHEST_V, isOutside, MEAN_SECONDS, type VoltageMean, voltageMeans } from '@okosmero/pi-service/voltage';
import type { DayMap } from './days.js';

export const PHASE_NAMES = ['L1', 'L2', 'L3'] as const;
export type PhaseName = (typeof PHASE_NAMES)[number];

/** Ten-minute means of a day by phase; a phase without voltage has none. `start` is the day's first instant. */
export function dayMeans({ time, voltages }: PhaseColumns, start: number): VoltageMean[][] {
  return voltages.map((volts) => voltageMeans(volts, time, start));
}

/** Adjoining ten-minute means of one phase beyond the same limit. */
export interface Excursion {
  readonly phase: PhaseName;
  readonly from: number;
  readonly to: number;
  readonly high: boolean;
  /** The mean farthest from the limit, in 0.01 V. */
  readonly worst: number;
}

/** Excursions of a day's means, in order of time. */
export function excursions(means: readonly (readonly VoltageMean[])[]): Excursion[] {
  return means
    .flatMap((list, index) => excursionsOf(list, PHASE_NAMES[index] as PhaseName))
    .sort((a, b) => a.from - b.from || (a.phase < b.phase ? -1 : 1));
}

function excursionsOf(means: readonly VoltageMean[], phase: PhaseName): Excursion[] {
  const found: Excursion[] = [];
  for (const mean of means) {
    if (!isOutside(mean)) continue;
    const volts = Math.round(mean.sum / mean.count);
    const high = mean.sum > HIGHEST_V * mean.count;
    const last = found.at(-1);
    const to = mean.at + MEAN_SECONDS;
    if (last !== undefined && last.to === mean.at && last.high === high) {
      const worst = high ? Math.max(last.worst, volts) : Math.min(last.worst, volts);
      found[found.length - 1] = { ...last, to, worst };
    } else found.push({ phase, from: mean.at, to, high, worst: volts });
  }
  return found;
}

/** How evenly a day's current lay on the phases: each one's share of the ampere-seconds, null without currents. */
export function phaseShares({ currents }: PhaseColumns): readonly number[] | null {
  const sums = currents.map((column) => column.reduce((sum, amps) => (amps === ABSENT ? sum : sum + amps), 0));
  const all = sums.reduce((sum, part) => sum + part, 0);
  return all === 0 ? null : sums.map((part) => part / all);
}

/** What a month of the archive holds of what it should. */
export interface Completeness {
  /** `YYYY-MM` */
  readonly month: string;
  readonly received: number;
  readonly expected: number;
  readonly gaps: number;
  /** Ten-minute means of all phases, and those of them outside the limits. */
  readonly means: number;
  readonly outside: number;
}

/** By month, the newest first. */
export function completeness(days: DayMap): Completeness[] {
  const months = new Map<string, Completeness>();
  for (const { day, received, expected, gaps, voltage } of days.values()) {
    const month = day.slice(0, 7);
    const known = months.get(month) ?? { month, received: 0, expected: 0, gaps: 0, means: 0, outside: 0 };
    const phases = voltage.filter((phase) => phase !== null);
    months.set(month, {
      month,
      received: known.received + received,
      expected: known.expected + expected,
      gaps: known.gaps + gaps.length,
      means: known.means + phases.reduce((sum, { means }) => sum + means, 0),
      outside: known.outside + phases.reduce((sum, { outside }) => sum + outside, 0),
    });
  }
  return [...months.values()].sort((a, b) => (a.month < b.month ? 1 : -1));
}
