/** What comes out of a P1 port at an instant, and the faults of a household's life as functions around it. */
import type { LayoutName } from './layouts.js';
import type { MeterState, Registers } from './meter.js';
import { printTelegram } from './telegram.js';

/** Registers at an instant (UTC seconds). */
export type States = (instant: number) => MeterState;

/** A telegram's bytes, damaged or not; null while the line is silent. */
export type P1Line = (instant: number) => Uint8Array | null;

export const portOf =
  (layout: LayoutName, states: States, serial: string): P1Line =>
  (instant) =>
    printTelegram(layout, states(instant), serial);

/** The line is silent from `from` on, until `to`. */
export const silent =
  (line: P1Line, from: number, to: number): P1Line =>
  (instant) =>
    instant >= from && instant < to ? null : line(instant);

/** Another meter hangs on the wall from `at` on. */
export const swapped =
  (line: P1Line, at: number, next: P1Line): P1Line =>
  (instant) =>
    instant < at ? line(instant) : next(instant);

/** The counters start again from nothing at `at`. */
export function restarted(states: States, at: number): States {
  return (instant) => {
    const state = states(instant);
    return instant < at ? state : { ...state, ...difference(state, states(at)) };
  };
}

function difference(now: Registers, then: Registers): Registers {
  const pair = (a: readonly [number, number], b: readonly [number, number]) => [a[0] - b[0], a[1] - b[1]] as const;
  const [a, b] = [now.quadrantVarh, then.quadrantVarh];
  return {
    importWh: pair(now.importWh, then.importWh),
    exportWh: pair(now.exportWh, then.exportWh),
    quadrantVarh: [a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]],
  };
}

/** The meter's clock is off by so many seconds between two instants. */
export const clockOff =
  (states: States, offset: number, from: number, to: number): States =>
  (instant) =>
    instant >= from && instant < to ? { ...states(instant), instant: instant + offset } : states(instant);
