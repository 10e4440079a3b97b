/** Everything with a life of its own, put together once in main.ts and handed to the pages. Elements only read it. */
import { type Household, type LatestReading, type MeterList, ROUTES } from '@okosmero/pi-service/contract';
import { dayOf } from '@okosmero/pi-service/day';
import { Api } from './data/api.js';
import { Cell } from './data/cell.js';
import { Database } from './data/db.js';
import { Live } from './data/live.js';
import { Mirror } from './data/mirror.js';
import type { Settings } from './data/settings.js';
import { Sync } from './data/sync.js';

/** `unknown` until the service or the cache answered; `needed`: show the first-run page. */
export type Pairing = 'unknown' | 'paired' | 'needed';

const KEEP_LATEST_SECONDS = 60;

export class App {
  readonly settings: Settings;
  readonly db = new Database();
  readonly api: Api;
  readonly mirror: Mirror;
  readonly live: Live;
  readonly sync: Sync;
  readonly pairing = new Cell<Pairing>('unknown');
  /** Loads the version of the app that waits; null while there is none. */
  readonly update = new Cell<(() => void) | null>(null);
  /** Asks the browser to install the app; null where it cannot be asked: installed already, or a browser with a menu for it. */
  readonly install = new Cell<(() => void) | null>(null);
  /** Whether the last request got an answer. */
  readonly reachable = new Cell(true);
  readonly meters = new Cell<MeterList | null>(null);
  readonly household = new Cell<Household | null>(null);
  #started = false;
  #latestKept = 0;

  constructor(settings: Settings) {
    this.settings = settings;
    this.api = new Api({
      fetch: (input, init) => fetch(input, init),
      onUnauthorized: () => this.pairing.set('needed'),
      onReachable: (reachable) => this.reachable.set(reachable),
    });
    this.mirror = new Mirror(this.api, this.db);
    this.live = new Live({
      mirror: this.mirror,
      open: (url) => new EventSource(url),
      stopwatch: () => performance.now(),
      wallClock: () => Date.now(),
      meter: () => settings.meter.value,
      keep: (latest) => this.#keepLatest(latest),
    });
    this.sync = new Sync({
      mirror: this.mirror,
      db: this.db,
      wish: () => {
        const meter = settings.meter.value;
        if (meter === null) return null;
        return { meter, keep: settings.keep.value, paused: settings.syncPaused.value, today: this.today() };
      },
    });
  }

  /** The household's date, by the service's clock as soon as that is known. */
  today(): string {
    return dayOf(Math.floor(this.live.now()));
  }

  /** Loads what is held, then what the service has, and keeps both up to date until the page closes. */
  async start(): Promise<void> {
    const { settings, mirror, live, sync } = this;
    settings.keep.subscribe(() => void sync.poke());
    settings.syncPaused.subscribe(() => void sync.poke());
    settings.meter.subscribe(() => void this.#meterChosen());
    mirror.revision.subscribe(() => {
      void this.#follow();
      void sync.poke();
    });
    this.#started = true;
    await this.#flow();
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible' && this.pairing.value === 'paired') live.start();
    });
    addEventListener('online', () => {
      if (this.pairing.value === 'paired') live.start();
    });
  }

  /** Trades a token or a pairing code for the session; on success everything starts to flow. */
  async pair(secret: { readonly token: string } | { readonly code: string }): Promise<boolean> {
    const answer = await this.api.pair(secret);
    if (!answer.ok) return false;
    this.pairing.set('paired');
    if (this.#started) await this.#flow();
    return true;
  }

  async #flow(): Promise<void> {
    await this.#follow();
    await this.#meterChosen();
    if (this.pairing.value !== 'needed') this.live.start();
  }

  /** Meters and household: every page needs them. */
  async #follow(): Promise<void> {
    for await (const answer of this.mirror.meters()) {
      if (!answer.ok) continue;
      this.pairing.set('paired');
      this.meters.set(answer.value);
      const chosen = this.settings.meter.value;
      if (!answer.value.meters.some(({ id }) => id === chosen)) this.settings.meter.set(newest(answer.value));
    }
    for await (const answer of this.mirror.household()) if (answer.ok) this.household.set(answer.value);
  }

  /** The newest reading, for a start without network: kept once a minute, for flash memory's sake. */
  #keepLatest(latest: LatestReading): void {
    if (latest.receivedAt < this.#latestKept + KEEP_LATEST_SECONDS) return;
    this.#latestKept = latest.receivedAt;
    void this.mirror.keepDocument(ROUTES.latest(latest.reading.meterId), latest, null);
  }

  async #meterChosen(): Promise<void> {
    const meter = this.settings.meter.value;
    this.live.forgetOthers();
    if (meter === null) return;
    for await (const answer of this.mirror.document<LatestReading>(ROUTES.latest(meter)))
      if (answer.ok && answer.at !== undefined) this.live.receive(answer.value, answer.at);
    void this.sync.poke();
  }
}

/** The meter that was heard last: after a replacement the new one. */
function newest({ meters }: MeterList): string | null {
  const known = [...meters].sort((a, b) => (b.lastDay ?? '').localeCompare(a.lastDay ?? ''));
  return known[0]?.id ?? null;
}
