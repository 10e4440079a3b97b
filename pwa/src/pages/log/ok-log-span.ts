import type { Contract } from '@okosmero/pi-service/contract';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { DayMap } from '../../data/days.js';
import { gapsOf } from '../../data/gaps.js';
import { type Bar, barsOf, type Extent, type Totals, totalsOf } from '../../data/span.js';
import { niceStep } from '../../data/ticks.js';
import type { BarShape, OkBars } from '../../elements/ok-bars.js';
import '../../elements/ok-bars.js';
import '../../elements/ok-table.js';
import { base, card, facts, figure, page as pageStyle } from '../../elements/styles.js';
import {
  dateTime,
  day as dayText,
  kilowattHours,
  kilowatts,
  number,
  periodTitle,
  shortDateTime,
} from '../../format.js';
import { daysOf, lastDay, type Period, periodPath } from '../../period.js';
import { href } from '../../router.js';
import { energyTile, grossCost, tileStyle } from './energy-tile.js';
import { gapSentences, gapStyle } from './gap-sentences.js';
import './ok-comparison.js';
import type { ComparisonKind } from './ok-comparison.js';
import './ok-downloads.js';
import './ok-period-bar.js';
import { texts } from './texts.js';

/** Energy of gaps from which on a sentence is spent on it. */
const WORTH_TELLING_WH = 100;

/** A week, a month, a year or everything, as bars that open. */
@customElement('ok-log-span')
export class OkLogSpan extends LitElement {
  static override styles = [
    base,
    pageStyle,
    card,
    figure,
    facts,
    gapStyle,
    tileStyle,
    css`
      .heading {
        margin-bottom: 4px;
      }
      ok-bars + .muted {
        margin-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) meter!: string;
  @property({ attribute: false }) period!: Period;
  @property({ attribute: false }) days!: DayMap;
  @property({ attribute: false }) extent!: Extent;
  @property({ attribute: false }) other: Period | null = null;
  @property({ attribute: false }) contract: Contract | null = null;
  @property() kind: ComparisonKind = 'none';
  @property({ attribute: false }) params: Readonly<Record<string, string>> = {};
  /** The summaries are still on their way. */
  @property({ type: Boolean }) pending = false;
  @query('ok-bars') private chart!: OkBars;
  /** The axis keeps the widest scale seen while one pages through periods of one length. */
  #scale = { of: '', importWh: 0, exportWh: 0 };

  override render() {
    const { period, days, extent } = this;
    const dates = daysOf(period, extent.last);
    const totals = totalsOf(dates, days, extent);
    if (totals.daysKnown === 0 && !this.pending) return html`<section class="card"><p>${texts().nothing}</p></section>`;
    const bars = barsOf(period, days, extent);
    const before = this.other === null ? [] : barsOf(this.other, days, extent);
    const gaps = gapsOf(dates, days);
    const title = periodTitle(period, lastDay(period, extent.last));
    return html`<div class="grid">
      <section class="card wide">
        <h2 class="heading">${texts().energy}, kWh</h2>
        <ok-bars .bars=${bars.map((bar, i) => this.#shape(bar, before[i], bars.length))} .range=${this.#range(bars, before)}
          label=${texts().energyLabel(title)}></ok-bars>
        ${totals.gapImportWh >= WORTH_TELLING_WH ? html`<p class="muted">${texts().spanGaps(kilowattHours(totals.gapImportWh))}</p>` : nothing}
        ${period.span === 'week' || period.span === 'month' ? gapSentences(gaps, { dated: true }) : nothing}
      </section>
      <div class="pair wide">
        ${this.#tile('import', totals)} ${this.#tile('export', totals)}
      </div>
      ${this.contract?.settlement === 'szaldo' ? html`<p class="muted wide">${texts().gross}</p>` : nothing}
      ${this.#facts(totals)}
      <section class="card">
        <ok-comparison .period=${period} .other=${this.other} .days=${days} .extent=${extent} kind=${this.kind}></ok-comparison>
      </section>
      <section class="card wide">
        <ok-table caption=${texts().energyLabel(title)} .columns=${[texts().period, texts().importKwh, texts().exportKwh]}
          .rows=${bars.map((bar) => this.#row(bar))}></ok-table>
        <ok-downloads .source=${{ kind: 'span', meter: this.meter, name: periodPath(period).replace('/', '-'), days: dates.flatMap((date) => days.get(date) ?? []) }}
          .picture=${() => this.chart.picture}></ok-downloads>
      </section>
    </div>`;
  }

  #name({ period }: Bar): string {
    return periodTitle(period, lastDay(period, this.extent.last));
  }

  #label({ period }: Bar, index: number, count: number): string {
    switch (this.period.span) {
      case 'week':
        return dayText(period.day, 'weekday');
      case 'month':
        // Every label fits from a tablet on; a phone takes every fifth.
        return index === 0 || (index + 1) % 5 === 0 ? String(index + 1) : '';
      case 'year':
        return dayText(period.day, 'narrowMonth');
      default:
        return count > 12 && index % 2 === 1 ? '' : period.day.slice(0, 4);
    }
  }

  #shape(bar: Bar, before: Bar | undefined, count: number): BarShape {
    const index = barIndex(this.period, bar);
    const name = this.#name(bar);
    const { importWh, exportWh, gapImportWh, gapExportWh, daysKnown, daysDue } = bar;
    return {
      href: href('log', periodPath(bar.period), this.params),
      label: this.#label(bar, index, count),
      title:
        daysKnown === 0
          ? texts().barMissing(name)
          : texts().barTitle(name, kilowattHours(importWh ?? 0), kilowattHours(exportWh ?? 0)),
      importWh,
      exportWh,
      gapImportWh,
      gapExportWh,
      comparison: before === undefined ? null : { importWh: before.importWh, exportWh: before.exportWh },
      missing: daysDue > 0 && daysKnown === 0 && !this.pending,
    };
  }

  #range(bars: readonly Bar[], before: readonly Bar[]) {
    const of = `${this.meter} ${this.period.span}`;
    if (this.#scale.of !== of) this.#scale = { of, importWh: 0, exportWh: 0 };
    for (const { importWh, exportWh } of [...bars, ...before]) {
      this.#scale.importWh = Math.max(this.#scale.importWh, importWh ?? 0);
      this.#scale.exportWh = Math.max(this.#scale.exportWh, exportWh ?? 0);
    }
    const step = niceStep(Math.max(1000, this.#scale.importWh + this.#scale.exportWh), 6);
    const outwards = (wattHours: number): number => Math.ceil((wattHours * 1.02) / step) * step;
    return { min: -outwards(this.#scale.exportWh), max: Math.max(step, outwards(this.#scale.importWh)) };
  }

  #tile(direction: 'import' | 'export', totals: Totals) {
    const isImport = direction === 'import';
    const end = lastDay(this.period, this.extent.last);
    return energyTile({
      direction,
      wattHours: isImport ? totals.importWh : totals.exportWh,
      peak: isImport ? totals.maxImport : totals.maxExport,
      when: this.period.span === 'all' ? dateTime : shortDateTime,
      cost: grossCost(this.days, this.contract, this.period.day, end < this.extent.last ? end : this.extent.last),
    });
  }

  #facts(totals: Totals) {
    const text = texts();
    const { importWh, baseLoadW, simultaneousWh, received, expected, daysKnown, daysDue, daysSummed } = totals;
    const mean = importWh === null || daysKnown === 0 ? '–' : `${kilowattHours(importWh / daysSummed)} kWh`;
    return html`<section class="card">
      <dl class="facts">
        <div><dt>${text.dailyMean}</dt><dd>${mean}</dd></div>
        <div><dt>${text.baseLoad}</dt><dd>${baseLoadW === null ? '–' : `${kilowatts(baseLoadW)} kW`}</dd></div>
        <div><dt>${text.simultaneous}</dt><dd>${kilowattHours(simultaneousWh)} kWh</dd></div>
        <div><dt>${text.daysWithData}</dt><dd>${text.ofDays(number(daysKnown), number(daysDue))}</dd></div>
        <div><dt>${text.telegrams}</dt><dd>${text.ofDays(number(received), number(Math.max(received, expected)))}</dd></div>
      </dl>
    </section>`;
  }

  #row(bar: Bar) {
    const cell = (wattHours: number | null): string => (wattHours === null ? '–' : kilowattHours(wattHours));
    return {
      href: href('log', periodPath(bar.period), this.params),
      cells: [this.#name(bar), cell(bar.importWh), cell(bar.exportWh)],
    };
  }
}

/** Place of a bar in its period: day of the month, counted from 0. */
function barIndex(period: Period, bar: Bar): number {
  return period.span === 'month' ? Number(bar.period.day.slice(8)) - 1 : 0;
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-log-span': OkLogSpan;
  }
}
