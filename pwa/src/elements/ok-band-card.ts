import { addDays } from '@okosmero/pi-service/day';
import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../app.js';
import { Account } from '../controllers/account.js';
import type { AllowanceState } from '../data/allowance.js';
import { onDay } from '../date-words.js';
import { day, number } from '../format.js';
import { translations } from '../locales/language.js';
import { href } from '../router.js';
import { base, card } from './styles.js';

const texts = translations(
  {
    title: 'Kedvezményes sáv',
    year: (first: string, last: string) => `${first} – ${last}`,
    ends: (on: string) => `várhatóan ${on} fogy el`,
    ended: (on: string) => `becslés szerint ${on} elfogyott`,
    lasts: 'kitart az elszámolási év végéig',
    over: (on: string) => `${on} elfogyott, azóta piaci ár`,
    share: (kWh: string) => `A vonal az időarányos rész, ${kWh} kWh.`,
    missing: (days: string) => `${days} nap adata hiányzik.`,
    assumed: (tariff: string) => `Add meg az árszabásodat (most ${tariff})`,
    label: (used: string, limit: string) => `A kedvezményes sávból ${used} kWh fogyott el a ${limit} kWh-ból`,
  },
  {
    title: 'Reduced-price allowance',
    year: (first, last) => `${first} – ${last}`,
    ends: (on) => `expected to run out ${on}`,
    ended: (on) => `ran out ${on} by estimate`,
    lasts: 'lasts to the end of the accounting year',
    over: (on) => `ran out ${on}, market price since`,
    share: (kWh) => `The line marks the even share by now, ${kWh} kWh.`,
    missing: (days) => `${days} days are missing.`,
    assumed: (tariff) => `Choose your tariff (${tariff} for now)`,
    label: (used, limit) => `${used} kWh of the reduced-price allowance of ${limit} kWh are gone`,
  },
);

/** How much of the year's allowance is gone, beside what an even year would have taken, and when it will run out. */
@customElement('ok-band-card')
export class OkBandCard extends LitElement {
  static override styles = [
    base,
    card,
    css`
      svg {
        display: block;
        width: 100%;
        height: 20px;
        margin: 8px 0;
      }
      .rail {
        fill: var(--line);
      }
      .gone {
        fill: var(--band);
      }
      .share {
        fill: var(--ink);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        align-items: baseline;
        gap: 4px 12px;
      }
      .row + .muted {
        margin-top: 6px;
      }
      a {
        display: flex;
        align-items: center;
        min-height: 44px;
        margin-bottom: -12px;
        color: inherit;
        font-size: 14px;
      }
    `,
  ];

  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) meter: string | null = null;
  readonly #account = new Account(this);

  override render() {
    const state = this.#account.allowance;
    if (state === null) return nothing;
    const text = texts();
    const kWh = (wattHours: number): string => number(Math.round(wattHours / 1000));
    return html`<section class="card">
      <h2>${text.title} · ${this.#yearTitle(state)}</h2>
      ${this.#bar(state, text.label(kWh(state.importWh), kWh(state.limitWh)))}
      <p class="row">
        <span><b>${kWh(state.importWh)}</b> / ${kWh(state.limitWh)} kWh</span>
        <span class="muted">${this.#outlook(state)}</span>
      </p>
      <p class="muted">
        ${text.share(kWh(state.shareWh))}${state.daysMissing > 0 ? ` ${text.missing(number(state.daysMissing))}` : nothing}
      </p>
      ${this.#assumed()}
    </section>`;
  }

  /** Until somebody of the family has saved a contract, every forint rests on the service's default. */
  #assumed() {
    const { contract } = this.#account;
    if (contract === null || this.app.household.value?.version !== 0) return nothing;
    return html`<a href=${href('welcome')}>${texts().assumed(contract.tariff)}</a>`;
  }

  #yearTitle({ start, end }: AllowanceState): string {
    if (start.endsWith('-01-01')) return start.slice(0, 4);
    return texts().year(day(start, 'mediumDay'), day(addDays(end, -1), 'mediumDay'));
  }

  #outlook({ exhaustedOn }: AllowanceState): string {
    const text = texts();
    const forecast = this.#account.forecast;
    if (exhaustedOn !== null) return text.over(onDay(exhaustedOn));
    if (forecast === null) return '';
    if (forecast.exhaustedOn === null) return text.lasts;
    const on = onDay(forecast.exhaustedOn);
    return forecast.exhaustedOn < this.app.today() ? text.ended(on) : text.ends(on);
  }

  #bar({ importWh, limitWh, shareWh }: AllowanceState, label: string) {
    const share = (wattHours: number): number => (limitWh === 0 ? 100 : Math.min(100, (wattHours / limitWh) * 100));
    return html`<svg role="img" aria-label=${label}>
      ${svg`<rect class="rail" width="100%" y="4" height="12" rx="6"></rect>
        <rect class="gone" width="${share(importWh)}%" y="4" height="12" rx="6"></rect>
        <rect class="share" x="${Math.min(99, share(shareWh))}%" width="2" height="20"></rect>`}
    </svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-band-card': OkBandCard;
  }
}
