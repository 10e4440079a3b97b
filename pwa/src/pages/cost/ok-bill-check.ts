import { addDays } from '@okosmero/pi-service/day';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { billDifference, closingReadings, typedNumber } from '../../data/bill-check.js';
import type { DayMap } from '../../data/days.js';
import { base, card, form } from '../../elements/styles.js';
import { number } from '../../format.js';
import { texts } from './texts.js';

/** Type a bill's closing readings; the archive's of the same midnight stand beside them. Nothing is sent or stored. */
@customElement('ok-bill-check')
export class OkBillCheck extends LitElement {
  static override styles = [
    base,
    card,
    form,
    css`
      p.lead {
        margin: 6px 0 12px;
      }
      .fields {
        align-items: start;
      }
      .fields > :first-child {
        grid-column: 1 / -1;
      }
      .fields p {
        margin-top: 4px;
      }
    `,
  ];

  @property({ attribute: false }) days: DayMap = new Map();
  @property() today = '';
  @state() private date = '';
  @state() private typed = { import: '', export: '' };

  override render() {
    const text = texts();
    const day = this.date === '' ? addDays(`${this.today.slice(0, 7)}-01`, -1) : this.date;
    const closing = closingReadings(this.days, day);
    return html`<section class="card">
      <h2>${text.billCheck}</h2>
      <p class="lead muted">${text.billLead}</p>
      <div class="fields">
        <label>${text.billDay}
          <input type="date" .value=${day} max=${addDays(this.today, -1)} @change=${this.#dateChosen} /></label>
        ${this.#reading('import', text.billImport, closing.importWh)}
        ${this.#reading('export', text.billExport, closing.exportWh)}
      </div>
    </section>`;
  }

  #reading(direction: 'import' | 'export', label: string, archiveWh: number | null) {
    const text = texts();
    const typed = typedNumber(this.typed[direction]);
    const archive = archiveWh === null ? text.billUnknown : text.billArchive(number(archiveWh / 1000, 3));
    return html`<div>
      <label>${label}
        <input inputmode="decimal" autocomplete="off" .value=${this.typed[direction]}
          @input=${(event: InputEvent) => this.#type(direction, event)} /></label>
      <p class="muted" aria-live="polite">
        ${archive}${typed === null || archiveWh === null ? nothing : html` · <b>${verdict(billDifference(typed, archiveWh))}</b>`}
      </p>
    </div>`;
  }

  #dateChosen(event: Event): void {
    this.date = (event.target as HTMLInputElement).value;
  }

  #type(direction: 'import' | 'export', event: InputEvent): void {
    this.typed = { ...this.typed, [direction]: (event.target as HTMLInputElement).value };
  }
}

function verdict(difference: number): string {
  const text = texts();
  if (difference === 0) return text.billEqual;
  return difference > 0 ? text.billMore(number(difference)) : text.billLess(number(-difference));
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-bill-check': OkBillCheck;
  }
}
