import type { Boot } from './boot.js';
import { type Light, STEP_MILLISECONDS } from './light.js';
import { POLL_MILLISECONDS } from './meter.js';

/** What a start is for: the device or the set-up page. */
export interface Running {
  /**
   * Every {@link POLL_MILLISECONDS} where nothing holds the processor up. `ticks`: milliseconds of a clock that never stands
   * still, as a signed 32-bit integer that wraps: only differences mean something.
   */
  poll?(ticks: number): void;
  /** With every step of the light. */
  pump?(): void;
  /** Once in every second that is not slept through, with the seconds since the start. */
  tick(now: number): void;
}

export interface ClockOptions {
  readonly io: { repeat(callback: () => void, interval: number): unknown };
  /** The SDK's millisecond counter. */
  readonly time: { readonly ticks: number };
  readonly boot: Boot;
  readonly light: Light;
}

/**
 * One timer drives everything, because each costs the engine memory. Runs for ever. The timer only says that it is time to
 * look: how much has passed is the counter's word, because a busy processor calls late, and then as often as it missed.
 */
export function runClock(running: Running, { io, time, boot, light }: ClockOptions): void {
  let last = time.ticks;
  let sinceStep = 0;
  let sinceSecond = 0;
  let seconds = 0;
  io.repeat(() => {
    const { ticks } = time;
    const passed = (ticks - last) | 0;
    last = ticks;
    sinceStep += passed;
    sinceSecond += passed;
    running.poll?.(ticks);
    if (sinceStep >= STEP_MILLISECONDS) {
      // Steps that were missed are not made up for: neither a light nor history gains by haste.
      sinceStep %= STEP_MILLISECONDS;
      light.step();
      running.pump?.();
    }
    if (sinceSecond < 1000) return;
    seconds += Math.floor(sinceSecond / 1000);
    sinceSecond %= 1000;
    boot.tick(seconds);
    running.tick(seconds);
  }, POLL_MILLISECONDS);
}
