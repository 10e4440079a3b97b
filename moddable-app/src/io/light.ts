/** What the board has to say at a glance, the most basic trouble first. */
export type Status = 'setup' | 'safe' | 'noTelegram' | 'rejected' | 'noWifi' | 'noBroker' | 'fine';

/**
 * Flashes of the light, one character a tenth of a second, for ever repeated: `#` on. Counted flashes name the place to look
 * at from the meter outwards: 2 the cable, 3 the signal, 4 the Wi-Fi, 5 the broker.
 */
const PATTERNS: Readonly<Record<Status, string>> = {
  fine: '#.................................................',
  noTelegram: '#..#.................',
  rejected: '#..#..#.................',
  noWifi: '#..#..#..#.................',
  noBroker: '#..#..#..#..#.................',
  setup: '##########..........',
  safe: '#.',
};

/** Silence of the meter that is worth a sign: it prints every 10 s. */
const QUIET_SECONDS = 60;

export interface Sight {
  /** Seconds since the last telegram that came whole and was accepted, or since the start. */
  readonly sinceAccepted: number;
  /** Seconds since the last one that was rejected; undefined before the first. */
  readonly sinceRejected: number | undefined;
  readonly wifi: boolean;
  readonly broker: boolean;
}

export function statusOf(sight: Sight): Status {
  if (sight.sinceAccepted > QUIET_SECONDS) {
    const rejected = sight.sinceRejected !== undefined && sight.sinceRejected <= QUIET_SECONDS;
    return rejected ? 'rejected' : 'noTelegram';
  }
  if (!sight.wifi) return 'noWifi';
  return sight.broker ? 'fine' : 'noBroker';
}

/** Time between two steps. */
export const STEP_MILLISECONDS = 100;

/** Drives the light: {@link Light.step} is to be called ten times a second. */
export class Light {
  readonly #light: (on: boolean) => void;
  #pattern = PATTERNS.fine;
  #at = 0;
  #on: boolean | undefined;

  constructor(light: (on: boolean) => void) {
    this.#light = light;
  }

  show(status: Status): void {
    const pattern = PATTERNS[status];
    if (pattern === this.#pattern) return;
    this.#pattern = pattern;
    this.#at = 0;
  }

  step(): void {
    const on = this.#pattern.charCodeAt(this.#at) === 0x23;
    this.#at = (this.#at + 1) % this.#pattern.length;
    if (on === this.#on) return;
    this.#on = on;
    this.#light(on);
  }
}
