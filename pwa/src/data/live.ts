/**
 * The live connection (server-sent events). Age is counted on the service's clock and this page's own stopwatch, so a
 * phone whose clock is wrong shows the right age, and a reading that stopped coming ages visibly instead of staying fresh.
 */
import { type LatestReading, type LiveEvents, ROUTES, type ServiceHealth } from '@okosmero/pi-service/contract';
import { Cell } from './cell.js';
import { instantOf } from './instant.js';
import type { Mirror } from './mirror.js';

export interface Sample {
  readonly time: number;
  readonly importW: number;
  readonly exportW: number;
}

export interface LiveOptions {
  readonly mirror: Mirror;
  readonly open: (url: string) => EventSource;
  /** Milliseconds that only go forward (performance.now), and of the wall clock (Date.now). */
  readonly stopwatch: () => number;
  readonly wallClock: () => number;
  /** The meter on show: a house may have several, and the service tells of all. */
  readonly meter: () => string | null;
  /** Called with every reading of it that comes in. */
  readonly keep: (latest: LatestReading) => void;
}

/** Seconds after which a reading is no longer called live: three telegrams missing. */
export const STALE_AFTER = 35;
const HOUR = 3600;
const RETRY_MS = [1_000, 5_000, 15_000, 60_000] as const;

export class Live {
  readonly connection = new Cell<'connecting' | 'open' | 'lost'>('connecting');
  readonly latest = new Cell<LatestReading | null>(null);
  readonly health = new Cell<ServiceHealth | null>(null);
  /** Samples of the last hour that came while the page was open, oldest first. */
  readonly recent = new Cell<readonly Sample[]>([]);
  readonly #options: LiveOptions;
  #source: EventSource | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #arrived = { stopwatch: 0, wall: 0 };

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  /** Opens the connection, or opens it again at once when it was lost: call it when the page comes to the front. */
  start(): void {
    if (this.#source !== null && this.#source.readyState !== EventSource.CLOSED) return;
    clearTimeout(this.#retry);
    const source = this.#options.open(ROUTES.live);
    this.#source = source;
    source.onopen = () => {
      this.#failures = 0;
      this.connection.set('open');
      this.#options.mirror.setNewsFlow(true);
    };
    source.onerror = () => {
      this.connection.set('lost');
      this.#options.mirror.setNewsFlow(false);
      // The browser reconnects by itself with Last-Event-ID, unless the service refused.
      if (source.readyState === EventSource.CLOSED) this.#again();
    };
    this.#on('reading', (latest) => {
      if (this.#isShown(latest)) this.#options.keep(latest);
      this.receive(latest);
    });
    this.#on('health', (health) => this.health.set(health));
    this.#on('day', ({ meter, day }) => this.#options.mirror.dayChanged(meter, day));
    this.#on('household', () => this.#options.mirror.documentChanged(ROUTES.household));
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
    this.connection.set('lost');
  }

  /** `wall`: when it came in by the phone's clock, which for a reading kept from an earlier visit was then. */
  receive(latest: LatestReading, wall = this.#options.wallClock()): void {
    if (!this.#isShown(latest)) return;
    const known = this.latest.value;
    // A resumed connection may tell old news again.
    if (known !== null && latest.receivedAt < known.receivedAt) return;
    this.#arrived = { stopwatch: this.#options.stopwatch(), wall };
    this.latest.set(latest);
    const { time, importW, exportW } = instantOf(latest.reading);
    const at = time ?? latest.receivedAt;
    const recent = this.recent.value;
    if (importW !== null && at > (recent.at(-1)?.time ?? 0))
      this.recent.set([...recent.filter((s) => s.time > at - HOUR), { time: at, importW, exportW: exportW ?? 0 }]);
  }

  /** Another meter was chosen: what is known of the one before says nothing about it. */
  forgetOthers(): void {
    if (this.latest.value === null || this.#isShown(this.latest.value)) return;
    this.latest.set(null);
    this.recent.set([]);
  }

  #isShown({ reading }: LatestReading): boolean {
    const shown = this.#options.meter();
    return shown === null || reading.meterId === shown;
  }

  /** Seconds since the service received the latest reading; null before the first. */
  age(): number | null {
    const latest = this.latest.value;
    return latest === null ? null : latest.now - latest.receivedAt + this.#elapsed();
  }

  /** The service's clock; before its first word the phone's own. */
  now(): number {
    const latest = this.latest.value;
    return latest === null ? this.#options.wallClock() / 1000 : latest.now + this.#elapsed();
  }

  /** A stopwatch may stand still while the phone sleeps and a wall clock may be set: the longer of both is never fresh by mistake. */
  #elapsed(): number {
    const stopwatch = this.#options.stopwatch() - this.#arrived.stopwatch;
    const wall = this.#options.wallClock() - this.#arrived.wall;
    return Math.max(stopwatch, wall, 0) / 1000;
  }

  #on<K extends keyof LiveEvents>(name: K, listener: (data: LiveEvents[K]) => void): void {
    this.#source?.addEventListener(name, (event) => listener(JSON.parse((event as MessageEvent<string>).data)));
  }

  #again(): void {
    const wait = RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)] ?? 60_000;
    this.#retry = setTimeout(() => this.start(), wait);
  }
}
