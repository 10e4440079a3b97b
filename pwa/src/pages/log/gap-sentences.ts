import type { Gap } from '@okosmero/pi-service/contract';
import { dayOf } from '@okosmero/pi-service/day';
import { css, html, nothing } from 'lit';
import { longest } from '../../data/gaps.js';
import { clockLabel } from '../../data/ticks.js';
import { kilowattHours, number, shortDateTime } from '../../format.js';
import { words } from '../../locales/words.js';
import { texts } from './texts.js';

/** Gaps told one by one; more would be a list nobody reads. */
const TOLD = 4;

export const gapStyle = css`
  .gaps {
    margin: 8px 0 0;
    padding: 0;
    list-style: none;
    color: var(--muted);
    font-size: 14px;
  }
  .gaps li {
    padding: 2px 0 2px 22px;
    text-indent: -22px;
  }
  .gaps svg {
    width: 14px;
    height: 14px;
    margin-right: 8px;
    vertical-align: -2px;
    stroke: var(--hatch);
  }
`;

/** When, why and how much energy: a sentence for each of the longest gaps, one for all the others. */
export function gapSentences(gaps: readonly Gap[], { dated = false } = {}) {
  if (gaps.length === 0) return nothing;
  const { told, rest, restSeconds } = longest(gaps, TOLD);
  return html`<ul class="gaps">
    ${told.map((gap) => html`<li>${HATCH}${sentence(gap, dated)}</li>`)}
    ${rest === 0 ? nothing : html`<li>${HATCH}${texts().moreGaps(rest, number(Math.ceil(restSeconds / 60)))}</li>`}
  </ul>`;
}

const HATCH = html`<svg viewBox="0 0 14 14" aria-hidden="true"><path d="M0 4 4 0M0 9 9 0M0 14 14 0M5 14l9-9M10 14l4-4"></path></svg>`;

function sentence({ from, to, cause, importWh, exportWh }: Gap, dated: boolean): string {
  const text = texts();
  const sameDay = dayOf(from) === dayOf(to);
  const start = dated || !sameDay ? shortDateTime(from) : clockLabel(from);
  const end = sameDay ? clockLabel(to) : shortDateTime(to);
  const range = sameDay ? `${start}–${end}` : `${start} – ${end}`;
  return `${text.gap(range, words().gapCause[cause])} ${energy(importWh, exportWh)}`;
}

function energy(importWh: number | null, exportWh: number | null): string {
  const text = texts();
  if (importWh === null) return text.gapUnknown;
  if (exportWh === null || exportWh === 0) return text.gapImport(kilowattHours(importWh));
  if (importWh === 0) return text.gapExport(kilowattHours(exportWh));
  return text.gapBoth(kilowattHours(importWh), kilowattHours(exportWh));
}
