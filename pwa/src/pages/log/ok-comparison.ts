import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DayMap } from '../../data/days.js';
import { change, comparedDays, type Extent, missingDays, totalsOf } from '../../data/span.js';
import { base, control } from '../../elements/styles.js';
import { kilowattHours, percent, periodTitle } from '../../format.js';
import { daysOf, lastDay, type Period, periodPath } from '../../period.js';
import { go, href } from '../../router.js';
import { texts } from './texts.js';

export const COMPARISONS = ['none', 'previous', 'year'] as const;
export type ComparisonKind = (typeof COMPARISONS)[number];

/** Less than this share of the telegrams: the period's numbers are called incomplete. */
const COMPLETE = 0.98;

/** Chooses what to compare with and says the difference, with a warning where missing data makes it doubtful. */
@customElement('ok-comparison')
export class OkComparison extends LitElement {
  static override styles = [
    base,
    control,
    css`
      label {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
        color: var(--muted);
        font-size: 14px;
      }
      select {
        flex: 1;
        min-width: 0;
        max-width: 220px;
        min-height: 44px;
        padding: 0 8px;
        border: 1px solid var(--line);
        border-radius: 12px;
        background: var(--card);
      }
      p {
        padding: 4px 0;
        font-size: 15px;
      }
      .warning {
        color: var(--amber);
      }
    `,
  ];

  @property({ attribute: false }) period!: Period;
  @property({ attribute: false }) other: Period | null = null;
  @property({ attribute: false }) days!: DayMap;
  @property({ attribute: false }) extent!: Extent;
  @property() kind: ComparisonKind = 'none';

  override render() {
    const text = texts();
    return html`
      <label>${text.compare}
        <select @change=${this.#chosen}>
          ${COMPARISONS.map((kind) => html`<option value=${kind} ?selected=${kind === this.kind}>${text.compareWith[kind]}</option>`)}
        </select>
      </label>
      ${this.other === null ? nothing : this.#difference(this.other)}
    `;
  }

  #difference(other: Period) {
    const text = texts();
    const { period, days, extent } = this;
    const thereDays = comparedDays(period, other, extent);
    const hereDays = daysOf(period, extent.last).filter((day) => day <= extent.last);
    const here = totalsOf(hereDays, days, extent);
    const there = totalsOf(thereDays, days, extent);
    const title = html`<p class="muted">${text.comparedWith(periodTitle(other, lastDay(other, extent.last)))}</p>`;
    if (there.daysKnown === 0) return html`${title}<p class="warning">${text.compareNothing}</p>`;
    const running = lastDay(period, extent.last) > extent.last;
    const missing = [missingDays(hereDays, days, extent), missingDays(thereDays, days, extent)] as const;
    const gaps = [here, there].some(({ received, expected }) => expected > 0 && received < COMPLETE * expected);
    return html`${title}
      <p>${text.comparedImport(...this.#pair(here.importWh, there.importWh))}</p>
      ${there.exportWh === null ? nothing : html`<p>${text.comparedExport(...this.#pair(here.exportWh, there.exportWh))}</p>`}
      ${running ? html`<p class="muted">${text.compareRunning(thereDays.length)}</p>` : nothing}
      ${missing[0] + missing[1] > 0 ? html`<p class="warning">${text.compareMissing(...missing)}</p>` : nothing}
      ${gaps && missing[0] + missing[1] === 0 ? html`<p class="warning">${text.compareGaps}</p>` : nothing}`;
  }

  #pair(now: number | null, then: number | null): [string, string, string] {
    const share = change(now, then);
    const signed = share === null ? '–' : `${share >= 0 ? '+' : '−'}${percent(Math.abs(share))}`;
    return [now === null ? '–' : kilowattHours(now), then === null ? '–' : kilowattHours(then), signed];
  }

  #chosen(event: Event): void {
    const kind = (event.target as HTMLSelectElement).value;
    go(href('log', periodPath(this.period), kind === 'none' ? {} : { compare: kind }), { replace: true });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-comparison': OkComparison;
  }
}
