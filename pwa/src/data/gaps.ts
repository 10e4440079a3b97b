/** Gaps as a page tells them. Pure. */
import type { Gap } from '@okosmero/pi-service/contract';

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
