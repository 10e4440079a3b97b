import type { Contract, Peak } from '@okosmero/pi-service/contract';
import { css, html, nothing } from 'lit';
import { type Cost, costOf } from '../../data/cost.js';
import type { DayMap } from '../../data/days.js';
import { withGaps } from '../../data/gaps.js';
import { forints, kilowattHours, kilowatts } from '../../format.js';
import { words } from '../../locales/words.js';
import { texts } from './texts.js';

export const tileStyle = css`
  .amount {
    min-height: 1.4em;
    font-weight: 600;
  }
  .peak {
    display: flex;
    flex-wrap: wrap;
    gap: 0 4px;
    min-height: 1.4em;
  }
  .peak > :first-child {
    white-space: nowrap;
  }
`;

export interface EnergyTile {
  readonly direction: 'import' | 'export';
  readonly wattHours: number | null | undefined;
  readonly peak: Peak | null | undefined;
  /** When the peak was, as this period tells it. */
  readonly when: (instant: number) => string;
  readonly cost: Cost | null;
}

/** Energy of one direction, what it cost or earned, and its peak. */
export function energyTile({ direction, wattHours, peak, when, cost }: EnergyTile) {
  const isImport = direction === 'import';
  const amount = cost === null ? nothing : forints(isImport ? cost.within + cost.above : cost.income);
  return html`<section class="card">
    <h2>${isImport ? `↓ ${words().import}` : `↑ ${words().export}`}</h2>
    <p class="figure ${direction}">${wattHours == null ? '–' : kilowattHours(wattHours)}<span class="unit">kWh</span></p>
    <p class="amount">${wattHours == null ? nothing : amount}</p>
    <p class="muted peak">
      ${peak == null || peak.w === 0 ? nothing : html`<span>${texts().peak(kilowatts(peak.w))} ·</span><span>${when(peak.at)}</span>`}
    </p>
  </section>`;
}

/** What a stretch of days cost and earned, without fees and settled gross: the net of a day says nothing about a year's. */
export function grossCost(days: DayMap, contract: Contract | null, from: string, to: string): Cost | null {
  return contract === null || from > to ? null : costOf(withGaps(days), contract, from, to, 'brutto');
}
