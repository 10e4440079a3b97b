/** Whether readings come in at the meter's own pace: live, whatever the meter's clock says. A backlog does not. */

/** Readings in a row that must come in as fast as their times go on. */
const STEADY = 3;
const JITTER_SECONDS = 3;
const SHORTEST_STEP = 5;

export class Pace {
  #last: { readonly utc: number; readonly receivedAt: number } | null = null;
  #steady = 0;

  /** Takes a reading: the meter's time and ours, seconds of UTC. */
  see(utc: number, receivedAt: number): void {
    const last = this.#last;
    this.#last = { utc, receivedAt };
    const step = last === null ? 0 : utc - last.utc;
    const drift = last === null ? 0 : receivedAt - last.receivedAt - step;
    this.#steady = step >= SHORTEST_STEP && Math.abs(drift) <= JITTER_SECONDS ? this.#steady + 1 : 0;
  }

  get isSteady(): boolean {
    return this.#steady >= STEADY;
  }
}
