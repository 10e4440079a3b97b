import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../app.js';
import { Account } from '../controllers/account.js';
import { costOf, type DayEnergy } from '../data/cost.js';
import { forints } from '../format.js';

/** Today's import or export in forints: bruttó, since the net of a day says nothing about a year's. */
@customElement('ok-today-cost')
export class OkTodayCost extends LitElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) meter: string | null = null;
  @property() direction: 'import' | 'export' = 'import';
  /** Wh so far, fresher than the summaries. */
  @property({ attribute: false }) energy: number | null = null;
  readonly #account = new Account(this);

  override render() {
    const { days, contract } = this.#account;
    if (days === null || contract === null || this.energy === null) return nothing;
    const today = this.app.today();
    const known: DayEnergy = days.get(today) ?? { importWh: null, exportWh: null, tariffImportWh: [] };
    const fresh = this.direction === 'import' ? { importWh: this.energy } : { exportWh: this.energy };
    const withToday = new Map<string, DayEnergy>(days).set(today, { ...known, ...fresh });
    const { within, above, income } = costOf(withToday, contract, today, today, 'brutto');
    return html`${forints(this.direction === 'import' ? within + above : income)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-today-cost': OkTodayCost;
  }
}
