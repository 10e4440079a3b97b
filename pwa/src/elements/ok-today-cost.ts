import { addDays, dayBounds } from '@okosmero/pi-service/day';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../app.js';
import { Account } from '../controllers/account.js';
import { costOf } from '../data/cost.js';
import { energyUntil } from '../data/day-so-far.js';
import type { DayEnergy } from '../data/days.js';
import { forints, kilowattHours } from '../format.js';
import { translations } from '../locales/language.js';
import { base } from './styles.js';

const texts = translations(
  { yesterday: (kWh: string) => `tegnap ilyenkor ${kWh}` },
  { yesterday: (kWh) => `${kWh} by this time yesterday` },
);

/**
 * Today's import or export in forints, and what it was at this time yesterday. Bruttó, since the net of a day says nothing
 * about a year's.
 */
@customElement('ok-today-cost')
export class OkTodayCost extends LitElement {
  static override styles = [
    base,
    css`
      .amount {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) meter: string | null = null;
  @property() direction: 'import' | 'export' = 'import';
  /** Wh so far, fresher than the summaries. */
  @property({ attribute: false }) energy: number | null = null;
  readonly #account = new Account(this);

  override render() {
    if (this.#account.days === null || this.energy === null) return nothing;
    const before = this.#yesterday();
    return html`<p class="amount">${this.#amount()}</p>
      ${before === null ? nothing : html`<p class="muted">${texts().yesterday(kilowattHours(before))}</p>`}`;
  }

  #amount() {
    const { energies, contract } = this.#account;
    if (energies === null || contract === null) return nothing;
    const today = this.app.today();
    const known: DayEnergy = energies.get(today) ?? { importWh: null, exportWh: null, tariffImportWh: [] };
    const fresh = this.direction === 'import' ? { importWh: this.energy } : { exportWh: this.energy };
    const withToday = new Map<string, DayEnergy>(energies).set(today, { ...known, ...fresh });
    const { within, above, income } = costOf(withToday, contract, today, today, 'brutto');
    return forints(this.direction === 'import' ? within + above : income);
  }

  /** Wh of yesterday up to this time of the day; null beside a day of another length, whose times do not match. */
  #yesterday(): number | null {
    const today = this.app.today();
    const [here, there] = [dayBounds(today), dayBounds(addDays(today, -1))];
    const day = this.#account.days?.get(addDays(today, -1));
    if (day === undefined || here.end - here.start !== there.end - there.start) return null;
    return energyUntil(
      this.direction === 'import' ? day.quarterImportWh : day.quarterExportWh,
      this.app.live.now() - here.start,
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-today-cost': OkTodayCost;
  }
}
