import { type Alert, alertsOf } from '../data/alerts.js';
import { instantOf } from '../data/instant.js';
import { Account, type AccountHost } from './account.js';
import { Ticker } from './ticker.js';
import { Watch } from './watch.js';

/** The alerts that hold now; the host renders again when they may have changed. */
export class AlertWatch {
  readonly #host: AccountHost;
  readonly #account: Account;

  constructor(host: AccountHost) {
    this.#host = host;
    this.#account = new Account(host);
    new Ticker(host, 30_000);
    new Watch(host, () => [host.app.live.latest, host.app.live.connection]);
  }

  /** The most urgent first. */
  get alerts(): Alert[] {
    const { app } = this.#host;
    const latest = app.live.latest.value;
    const { days, allowance, forecast } = this.#account;
    if (days === null || latest === null) return [];
    return alertsOf({
      now: app.live.now(),
      today: app.today(),
      days,
      latest: instantOf(latest.reading),
      receivedAt: latest.receivedAt,
      connected: app.live.connection.value === 'open',
      allowance,
      forecast,
    });
  }
}
