/**
 * Gaps as a page tells them. Pure. One that reaches over a midnight is told by both its days, and what flowed in it is in
 * the energy of neither: the counters know how much, nobody knows on which day.
 */
import type { Gap } from '@okosmero/pi-service/contract';
import { addDays, dayBounds, dayOf } from '@okosmero/pi-service/day';
import type { DayEnergy, DayMap, EnergyMap } from './days.js';

export function isOverMidnight({ from, to }: Gap): boolean {
  return to > dayBounds(dayOf(from)).end;
}

/** The gaps of these days in order of time, each once. */
export function gapsOf(dates: Iterable<string>, days: DayMap): Gap[] {
  const gaps = new Map<number, Gap>();
  for (const date of dates) for (const gap of days.get(date)?.gaps ?? []) gaps.set(gap.from, gap);
  return [...gaps.values()].sort((a, b) => a.from - b.from);
}

/**
 * The days with what flowed in gaps over midnight, to each day its part of the time: so that an accounting year adds up to
 * its bill. For sums of money, not for what a day is said to have used.
 */
export function withGaps(days: DayMap): EnergyMap {
  const spread = new Map<string, DayEnergy>(days);
  for (const gap of gapsOf(days.keys(), days)) {
    if (!isOverMidnight(gap)) continue;
    let told = { importWh: 0, exportWh: 0 };
    for (let day = dayOf(gap.from); dayBounds(day).start < gap.to; day = addDays(day, 1)) {
      const share = (Math.min(gap.to, dayBounds(day).end) - gap.from) / (gap.to - gap.from);
      const until = {
        importWh: Math.round((gap.importWh ?? 0) * share),
        exportWh: Math.round((gap.exportWh ?? 0) * share),
      };
      const known = spread.get(day);
      const plus = (before: number | null | undefined, of: 'importWh' | 'exportWh'): number | null =>
        gap[of] === null ? (before ?? null) : (before ?? 0) + until[of] - told[of];
      spread.set(day, {
        importWh: plus(known?.importWh, 'importWh'),
        exportWh: plus(known?.exportWh, 'exportWh'),
        tariffImportWh: known?.tariffImportWh ?? [],
      });
      told = until;
    }
  }
  return spread;
}

/** The gaps that touch a stretch of time, cut to it, in order; those of zero length left out. */
export function gapsWithin(
  gaps: readonly Gap[],
  from: number,
  to: number,
): { readonly gap: Gap; readonly from: number; readonly to: number }[] {
  return gaps
    .map((gap) => ({ gap, from: Math.max(gap.from, from), to: Math.min(gap.to, to) }))
    .filter((cut) => cut.to > cut.from)
    .sort((a, b) => a.from - b.from);
}

/** The longest few in order of time, and the rest summed up. */
export function longest(
  gaps: readonly Gap[],
  count: number,
): { readonly told: readonly Gap[]; readonly rest: number; readonly restSeconds: number } {
  const byLength = [...gaps].sort((a, b) => b.to - b.from - (a.to - a.from));
  const told = byLength.slice(0, count).sort((a, b) => a.from - b.from);
  const rest = byLength.slice(count);
  return { told, rest: rest.length, restSeconds: rest.reduce((sum, gap) => sum + gap.to - gap.from, 0) };
}
