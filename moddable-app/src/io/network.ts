import { Backoff } from './backoff.js';
import type { WiFi, WiFiClass } from './platform.js';
import type { Settings } from './settings.js';

const HAS_ADDRESS = 500;

/** An attempt that has no address by then is given up and made anew. */
const ATTEMPT_SECONDS = 20;

export interface NetworkOptions {
  readonly io: WiFiClass;
  /** Of the board in the network: letters, digits and hyphens, at most 32. */
  readonly hostname: string;
  /** Until `start_delay` the radio stays off: the capacitor charges from a port that gives 250 mA. No `ssid`, no radio. */
  readonly settings: Pick<Settings, 'ssid' | 'password' | 'start_delay'>;
  readonly random: () => number;
}

/**
 * The Wi-Fi station: connects for ever. It looks once a second instead of listening to events, so that a lost event loses
 * nothing. All times are seconds of one monotonic clock.
 */
export class Network {
  /** Times an address was obtained since boot. */
  connects = 0;
  readonly #options: NetworkOptions;
  readonly #backoff: Backoff;
  #wifi: WiFi | undefined;
  #up = false;
  #nextAttempt: number;

  constructor(options: NetworkOptions) {
    this.#options = options;
    this.#backoff = new Backoff({ first: 2, most: 60, random: options.random });
    this.#nextAttempt = options.settings.start_delay;
  }

  get up(): boolean {
    return this.#up;
  }

  /** dBm; null without an access point. */
  get rssi(): number | null {
    return this.#wifi?.RSSI ?? null;
  }

  /** To be called once a second. */
  tick(now: number): void {
    const up = this.#wifi?.connection === HAS_ADDRESS;
    if (up && !this.#up) {
      this.connects++;
      this.#backoff.reset();
    }
    if (!up && this.#up) this.#nextAttempt = now + this.#backoff.next();
    this.#up = up;
    if (!up && now >= this.#nextAttempt) this.#attempt(now);
  }

  /** Leaves the access point and joins again: for a connection that is up and carries nothing. */
  renew(now: number): void {
    this.#wifi?.disconnect();
    this.#up = false;
    this.#nextAttempt = now + this.#backoff.next();
  }

  #attempt(now: number): void {
    const { ssid, password } = this.#options.settings;
    if (ssid === '') return;
    const wifi = this.#wifi ?? this.#open();
    this.#nextAttempt = now + ATTEMPT_SECONDS + this.#backoff.next();
    // `connect` throws while an attempt is under way.
    wifi.disconnect();
    wifi.connect(password === '' ? { SSID: ssid } : { SSID: ssid, password });
  }

  #open(): WiFi {
    const { io, hostname } = this.#options;
    const wifi = new io({});
    this.#wifi = wifi;
    try {
      wifi.configure({ hostname });
    } catch {
      // The router lists it by another name.
    }
    return wifi;
  }
}
