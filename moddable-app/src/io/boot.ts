import type { ResetCause } from '../contract.js';

/** Bytes of RTC memory: they survive every reset, not a power cut. */
export const SURVIVOR_BYTES = 16;

/** What runs after this start: meter and MQTT, Wi-Fi and health only, or the set-up page. */
export type BootMode = 'normal' | 'safe' | 'setup';

const UNHANDLED_EXCEPTION = 'unhandled exception';
/** Why XS gave up, in the words it hands to the abort hook. The record holds the index + 1; 0 is no abort. */
const ABORT_REASONS = ['memory full', 'not enough keys', UNHANDLED_EXCEPTION, 'unhandled rejection', 'other'] as const;
export type AbortReason = (typeof ABORT_REASONS)[number];

const CAUSES: readonly ResetCause[] = [
  'power',
  'watchdog',
  'exception',
  'softwareWatchdog',
  'software',
  'deepSleep',
  'external',
];
const CRASH_CAUSES: readonly ResetCause[] = ['watchdog', 'exception', 'softwareWatchdog', 'software'];

/** Crashes before a minute of life, in a row, that lead to safe mode. */
export const QUICK_CRASHES = 5;
export const STABLE_SECONDS = 60;
/** Resets by the button, each within ten seconds of the start, that lead to the set-up page. */
export const QUICK_RESETS = 3;
export const RESET_WINDOW_SECONDS = 10;

const PLANNED = 1;
const SETUP_OVER = 2;
const MAGIC = 0xa7;
const AT = { magic: 0, crashes: 1, resets: 2, planned: 3, abort: 4, check: 15 } as const;

/** The two calls of the board that keep the record. */
export interface Survivor {
  recall(bytes: Uint8Array): void;
  remember(bytes: Uint8Array): void;
}

export interface BootOptions {
  readonly io: Survivor;
  /** `rst_info.reason`. */
  readonly reason: number;
}

/**
 * Counts quick crashes and quick resets in a record that survives resets. Nothing here ever erases a setting. A foreign or
 * damaged record counts as none.
 */
export class Boot {
  readonly cause: ResetCause;
  readonly mode: BootMode;
  /**
   * True right after a set-up page that nobody visited: without Wi-Fi, too, and with a button that is stuck, the board then
   * records what the meter says.
   */
  readonly setupOver: boolean;
  /** What ended the run before this one, when XS gave up. */
  readonly abort: AbortReason | null;
  readonly #io: Survivor;
  #aborted = false;
  readonly #record = new Uint8Array(SURVIVOR_BYTES);

  constructor(options: BootOptions) {
    this.#io = options.io;
    this.cause = CAUSES[options.reason] ?? 'unknown';
    const record = this.#record;
    this.#io.recall(record);
    if (this.cause === 'power' || record[AT.magic] !== MAGIC || record[AT.check] !== checkOf(record)) record.fill(0);

    const planned = record[AT.planned] !== 0;
    this.setupOver = record[AT.planned] === SETUP_OVER;
    this.abort = this.cause === 'software' ? (ABORT_REASONS[(record[AT.abort] ?? 0) - 1] ?? null) : null;
    const crashed = CRASH_CAUSES.includes(this.cause) && !planned;
    record[AT.crashes] = crashed ? Math.min((record[AT.crashes] ?? 0) + 1, 255) : 0;
    record[AT.resets] = this.cause === 'external' ? Math.min((record[AT.resets] ?? 0) + 1, 255) : 0;
    record[AT.planned] = record[AT.abort] = 0;

    if ((record[AT.resets] ?? 0) >= QUICK_RESETS) this.mode = 'setup';
    else this.mode = (record[AT.crashes] ?? 0) >= QUICK_CRASHES ? 'safe' : 'normal';
    if (this.mode === 'setup') record[AT.resets] = 0;
    this.#keep();
  }

  /** To be called once a second with the seconds since the start: a start that lives long enough counts no more. */
  tick(now: number): void {
    const record = this.#record;
    const stable = now >= STABLE_SECONDS && this.mode !== 'safe';
    const resets = now >= RESET_WINDOW_SECONDS ? 0 : (record[AT.resets] ?? 0);
    const crashes = stable ? 0 : (record[AT.crashes] ?? 0);
    if (resets === record[AT.resets] && crashes === record[AT.crashes]) return;
    record[AT.resets] = resets;
    record[AT.crashes] = crashes;
    this.#keep();
  }

  /** A restart follows that is no crash. It ends a row of crashes. `setupOver`: the set-up page shall not open again at once. */
  planRestart(setupOver = false): void {
    this.#record[AT.planned] = setupOver ? SETUP_OVER : PLANNED;
    this.#record[AT.crashes] = 0;
    this.#keep();
  }

  /**
   * Lets XS tell why it gives up: it calls `abort` of the global object, and again for whatever goes wrong from then on. After
   * an exception it would ask that for its message, which the call has cost it: the next exception, hundreds of times. So the
   * hook restarts the board itself then; false keeps XS from going on.
   */
  hookAbort(scope: object, restart: () => void): void {
    (scope as { abort: (reason: string) => boolean }).abort = (reason) => {
      // What goes wrong in the call is no exception of ours: XS may end with it.
      if (this.#aborted) return reason !== UNHANDLED_EXCEPTION;
      this.#aborted = true;
      this.#noteAbort(reason);
      if (reason !== UNHANDLED_EXCEPTION) return true;
      restart();
      return false;
    };
  }

  /** The next start tells why. */
  #noteAbort(reason: string): void {
    const index = (ABORT_REASONS as readonly string[]).indexOf(reason);
    this.#record[AT.abort] = index < 0 ? ABORT_REASONS.length : index + 1;
    try {
      this.#keep();
    } catch {
      // The restart matters more than its reason: nothing may be thrown here.
    }
  }

  #keep(): void {
    this.#record[AT.magic] = MAGIC;
    this.#record[AT.check] = checkOf(this.#record);
    this.#io.remember(this.#record);
  }
}

function checkOf(record: Uint8Array): number {
  let check = 0x5a;
  for (let i = 0; i < AT.check; i++) check = ((check << 1) ^ (check >> 7) ^ (record[i] ?? 0)) & 0xff;
  return check;
}
