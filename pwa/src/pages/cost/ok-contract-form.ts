import type { Contract, TariffKind } from '@okosmero/pi-service/contract';
import { isDay } from '@okosmero/pi-service/day';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { App } from '../../app.js';
import type { Failure } from '../../data/api.js';
import { type ContractFields, contractOf, fieldsOf, type PriceFields, underTariff } from '../../data/contract-form.js';
import { priceOn } from '../../data/cost.js';
import { saveContract } from '../../data/save-contract.js';
import { sinceDay } from '../../date-words.js';
import { base, card, control, form } from '../../elements/styles.js';
import { day, number } from '../../format.js';
import { contractWords, SETTLEMENTS, TARIFFS } from '../../locales/contract.js';
import { language } from '../../locales/language.js';
import { words } from '../../locales/words.js';
import { texts } from './texts.js';

/** The contract of a meter: tariff, settlement, allowance, prices with their dates. Saved for the whole family. */
@customElement('ok-contract-form')
export class OkContractForm extends LitElement {
  static override styles = [
    base,
    card,
    control,
    form,
    css`
      summary {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: 0 12px;
        min-height: 44px;
        list-style: none;
        cursor: pointer;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary h2 {
        font-size: 13px;
        font-weight: 600;
        color: var(--muted);
      }
      summary .muted {
        color: var(--ink);
        font-size: 15px;
      }
      summary::after {
        content: '▸';
        grid-area: 1 / 2 / span 2;
        color: var(--muted);
      }
      details[open] summary::after {
        content: '▾';
      }
      form {
        margin-top: 12px;
      }
      fieldset {
        margin: 16px 0 0;
        padding: 12px 0 0;
        border: 0;
        border-top: 1px solid var(--line);
      }
      legend {
        float: left;
        width: 100%;
        margin-bottom: 8px;
        padding: 0;
        font-weight: 600;
      }
      .fields {
        clear: both;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 12px;
        margin-top: 16px;
      }
      h2 + .fields,
      p {
        margin-top: 12px;
      }
    `,
  ];

  @property({ attribute: false }) app!: App;
  @property() meter = '';
  @property({ attribute: false }) contract!: Contract;
  @state() private fields: ContractFields | null = null;
  @state() private wrong: readonly string[] = [];
  @state() private outcome: 'saved' | Failure | null = null;
  @state() private busy = false;

  override render() {
    const text = texts();
    const contract = contractWords();
    const fields = this.#fields;
    return html`<details class="card">
      <summary>
        <h2>${text.contract}</h2>
        <span class="muted">${this.#inForce()}</span>
      </summary>
      <form @submit=${this.#save} @input=${this.#changed} novalidate>
      <div class="fields">
        <label>${contract.tariff}
          <select name="tariff">
            ${TARIFFS.map((tariff) => html`<option value=${tariff} .selected=${fields.tariff === tariff}>${contract.tariffs[tariff]}</option>`)}
          </select></label>
        <label>${contract.settlement}
          <select name="settlement">
            ${SETTLEMENTS.map((kind) => html`<option value=${kind} .selected=${fields.settlement === kind}>${contract.settlements[kind]}</option>`)}
          </select></label>
        ${this.#input('allowance', text.allowance, fields.allowance, text.noAllowance)}
        ${this.#input('yearStart', text.yearStart, fields.yearStart)}
      </div>
      ${fields.prices.map((row, i) => this.#prices(row, i, fields))}
      <p class="muted">${text.pricesHint}</p>
      <p role="status">${this.#outcome()}</p>
      <div class="actions">
        <button class="button primary" ?disabled=${this.busy}>${text.save}</button>
        <button class="button" type="button" @click=${this.#addPrice}>${text.addPrice}</button>
      </div>
      </form>
    </details>`;
  }

  /** The contract in one line, for whoever does not want to change it. */
  #inForce(): string {
    const { contract } = this;
    const { from, importWithin, importAbove } = priceOn(contract, this.app.today());
    const zones = contract.tariff === 'A2' ? [0, 1] : [0];
    const prices = zones.map((zone) => {
      const [within, above] = [importWithin[zone] ?? 0, importAbove[zone] ?? 0];
      const typed = (price: number): string => number(price, Number.isInteger(price) ? 0 : 1);
      return contract.allowance === null ? typed(above) : `${typed(within)} / ${typed(above)}`;
    });
    const { settlements, tariffs } = contractWords();
    const tariff = contract.tariff === 'own' ? tariffs.own : contract.tariff;
    const settlement = settlements[contract.settlement].toLowerCase();
    return texts().inForceSince(tariff, settlement, prices.join(' · '), sinceDay(from, 'mediumDay'));
  }

  get #fields(): ContractFields {
    return this.fields ?? this.#typed(this.contract);
  }

  #typed(contract: Contract): ContractFields {
    return fieldsOf(contract, language.value === 'hu');
  }

  /** What is typed, under another tariff; what cannot be read yet stays as it is. */
  #underTariff(fields: ContractFields, tariff: TariffKind): ContractFields {
    const result = contractOf(fields);
    return result.ok ? this.#typed(underTariff(result.contract, tariff)) : { ...fields, tariff };
  }

  #outcome(): string {
    if (this.wrong.length > 0) return texts().wrong;
    switch (this.outcome) {
      case null:
        return '';
      case 'saved':
        return texts().saved;
      case 'offline':
        return contractWords().offlineSave;
      case 'conflict':
        return contractWords().conflict;
      default:
        return words().failure[this.outcome];
    }
  }

  #prices(row: PriceFields, index: number, { tariff, prices }: ContractFields) {
    const text = texts();
    const name = (field: keyof PriceFields): string => `prices.${index}.${field}`;
    return html`<fieldset>
      <legend>${text.prices}${prices.length > 1 && isDay(row.from) ? ` · ${day(row.from, 'mediumDay')}` : nothing}</legend>
      <div class="fields">
        <label>${text.from}
          <input type="date" name=${name('from')} .value=${row.from} aria-invalid=${this.#isWrong(name('from'))} /></label>
        ${this.#input(name('within'), text.withinPrice, row.within)}
        ${this.#input(name('above'), text.abovePrice, row.above)}
        ${tariff === 'A2' ? this.#input(name('within2'), text.withinPrice2, row.within2) : nothing}
        ${tariff === 'A2' ? this.#input(name('above2'), text.abovePrice2, row.above2) : nothing}
        ${this.#input(name('export'), text.exportPrice, row.export)}
        ${this.#input(name('monthlyFee'), text.monthlyFee, row.monthlyFee)}
        ${prices.length > 1 ? html`<button class="button" type="button" @click=${() => this.#removePrice(index)}>${text.removePrice}</button>` : nothing}
      </div>
    </fieldset>`;
  }

  #input(name: string, label: string, value: string, placeholder = '') {
    return html`<label>${label}
      <input name=${name} inputmode=${name === 'yearStart' ? 'text' : 'decimal'} autocomplete="off" .value=${value}
        placeholder=${placeholder} aria-invalid=${this.#isWrong(name)} /></label>`;
  }

  #isWrong(name: string): 'true' | 'false' {
    return this.wrong.includes(name) ? 'true' : 'false';
  }

  #changed(event: Event): void {
    const { name, value } = event.target as HTMLInputElement;
    const [list, index, field] = name.split('.');
    const fields = this.#fields;
    this.outcome = null;
    this.wrong = this.wrong.filter((path) => path !== name);
    if (name === 'tariff') this.fields = this.#underTariff(fields, value as TariffKind);
    else
      this.fields =
        list === 'prices' && field !== undefined
          ? {
              ...fields,
              prices: fields.prices.map((row, i) => (i === Number(index) ? { ...row, [field]: value } : row)),
            }
          : { ...fields, [name]: value };
  }

  #addPrice(): void {
    const fields = this.#fields;
    const last = fields.prices.at(-1);
    if (last !== undefined)
      this.fields = { ...fields, prices: [...fields.prices, { ...last, from: this.app.today() }] };
  }

  #removePrice(index: number): void {
    const fields = this.#fields;
    this.fields = { ...fields, prices: fields.prices.filter((_, i) => i !== index) };
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const result = contractOf(this.#fields);
    this.wrong = result.ok ? [] : result.wrong;
    if (!result.ok) return;
    this.busy = true;
    this.outcome = await saveContract(this.app, this.meter, result.contract);
    this.busy = false;
    if (this.outcome === 'saved') this.fields = null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-contract-form': OkContractForm;
  }
}
