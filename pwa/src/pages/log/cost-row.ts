import type { Contract } from '@okosmero/pi-service/contract';
import { html, nothing } from 'lit';
import { costOf } from '../../data/cost.js';
import type { DayMap } from '../../data/span.js';
import { forints } from '../../format.js';
import { texts } from './texts.js';

/** What a stretch of days cost and earned, without fees and settled gross: the net of a day says nothing about a year's. */
export function costRow(days: DayMap, contract: Contract | null, from: string, to: string) {
  if (contract === null || from > to) return nothing;
  const { within, above, exportWh, income } = costOf(days, contract, from, to, 'brutto');
  const earned = exportWh > 0 ? ` − ${forints(income)}` : '';
  return html`<div><dt>${texts().cost}</dt><dd>${forints(within + above)}${earned}</dd></div>`;
}
