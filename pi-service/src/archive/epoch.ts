/** Where a counter was replaced or restarted: energies are never counted across such a step. */
import { ABSENT } from '../pack.js';

/** Limit of a meter that prints none (17.0.0): three phases of 130 A. */
const LIMIT_W = 90_000;

/**
 * Whether the step of a counter starts a new epoch: it goes back, or further than the limiter lets through in that time
 * (a fifth and 10 Wh more). Counters in Wh, time in seconds, `limitW` or {@link ABSENT}.
 */
export function crossesEpoch(beforeWh: number, afterWh: number, seconds: number, limitW: number): boolean {
  const limit = limitW === ABSENT || limitW <= 0 ? LIMIT_W : limitW;
  return afterWh < beforeWh || afterWh - beforeWh > ((limit * seconds) / 3600) * 1.2 + 10;
}
