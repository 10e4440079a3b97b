import { addDays } from '@okosmero/pi-service/day';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../app.js';
import { Account } from '../controllers/account.js';
import { costOf } from '../data/cost.js';
import { totalsOf } from '../data/span.js';
import { forints, kilowattHours, kilowatts, number } from '../format.js';
import { translations } from '../locales/language.js';
import { addMonths } from '../period.js';
import { base, card, facts, figure } from './styles.js';

const texts = translations(
  {
    expected: 'Ez a hónap várhatóan',
    soFar: 'Ez a hónap eddig',
    sum: (Ft: string, kWh: string) => `eddig ${Ft} · ${kWh} kWh vételezés`,
    baseLoad: 'Alapterhelés',
    meaning: (Ft: string) => `Ennyi megy el éjjel-nappal, akkor is, ha senki nem csinál semmit: havonta kb. ${Ft}.`,
  },
  {
    expected: 'Expected this month',
    soFar: 'This month so far',
    sum: (Ft, kWh) => `${Ft} so far · ${kWh} kWh imported`,
    baseLoad: 'Base load',
    meaning: (Ft) => `Flows day and night, even while nobody does anything: about ${Ft} a month.`,
  },
);

/** Days whose median the base load is, and hours of a month that it is priced for. */
const BASE_LOAD_DAYS = 7;
const MONTH_HOURS = 30 * 24;

/** What the running month will cost, and what the appliances that never rest take of it. */
@customElement('ok-month-card')
export class OkMonthCard extends LitElement {
  static override styles = [
    base,
    card,
    figure,
    facts,
    css`
      .facts {
        margin-top: 10px;
        border-top: 1px solid var(--line);
      }
    `,
  ];

  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) meter: string | null = null;
  readonly #account = new Account(this);

  override render() {
    const { energies, contract, forecast } = this.#account;
    if (energies === null || contract === null) return nothing;
    const text = texts();
    const today = this.app.today();
    const first = `${today.slice(0, 7)}-01`;
    const soFar = costOf(energies, contract, first, today);
    const month = forecast === null ? soFar : costOf(forecast.days, contract, first, addDays(addMonths(first, 1), -1));
    return html`<section class="card">
      <h2>${forecast === null ? text.soFar : text.expected}</h2>
      <p class="figure">${number(Math.round(month.total))}<span class="unit">Ft</span></p>
      <p class="muted">${text.sum(forints(soFar.total), kilowattHours(soFar.importWh))}</p>
      ${this.#baseLoad()}
    </section>`;
  }

  #baseLoad() {
    const { days, energies, contract } = this.#account;
    if (days === null || energies === null || contract === null) return nothing;
    const today = this.app.today();
    const week = Array.from({ length: BASE_LOAD_DAYS }, (_, i) => addDays(today, i - BASE_LOAD_DAYS));
    const extent = { first: addDays(today, -BASE_LOAD_DAYS), last: addDays(today, -1) };
    const { baseLoadW } = totalsOf(week, days, extent);
    const { within, above, importWh } = costOf(energies, contract, extent.first, extent.last, 'brutto');
    if (baseLoadW === null || importWh === 0) return nothing;
    const pricePerWh = (within + above) / importWh;
    const monthly = Math.round((pricePerWh * baseLoadW * MONTH_HOURS) / 100) * 100;
    const text = texts();
    return html`<dl class="facts">
        <div><dt>${text.baseLoad}</dt><dd>${kilowatts(baseLoadW)} kW</dd></div>
      </dl>
      <p class="muted">${text.meaning(forints(monthly))}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-month-card': OkMonthCard;
  }
}
