/**
 * What the household should know, found in its own archive: no cloud, and every alert carries the figures it rests on.
 * Pure. Energies in Wh, powers in W, instants in seconds of UTC, days Europe/Budapest dates.
 */
import type { DaySummary, Peak } from '@okosmero/pi-service/contract';
import { addDays, daysBetween } from '@okosmero/pi-service/day';
import type { AllowanceState } from './allowance.js';
import type { DayMap } from './days.js';
import type { Forecast } from './forecast.js';
import type { Instant } from './instant.js';

/** Nothing received for so long is worth a word: 90 telegrams missed. */
export const SILENCE_SECONDS = 15 * 60;
/** Share of a phase's limit from which on the limiter may soon open. */
export const PHASE_SHARE = 0.8;
/** A base load is up when each day of a week stands so far above the four weeks before. */
const BASE_LOAD_RISE_W = 40;
const BASE_LOAD_DAYS = 7;
const BASE_LOAD_BEFORE_DAYS = 28;
/** Days known before: too few, and the first busy evening would be a record. */
const FEWEST_DAYS = 14;
/** The allowance is about to run out when it is expected to within so many days; that it did is news for some. */
const ALLOWANCE_DAYS = 30;
const OVER_DAYS = 14;

export type Alert =
  | { readonly kind: 'silence'; readonly since: number }
  | { readonly kind: 'baseLoad'; readonly since: string; readonly beforeW: number; readonly nowW: number }
  | { readonly kind: 'phase'; readonly phase: 'L1' | 'L2' | 'L3'; readonly amperes: number; readonly limit: number }
  | { readonly kind: 'allowance'; readonly on: string; readonly over: boolean }
  | { readonly kind: 'peak'; readonly peak: Peak; readonly beforeW: number };

export interface AlertSources {
  /** Service's clock, and its day. */
  readonly now: number;
  readonly today: string;
  readonly days: DayMap;
  readonly latest: Instant | null;
  /** When the latest reading came in; null when there never was one. */
  readonly receivedAt: number | null;
  /** Whether the service answers: without it, silence may be the phone's own. */
  readonly connected: boolean;
  readonly allowance: AllowanceState | null;
  readonly forecast: Forecast | null;
}

/** Everything that holds now, the most urgent first. */
export function alertsOf(sources: AlertSources): Alert[] {
  return [silence(sources), ...phases(sources), allowance(sources), baseLoad(sources), peak(sources)].filter(
    (alert) => alert !== null,
  );
}

/**
 * What makes an alert the same one: each is notified once, however its figures change from minute to minute. A base load is
 * told again after a month, an allowance once a year, a phase and a maximum once a day.
 */
export function alertKey(alert: Alert, today: string): string {
  switch (alert.kind) {
    case 'silence':
      return `silence ${alert.since}`;
    case 'baseLoad':
      return `baseLoad ${today.slice(0, 7)}`;
    case 'phase':
      return `phase ${alert.phase} ${today}`;
    case 'allowance':
      return `allowance ${alert.over ? 'over' : 'soon'} ${alert.on.slice(0, 4)}`;
    case 'peak':
      return `peak ${today}`;
  }
}

function isSilent({ now, receivedAt }: AlertSources): boolean {
  return receivedAt !== null && now - receivedAt >= SILENCE_SECONDS;
}

function silence(sources: AlertSources): Alert | null {
  const { connected, receivedAt } = sources;
  return connected && receivedAt !== null && isSilent(sources) ? { kind: 'silence', since: receivedAt } : null;
}

function phases(sources: AlertSources): Alert[] {
  // An old current says nothing about the fuse now.
  if (sources.latest === null || isSilent(sources)) return [];
  return sources.latest.phases.flatMap(({ name, current, limit }) =>
    current !== null && limit !== null && limit > 0 && current > PHASE_SHARE * limit
      ? [{ kind: 'phase' as const, phase: name, amperes: current, limit }]
      : [],
  );
}

function allowance({ allowance: state, forecast, today }: AlertSources): Alert | null {
  if (state === null) return null;
  if (state.exhaustedOn !== null)
    return daysBetween(state.exhaustedOn, today) <= OVER_DAYS
      ? { kind: 'allowance', on: state.exhaustedOn, over: true }
      : null;
  const on = forecast?.exhaustedOn ?? null;
  // An estimate in the past rests on days that are missing: the allowance's card tells it as an estimate.
  return on !== null && on >= today && daysBetween(today, on) <= ALLOWANCE_DAYS
    ? { kind: 'allowance', on, over: false }
    : null;
}

function baseLoad({ days, today }: AlertSources): Alert | null {
  const before = loadsOf(days, addDays(today, -BASE_LOAD_DAYS - BASE_LOAD_BEFORE_DAYS), BASE_LOAD_BEFORE_DAYS);
  const week = loadsOf(days, addDays(today, -BASE_LOAD_DAYS), BASE_LOAD_DAYS);
  if (before.length < FEWEST_DAYS || week.length < BASE_LOAD_DAYS) return null;
  const beforeW = median(before);
  if (!week.every((load) => load >= beforeW + BASE_LOAD_RISE_W)) return null;
  return { kind: 'baseLoad', since: addDays(today, -BASE_LOAD_DAYS), beforeW, nowW: median(week) };
}

function peak({ days, today }: AlertSources): Alert | null {
  const now = days.get(today)?.maxImport ?? null;
  const before = [...days.values()].filter(({ day, maxImport }) => day < today && maxImport !== null);
  const beforeW = Math.max(...before.map(({ maxImport }) => maxImport?.w ?? 0));
  return now !== null && before.length >= FEWEST_DAYS && now.w > beforeW ? { kind: 'peak', peak: now, beforeW } : null;
}

/** Base loads of the known days of a stretch. */
function loadsOf(days: DayMap, from: string, count: number): number[] {
  return Array.from({ length: count }, (_, index) => days.get(addDays(from, index)))
    .filter((day): day is DaySummary => day !== undefined)
    .flatMap(({ baseLoadW }) => baseLoadW ?? []);
}

/** Lower median of a non-empty list. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] as number;
}
