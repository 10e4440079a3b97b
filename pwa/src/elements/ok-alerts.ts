import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../app.js';
import { Account } from '../controllers/account.js';
import { Ticker } from '../controllers/ticker.js';
import { Watch } from '../controllers/watch.js';
import { type Alert, alertsOf } from '../data/alerts.js';
import { instantOf } from '../data/instant.js';
import { onDay, sinceDay } from '../date-words.js';
import { clock, kilowatts, number, shortDateTime } from '../format.js';
import { translations } from '../locales/language.js';
import { href } from '../router.js';
import { base, card } from './styles.js';

const texts = translations(
  {
    title: 'Okosmérő',
    silence: (when: string) => `${when} óta nem jött mérés.`,
    baseLoad: (since: string, before: string, now: string) =>
      `${since} magasabb az alapterhelés: ${before} kW helyett ${now} kW. Mi maradt bekapcsolva?`,
    phase: (phase: string, amperes: string, limit: string) =>
      `${phase}: ${amperes} A, a korlát (${limit} A) 80 %-a fölött. Kapcsolj ki egy nagy fogyasztót!`,
    allowanceOver: (on: string) => `A kedvezményes sáv ${on} elfogyott, azóta a piaci ár érvényes.`,
    allowanceSoon: (on: string) => `A kedvezményes sáv várhatóan ${on} elfogy.`,
    peak: (kW: string, when: string, before: string) => `Új csúcs ma, ${when}-kor: ${kW} kW (eddig ${before} kW volt).`,
  },
  {
    title: 'Okosmérő',
    silence: (when) => `No reading since ${when}.`,
    baseLoad: (since, before, now) => `Base load is up ${since}: ${now} kW instead of ${before} kW. What was left on?`,
    phase: (phase, amperes, limit) =>
      `${phase}: ${amperes} A, above 80% of its limit of ${limit} A. Switch a large appliance off.`,
    allowanceOver: (on) => `The reduced-price allowance ran out ${on}; the market price holds since.`,
    allowanceSoon: (on) => `The reduced-price allowance is expected to run out ${on}.`,
    peak: (kW, when, before) => `New maximum today at ${when}: ${kW} kW (${before} kW before).`,
  },
);

/** What the household should know, each with a way to where it shows; as notifications too where the phone allows. */
@customElement('ok-alerts')
export class OkAlerts extends LitElement {
  static override styles = [
    base,
    card,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      :host([hidden]) {
        display: none;
      }
      li + li {
        margin-top: 8px;
      }
      a {
        display: flex;
        align-items: center;
        min-height: 44px;
        padding: 8px 16px;
        color: inherit;
        text-decoration: none;
      }
      .card {
        padding: 0;
      }
    `,
  ];

  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) meter: string | null = null;
  readonly #account = new Account(this);
  /** Sentences already notified, so that each comes once. */
  readonly #told = new Set<string>();

  constructor() {
    super();
    new Ticker(this, 30_000);
    new Watch(this, () => [this.app.live.latest]);
  }

  override render() {
    const alerts = this.#alerts();
    // An empty grid item would still cost a gap.
    this.hidden = alerts.length === 0;
    return html`<ul>
      ${alerts.map(
        (alert) => html`<li class="card ${TROUBLE.has(alert.kind) ? 'trouble' : 'notice'}">
        <a href=${target(alert)}>${sentence(alert)}</a>
      </li>`,
      )}
    </ul>`;
  }

  override updated(): void {
    if (!this.app.settings.notify.value || !('Notification' in globalThis) || Notification.permission !== 'granted')
      return;
    for (const alert of this.#alerts()) {
      const body = sentence(alert);
      if (this.#told.has(body)) continue;
      this.#told.add(body);
      // Android shows notifications of a service worker only.
      void navigator.serviceWorker?.ready.then((worker) =>
        worker.showNotification(texts().title, { body, tag: alert.kind }),
      );
    }
  }

  #alerts(): Alert[] {
    const { live } = this.app;
    const latest = live.latest.value;
    const { days, allowance, forecast } = this.#account;
    if (days === null || latest === null) return [];
    return alertsOf({
      now: live.now(),
      today: this.app.today(),
      days,
      latest: instantOf(latest.reading),
      receivedAt: latest.receivedAt,
      allowance,
      forecast,
    });
  }
}

/** What wants action now; the others are worth knowing. */
const TROUBLE: ReadonlySet<Alert['kind']> = new Set(['silence', 'phase']);

function target(alert: Alert): string {
  switch (alert.kind) {
    case 'silence':
      return href('status');
    case 'allowance':
      return href('cost');
    case 'phase':
      return href('quality');
    case 'baseLoad':
      return href('log', `day/${alert.since}`);
    case 'peak':
      return href('log');
  }
}

function sentence(alert: Alert): string {
  const text = texts();
  switch (alert.kind) {
    case 'silence':
      return text.silence(shortDateTime(alert.since));
    case 'baseLoad':
      return text.baseLoad(sinceDay(alert.since), kilowatts(alert.beforeW), kilowatts(alert.nowW));
    case 'phase':
      return text.phase(alert.phase, number(alert.amperes, 1), number(alert.limit));
    case 'allowance':
      return (alert.over ? text.allowanceOver : text.allowanceSoon)(onDay(alert.on));
    case 'peak':
      return text.peak(kilowatts(alert.peak.w), clock(alert.peak.at), kilowatts(alert.beforeW));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-alerts': OkAlerts;
  }
}
