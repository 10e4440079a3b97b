import type { Contract } from '@okosmero/pi-service/contract';
import { addDays } from '@okosmero/pi-service/day';
import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { Account } from '../../controllers/account.js';
import { type AllowanceYear, allowanceYear } from '../../data/allowance.js';
import { type Cost, costOf } from '../../data/cost.js';
import type { EnergyMap } from '../../data/days.js';
import type { Forecast } from '../../data/forecast.js';
import '../../elements/ok-band-card.js';
import { empty, emptyStyle } from '../../elements/empty.js';
import { base, card, control, figure, page as pageStyle, table } from '../../elements/styles.js';
import { day, forints, number } from '../../format.js';
import { contractWords, SETTLEMENTS } from '../../locales/contract.js';
import { addMonths } from '../../period.js';
import { Page } from '../page.js';
import './ok-bill-check.js';
import './ok-contract-form.js';
import { texts } from './texts.js';

/** *Költség*: what it costs so far, what the year will, under both ways of settling, and whether the bill is right. */
@customElement('ok-page-cost')
export class PageCost extends Page {
  static override styles = [
    base,
    pageStyle,
    card,
    control,
    emptyStyle,
    figure,
    table,
    css`
      @media (max-width: 420px) {
        .pair {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      .parts {
        margin-top: 6px;
        font-size: 13px;
        color: var(--muted);
      }
      .parts > div {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0 8px;
      }
      .parts dd {
        margin-left: auto;
        white-space: nowrap;
      }
      .parts > :nth-child(4) {
        margin-top: 6px;
        padding-top: 6px;
        border-top: 1px solid var(--line);
        color: var(--ink);
        font-weight: 600;
      }
      th {
        white-space: normal;
      }
      .note {
        margin-top: 10px;
      }
      tfoot th,
      tfoot td {
        font-weight: 700;
        border-top: 2px solid var(--line);
      }
      thead td {
        padding-left: 0;
        border-top: 0;
        vertical-align: top;
        text-align: left;
        font-size: 13px;
        color: var(--muted);
      }
      thead th {
        vertical-align: top;
      }
      thead small {
        display: block;
        font-weight: 400;
      }
    `,
  ];

  readonly #account = new Account(this);

  override render() {
    const { contract, days, energies } = this.#account;
    const text = texts();
    if (this.meter === null || contract === null || days === null || energies === null || days.size === 0)
      return empty(text.empty, text.emptyNext);
    const today = this.app.today();
    const month = `${today.slice(0, 7)}-01`;
    const year = allowanceYear(today, contract.allowance?.yearStart ?? '01-01');
    return html`<div class="grid">
      <div class="stack">
        <div class="pair">
          ${this.#tile(text.thisMonth, contract, energies, { start: month, end: addMonths(month, 1) })}
          ${this.#tile(year.start.endsWith('-01-01') ? text.thisYear : text.accountingYear, contract, energies, year)}
        </div>
        <ok-band-card .app=${this.app} .meter=${this.meter}></ok-band-card>
        <ok-bill-check .days=${days} today=${today}></ok-bill-check>
      </div>
      <div class="stack">
        ${this.#settlements(contract, energies, today)}
        <ok-contract-form .app=${this.app} meter=${this.meter} .contract=${contract}></ok-contract-form>
      </div>
    </div>`;
  }

  /** A stretch from its first day to the first one after it: what it cost so far, of what, and what it will. */
  #tile(title: string, contract: Contract, days: EnergyMap, { start, end }: AllowanceYear) {
    const text = texts();
    const cost = costOf(days, contract, start, this.app.today());
    const expected = this.#account.forecast?.days;
    const row = (label: string, amount: number) => html`<div><dt>${label}</dt><dd>${forints(amount)}</dd></div>`;
    return html`<section class="card">
      <h2>${title}</h2>
      <p class="figure">${number(Math.round(cost.total))}<span class="unit">Ft</span></p>
      <dl class="parts">
        ${row(text.importCost, cost.within + cost.above)} ${row(text.income, -cost.income)} ${row(text.fee, cost.fee)}
        ${expected === undefined ? nothing : row(text.expected, costOf(expected, contract, start, addDays(end, -1)).total)}
      </dl>
    </section>`;
  }

  #settlements(contract: Contract, days: EnergyMap, today: string) {
    const text = texts();
    const forecast = this.#account.forecast;
    const start = forecast?.start ?? `${today.slice(0, 4)}-01-01`;
    const end = forecast === null ? today : addDays(forecast.end, -1);
    const costs = SETTLEMENTS.map((kind) => forecast?.cost[kind] ?? costOf(days, contract, start, today, kind));
    const lead = forecast === null ? text.settlementsSoFar : text.settlementsLead;
    const row = (label: string, of: (cost: Cost) => number) =>
      html`<tr><th scope="row">${label}</th>${costs.map((cost) => html`<td>${number(Math.round(of(cost)))}</td>`)}</tr>`;
    return html`<section class="card">
      <h2>${text.settlements}</h2>
      <p class="muted">${lead(day(start, 'mediumDay'), day(end, 'mediumDay'))}</p>
      <div class="scroll" tabindex="0" role="region" aria-label=${text.settlements}>
        <table>
          <thead>
            <tr>
              <td>Ft</td>
              ${SETTLEMENTS.map((kind) => html`<th scope="col">${contractWords().settlements[kind]}<small>${kind === contract.settlement ? text.inForce : nothing}</small></th>`)}
            </tr>
          </thead>
          <tbody>
            ${row(text.within, ({ within }) => within)} ${row(text.above, ({ above }) => above)}
            ${row(text.fees, ({ fee }) => fee)} ${row(text.exportIncome, ({ income }) => -income)}
          </tbody>
          <tfoot>${row(text.total, ({ total }) => total)}</tfoot>
        </table>
      </div>
      ${forecast === null ? nothing : this.#verdict(forecast)}
    </section>`;
  }

  #verdict({ cost, basis }: Forecast) {
    const text = texts();
    const difference = Math.round(cost.brutto.total - cost.szaldo.total);
    const cheaper = contractWords().settlements[difference > 0 ? 'szaldo' : 'brutto'].toLowerCase();
    return html`<p class="note">
        ${difference === 0 ? nothing : text.difference(number(Math.abs(difference)), cheaper)}
      </p>
      <p class="muted">${basis === 'lastYear' ? text.basisLastYear : text.basisRecent}</p>`;
  }
}

export { PageCost as page };
