import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Instant, Phase } from '../../data/instant.js';
import { base, card } from '../../elements/styles.js';
import { kilowatts, number, percent } from '../../format.js';
import { words } from '../../locales/words.js';
import { texts } from './texts.js';

/** 230 V ± 10 %, and what the bar shows around it. */
const LOW = 207;
const HIGH = 253;
const BAR_FROM = 198;
const BAR_TO = 262;

/** Voltage of each phase between its limits, current as a share of the limiter, power marked when it is calculated. */
@customElement('ok-phases')
export class OkPhases extends LitElement {
  static override styles = [
    base,
    card,
    css`
      .phase {
        display: grid;
        grid-template-columns: 30px minmax(0, 1fr) auto;
        align-items: center;
        gap: 0 10px;
        padding: 10px 0 2px;
      }
      .name {
        font-weight: 700;
      }
      .L1 {
        color: var(--l1);
      }
      .L2 {
        color: var(--l2);
      }
      .L3 {
        color: var(--l3-ink);
      }
      svg {
        display: block;
        width: 100%;
        height: 18px;
        overflow: visible;
      }
      .details {
        grid-column: 2 / -1;
      }
      .volts {
        font-weight: 600;
        text-align: right;
        white-space: nowrap;
      }
      .bad {
        color: var(--red);
      }
      p.muted {
        margin-top: 10px;
      }
      .rail {
        fill: var(--line);
      }
      .limit {
        fill: var(--red-soft);
      }
    `,
  ];

  @property({ attribute: false }) instant!: Instant;

  override render() {
    const text = texts();
    return html`<section class="card">
      <h2>${words().phases}</h2>
      ${this.instant.phases.map((phase) => this.#phase(phase))}
      <p class="muted">
        ${[text.voltageRange, ...this.#limits(), ...this.#calculated()].join(' · ')}
      </p>
    </section>`;
  }

  #phase(phase: Phase) {
    const { name, voltage } = phase;
    const outside = voltage !== null && (voltage < LOW || voltage > HIGH);
    return html`<div class="phase">
      <span class="name ${name}">${name}</span>
      ${voltage === null ? html`<span></span>` : this.#bar(name, voltage)}
      <span class="volts ${outside ? 'bad' : ''}">${voltage === null ? '–' : `${number(voltage, 1)} V`}</span>
      <span class="details muted">${this.#details(phase)}${outside ? html` · <b class="bad">${texts().outside}</b>` : nothing}</span>
    </div>`;
  }

  #bar(name: Phase['name'], voltage: number) {
    const share = (volts: number): number =>
      (100 * (Math.min(BAR_TO, Math.max(BAR_FROM, volts)) - BAR_FROM)) / (BAR_TO - BAR_FROM);
    const width = (percentage: number): string => `${percentage.toFixed(2)}%`;
    return svg`<svg role="img" aria-label=${texts().phaseLabel(name, number(voltage, 1))}>
      <rect class="rail" x="0" y="5" width="100%" height="8" rx="4"></rect>
      <rect class="limit" x="0" y="5" width=${width(share(LOW))} height="8" rx="4"></rect>
      <rect class="limit" x=${width(share(HIGH))} y="5" width=${width(100 - share(HIGH))} height="8" rx="4"></rect>
      <g class=${name}><rect fill="currentColor" x=${width(share(voltage) * 0.985)} y="0" width="4" height="18" rx="2"></rect></g>
    </svg>`;
  }

  /** The limit that the shares are of, told once: the phases have the same, or each its own. */
  #limits(): string[] {
    const limits = this.instant.phases.flatMap(({ limit }) => limit ?? []);
    return limits.length === 0 ? [] : [texts().limit([...new Set(limits)].map((limit) => number(limit)).join(' / '))];
  }

  /** What the sign before a power means, told once. */
  #calculated(): string[] {
    const calculated = this.instant.phases.filter((phase) => phase.watts !== null && phase.calculated);
    if (calculated.length === 0) return [];
    return [calculated.some(({ resolution }) => resolution > 1) ? texts().calculatedWhole : texts().calculated];
  }

  /** As exactly as it is known: in whole amperes, nothing means less than what one of them carries. */
  #power(watts: number, { calculated, resolution }: Phase): string {
    if (!calculated) return `${kilowatts(watts)} kW`;
    if (resolution < 100) return `≈ ${kilowatts(watts)} kW`;
    return Math.abs(watts) < 50
      ? `< ${kilowatts(Math.ceil(resolution / 100) * 100, 1)} kW`
      : `≈ ${kilowatts(watts, 1)} kW`;
  }

  #details(phase: Phase) {
    const { current, watts, limit } = phase;
    const parts: string[] = [];
    if (current !== null) {
      // Amperes as exactly as the meter prints them: whole ones on most Hungarian meters.
      parts.push(`${number(current, Number.isInteger(current) ? 0 : 2)} A`);
      if (limit !== null) parts.push(texts().ofLimit(percent(current / limit)));
    }
    if (watts !== null) parts.push(this.#power(watts, phase));
    return parts.join(' · ');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-phases': OkPhases;
  }
}
