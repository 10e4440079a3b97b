import { addDays, dayBounds } from '@okosmero/pi-service/day';
import type { PhaseColumns } from '@okosmero/pi-service/pack';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../../app.js';
import { Query } from '../../controllers/query.js';
import { dayMeans, type Excursion, excursions, PHASE_NAMES, phaseShares } from '../../data/quality.js';
import '../../elements/ok-table.js';
import { base, card, control } from '../../elements/styles.js';
import { clock, day as dayText, number, percent } from '../../format.js';
import { href } from '../../router.js';
import './ok-voltage-chart.js';
import { texts } from './texts.js';

/** One day's voltages and how its current lay on the phases. */
@customElement('ok-day-voltage')
export class OkDayVoltage extends LitElement {
  static override styles = [
    base,
    card,
    control,
    css`
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        margin: 8px 0;
      }
      /* What a usual day takes, so that nothing jumps when it has come. */
      .room {
        height: 440px;
      }
      ul {
        margin: 12px 0;
        padding: 0;
        list-style: none;
      }
      .share {
        display: grid;
        grid-template-columns: 32px minmax(0, 1fr) 56px;
        align-items: center;
        gap: 10px;
        padding: 4px 0;
      }
      .share span {
        text-align: right;
      }
      .share svg {
        display: block;
        width: 100%;
        height: 12px;
      }
      .share rect {
        fill: var(--muted);
      }
      h3 {
        margin-top: 16px;
        font-size: 13px;
        color: var(--muted);
      }
    `,
  ];

  @property({ attribute: false }) app!: App;
  @property() meter = '';
  @property() day = '';
  readonly #phases = new Query<PhaseColumns>(this, {
    key: () => `${this.meter} ${this.day}`,
    ask: () => this.app.mirror.columns(this.meter, 'phases', this.day),
    revision: () => this.app.mirror.revision,
  });

  override render() {
    const text = texts();
    const title = dayText(this.day, 'mediumDay');
    const last = this.day >= this.app.today();
    return html`<section class="card">
      <h2>${text.voltage}</h2>
      <div class="head">
        <a class="button" href=${href('quality', addDays(this.day, -1))} aria-label=${text.previous}>‹</a>
        <b>${title}</b>
        ${
          last
            ? html`<button class="button" disabled aria-label=${text.next}>›</button>`
            : html`<a class="button" href=${href('quality', addDays(this.day, 1))} aria-label=${text.next}>›</a>`
        }
      </div>
      ${this.#picture(title)}
      <p class="muted">${text.informative}</p>
    </section>`;
  }

  #picture(title: string) {
    const text = texts();
    const columns = this.#phases.value;
    if (columns === null) return this.#phases.pending ? html`<div class="room"></div>` : html`<p>${text.noVoltage}</p>`;
    const { start, end } = dayBounds(this.day);
    const means = dayMeans(columns, start);
    if (means.every((list) => list.length === 0)) return html`<p>${text.noVoltage}</p>`;
    const found = excursions(means);
    return html`<ok-voltage-chart .means=${means} .start=${start} .end=${end} label=${text.voltageLabel(title)}></ok-voltage-chart>
      <ul>
        ${found.length === 0 ? html`<li>${text.none}</li>` : found.map((one) => html`<li>${sentence(one)}</li>`)}
      </ul>
      ${this.#balance(columns)}
      <ok-table caption=${text.voltageLabel(title)} .columns=${[text.time, ...PHASE_NAMES]} .rows=${rowsOf(means)}></ok-table>`;
  }

  #balance(columns: PhaseColumns) {
    const text = texts();
    const shares = phaseShares(columns);
    if (shares === null) return nothing;
    return html`<h3>${text.balance}</h3>
      ${shares.map(
        (share, i) => html`<div class="share">
          <b>${PHASE_NAMES[i]}</b>
          <svg role="img" aria-label=${text.balanceLabel(PHASE_NAMES[i] ?? '', percent(share))}>
            <rect width="${share * 100}%" height="12" rx="6"></rect>
          </svg>
          <span>${percent(share)}</span>
        </div>`,
      )}`;
  }
}

function sentence({ phase, from, to, high, worst }: Excursion): string {
  return texts()[high ? 'high' : 'low'](phase, clock(from), clock(to), number(worst / 100, 1));
}

/** A row for each ten minutes in which any phase has a mean. */
function rowsOf(means: ReturnType<typeof dayMeans>) {
  const times = [...new Set(means.flat().map(({ at }) => at))].sort((a, b) => a - b);
  const maps = means.map((list) => new Map(list.map(({ at, sum, count }) => [at, number(sum / count / 100, 1)])));
  return times.map((at) => ({ cells: [clock(at), ...maps.map((values) => values.get(at) ?? '–')] }));
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-day-voltage': OkDayVoltage;
  }
}
