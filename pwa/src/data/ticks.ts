/** Where a chart puts its lines and what it writes there. Pure: instants and watts in, texts out. */
import { localClock, offsetAt } from '@okosmero/pi-service/day';

export interface Tick {
  readonly at: number;
  readonly label: string;
}

const DAY = 24 * 3600;
const STEPS = [10, 30, 60, 300, 600, 1800, 3600, 2 * 3600, 3 * 3600, 6 * 3600, 12 * 3600] as const;

/**
 * Ticks of a time axis at round times of the household's clock, at most `most` of them. On the day of the autumn change
 * the hour that comes twice is `02A` and `02B`; in spring 02 is missing.
 */
export function timeTicks(from: number, to: number, most: number): Tick[] {
  const step = STEPS.find((seconds) => (to - from) / seconds <= most) ?? Math.ceil((to - from) / most / DAY) * DAY;
  const ticks: Tick[] = [];
  // The clock changes by whole hours, so a walk in steps of at most an hour meets every round local time.
  const walk = Math.min(step, 3600);
  for (let at = Math.ceil(from / walk) * walk; at <= to; at += walk) {
    if ((at + offsetAt(at)) % step !== 0 && !(step === 2 * 3600 && isRepeatedHour(at))) continue;
    ticks.push({ at, label: timeLabel(at, to, step) });
    // The next is a step away, an hour sooner or later where the clock changes.
    at += Math.max(0, step - 2 * 3600);
  }
  return ticks;
}

/** `14:32`, and `02A:15`, `02B:15` in the hour that comes twice. */
export function clockLabel(at: number, seconds = false): string {
  const text = localClock(at).text;
  return `${text.slice(11, 13)}${repeatedHour(at)}:${text.slice(14, seconds ? 19 : 16)}`;
}

function timeLabel(at: number, to: number, step: number): string {
  if (step >= DAY) return localClock(at).text.slice(5, 10);
  if (step < 60) return clockLabel(at, true);
  if (step < 3600) return clockLabel(at);
  const hour = localClock(at).text.slice(11, 13);
  // The end of the day is 24, not the 00 of the next.
  if (hour === '00' && at === to) return '24';
  return `${hour}${repeatedHour(at)}`;
}

/** `A` for the first and `B` for the second of the two equal hours in autumn, else nothing. */
function repeatedHour(at: number): '' | 'A' | 'B' {
  const { text } = localClock(at);
  if (localClock(at + 3600).text === text) return 'A';
  return localClock(at - 3600).text === text ? 'B' : '';
}

function isRepeatedHour(at: number): boolean {
  return at % 3600 === 0 && repeatedHour(at) !== '';
}

/** Length of the day that holds the instant differs from 24 hours: which way. */
export function clockChange(dayBounds: { readonly start: number; readonly end: number }): 'spring' | 'autumn' | null {
  const hours = (dayBounds.end - dayBounds.start) / 3600;
  return hours === 24 ? null : hours === 23 ? 'spring' : 'autumn';
}

/** A step of 1, 2 or 5 times a power of ten that cuts `range` into at most `most` parts. */
export function niceStep(range: number, most: number): number {
  const raw = Math.max(range, 1e-9) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  for (const factor of [1, 2, 5]) if (power * factor >= raw) return power * factor;
  return power * 10;
}

/** Round values strictly inside a range, zero left out: the zero line is drawn by itself. */
export function valueTicks(min: number, max: number, most: number): number[] {
  const step = niceStep(max - min, most);
  const ticks: number[] = [];
  for (let value = Math.ceil(min / step) * step; value <= max; value += step)
    if (Math.abs(value) > step / 2) ticks.push(Math.round(value / step) * step);
  return ticks;
}

/** Axis limits that hold these values, rounded outwards so that they rarely move from one day to the next. */
export function powerRange(maxImportW: number, maxExportW: number): { readonly min: number; readonly max: number } {
  const outwards = (watts: number): number => {
    if (watts <= 0) return 0;
    const steps = [
      500, 1000, 1500, 2000, 3000, 4000, 6000, 8000, 10_000, 12_000, 15_000, 20_000, 30_000, 50_000, 90_000,
    ];
    return steps.find((step) => watts * 1.04 <= step) ?? Math.ceil(watts / 50_000) * 50_000;
  };
  const max = outwards(maxImportW);
  const min = outwards(maxExportW) * -1;
  return max === 0 && min === 0 ? { min: 0, max: 500 } : { min: min === 0 ? 0 : min, max: max === 0 ? 500 : max };
}
