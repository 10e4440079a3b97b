import type { Contract, Settlement, TariffKind } from '@okosmero/pi-service/contract';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { App } from '../../app.js';
import { Watch } from '../../controllers/watch.js';
import type { Failure } from '../../data/api.js';
import { underTariff } from '../../data/contract-form.js';
import { saveContract } from '../../data/save-contract.js';
import { base, card, control, form } from '../../elements/styles.js';
import { contractWords, SETTLEMENTS, TARIFFS } from '../../locales/contract.js';
import { words } from '../../locales/words.js';
import { go, href } from '../../router.js';
import { texts } from './texts.js';
import { welcome } from './welcome-style.js';

/** Second step of the first run: which meter, which tariff, which settlement. May be skipped. */
@customElement('ok-first-contract')
export class OkFirstContract extends LitElement {
  static override styles = [
    base,
    card,
    control,
    form,
    welcome,
    css`
      label {
        margin-top: 16px;
      }
      label + .muted {
        margin-top: 6px;
      }
      p + .button {
        margin-top: 16px;
      }
      .actions {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: 12px;
      }
    `,
  ];

  @property({ attribute: false }) app!: App;
  @state() private failure: Failure | null = null;
  @state() private busy = false;

  constructor() {
    super();
    new Watch(this, () => [this.app.household, this.app.meters, this.app.settings.meter]);
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector('h2')?.focus();
  }

  override render() {
    const text = texts();
    const meter = this.app.settings.meter.value;
    const contract = meter === null ? undefined : this.app.household.value?.contracts[meter];
    return html`<form class="card" @submit=${this.#save}>
      <h2 tabindex="-1">${text.paired}</h2>
      ${contract === undefined || meter === null ? this.#withoutMeter() : this.#choices(contract, meter)}
    </form>`;
  }

  #withoutMeter() {
    return html`<p>${texts().noMeter}</p>
      <a class="button primary" href=${href('now')}>${texts().next}</a>`;
  }

  #choices(contract: Contract, chosen: string) {
    const text = texts();
    const { tariff, tariffs, settlement, settlements } = contractWords();
    const names = this.app.household.value?.names ?? {};
    const meters = (this.app.meters.value?.meters ?? []).map(({ id }) => id);
    const choose = (event: Event) => this.app.settings.meter.set((event.target as HTMLSelectElement).value);
    return html`<p>${text.contractLead}</p>
      ${
        meters.length > 1
          ? html`<label>${words().meter}
              <select @change=${choose}>${options(meters, chosen, (id) => names[id] ?? id)}</select></label>`
          : nothing
      }
      <label>${tariff}
        <select name="tariff">${options(TARIFFS, contract.tariff, (kind) => tariffs[kind])}</select></label>
      <label>${settlement}
        <select name="settlement" aria-describedby="settled">
          ${options(SETTLEMENTS, contract.settlement, (kind) => settlements[kind])}
        </select></label>
      <p id="settled" class="muted">${text.settlementHint}</p>
      <p class="trouble-line" role="alert">${this.failure === null ? nothing : this.#sentence(this.failure)}</p>
      <div class="actions">
        <a class="button" href=${href('now')}>${text.skip}</a>
        <button class="button primary" ?disabled=${this.busy}>${text.save}</button>
      </div>
      <p class="muted">${text.pricesHint}</p>`;
  }

  #sentence(failure: Failure): string {
    if (failure === 'offline') return contractWords().offlineSave;
    return failure === 'conflict' ? contractWords().conflict : words().failure[failure];
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { settings, household } = this.app;
    const meter = settings.meter.value;
    const contract = meter === null ? undefined : household.value?.contracts[meter];
    if (meter === null || contract === undefined) return;
    const chosen = new FormData(event.target as HTMLFormElement);
    this.busy = true;
    const outcome = await saveContract(this.app, meter, {
      ...underTariff(contract, chosen.get('tariff') as TariffKind),
      settlement: chosen.get('settlement') as Settlement,
    });
    this.busy = false;
    this.failure = outcome === 'saved' ? null : outcome;
    if (outcome === 'saved') go(href('now'), { replace: true });
  }
}

function options<T extends string>(choices: readonly T[], chosen: string, name: (choice: T) => string) {
  return choices.map((choice) => html`<option value=${choice} .selected=${choice === chosen}>${name(choice)}</option>`);
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-first-contract': OkFirstContract;
  }
}
