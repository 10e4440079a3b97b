import type { Boot } from './boot.js';
import { type Light, STEP_MILLISECONDS } from './light.js';
import { POLL_MILLISECONDS } from './meter.js';

/** What a start is for: the device or the set-up page. */
export interface Running {
  /** Every {@link POLL_MILLISECONDS}. */
  poll?(): void;
  /** With every step of the light. */
  pump?(): void;
  /** Once a second with the seconds since the start. */
  tick(now: number): void;
}

export interface ClockOptions {
  readonly io: { repeat(callback: () => void, interval: number): unknown };
  readonly boot: Boot;
  readonly light: Light;
}

const POLLS_A_STEP = STEP_MILLISECONDS / POLL_MILLISECONDS;
const POLLS_A_SECOND = 1000 / POLL_MILLISECONDS;

/** One timer drives everything, because each costs the engine memory. Runs for ever. */
export function runClock(running: Running, { io, boot, light }: ClockOptions): void {
  let polls = 0;
  io.repeat(() => {
    running.poll?.();
    if (++polls % POLLS_A_STEP === 0) {
      light.step();
      running.pump?.();
    }
    if (polls % POLLS_A_SECOND) return;
    boot.tick(polls / POLLS_A_SECOND);
    running.tick(polls / POLLS_A_SECOND);
  }, POLL_MILLISECONDS);
}
