import type { Contract, DaySummary } from '@okosmero/pi-service/contract';
import { dayBounds } from '@okosmero/pi-service/day';
import type { DayColumns } from '@okosmero/pi-service/pack';
import { usualStep } from '@okosmero/pi-service/step';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { App } from '../../app.js';
import { Query } from '../../controllers/query.js';
import type { DayMap } from '../../data/days.js';
import { gapsOf, gapsWithin } from '../../data/gaps.js';
import { buildPyramid } from '../../data/series.js';
import { type Extent, hoursOf } from '../../data/span.js';
import { clockChange, clockLabel, powerRange } from '../../data/ticks.js';
import type { OkPowerChart } from '../../elements/ok-power-chart.js';
import '../../elements/ok-power-chart.js';
import '../../elements/ok-table.js';
import { base, card, control, facts, figure, page as pageStyle } from '../../elements/styles.js';
import { clock, kilowattHours, kilowatts, number, periodTitle } from '../../format.js';
import { words } from '../../locales/words.js';
import { type Period, periodPath } from '../../period.js';
import { href } from '../../router.js';
import { energyTile, grossCost, tileStyle } from './energy-tile.js';
import { gapSentences, gapStyle } from './gap-sentences.js';
import './ok-comparison.js';
import type { ComparisonKind } from './ok-comparison.js';
import './ok-downloads.js';
import './ok-period-bar.js';
import { texts } from './texts.js';

/** One day at full resolution. */
@customElement('ok-log-day')
export class OkLogDay extends LitElement {
  static override styles = [
    base,
    pageStyle,
    card,
    figure,
    facts,
    control,
    gapStyle,
    tileStyle,
    css`
      .top {
        display: flex;
        align-items: center;
        justify-content: space-between;
        min-height: 44px;
      }
      .zoom {
        display: flex;
        gap: 4px;
      }
      @media (max-width: 420px) {
        .top.zoomed {
          justify-content: end;
        }
        .zoomed .heading {
          display: none;
        }
      }
      .zoom .button {
        border: 0;
        font-size: 20px;
      }
      .nothing .button {
        margin-top: 12px;
      }
      .zoom .whole {
        font-size: 14px;
        white-space: nowrap;
      }
      ok-power-chart + .muted {
        margin-top: 8px;
      }
      ok-power-chart {
        --chart-height: min(46vh, 360px);
      }
    `,
  ];

  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) meter!: string;
  @property() day = '';
  @property({ attribute: false }) days!: DayMap;
  @property({ attribute: false }) extent!: Extent;
  @property({ attribute: false }) other: Period | null = null;
  @property({ attribute: false }) contract: Contract | null = null;
  @property() kind: ComparisonKind = 'none';
  @state() private zoomed = false;
  @query('ok-power-chart') private chart!: OkPowerChart;
  /** The axis keeps the widest scale seen while one pages through days. */
  #scale = { meter: '', importW: 0, exportW: 0 };

  readonly #columns = new Query<DayColumns>(this, {
    key: () => `${this.meter} ${this.day}`,
    ask: () => this.app.mirror.columns(this.meter, 'power', this.day),
    revision: () => this.app.mirror.revision,
  });
  readonly #compared = new Query<DayColumns>(this, {
    key: () => (this.other === null ? null : `${this.meter} ${this.other.day}`),
    ask: () => this.app.mirror.columns(this.meter, 'power', this.other?.day as string),
    revision: () => this.app.mirror.revision,
  });

  override render() {
    const summary = this.days.get(this.day);
    const columns = this.#columns.pending ? null : this.#columns.value;
    if (!this.#columns.pending && columns === null && summary === undefined) return this.#nothing();
    return html`<div class="grid">
      ${this.#picture(summary, columns)}
      <div class="pair wide">
        ${this.#tile('import', summary)} ${this.#tile('export', summary)}
      </div>
      ${this.contract?.settlement === 'szaldo' ? html`<p class="muted wide">${texts().gross}</p>` : nothing}
      ${this.#facts(summary)}
      <section class="card">
        <ok-comparison .period=${this.#period()} .other=${this.other} .days=${this.days} .extent=${this.extent}
          kind=${this.kind}></ok-comparison>
      </section>
      ${this.#more(summary, columns)}
    </div>`;
  }

  #period(): Period {
    return { span: 'day', day: this.day };
  }

  #nothing() {
    const text = texts();
    const { failure } = this.#columns;
    const sentence = this.day > this.extent.last ? text.futureDay : words().failure[failure ?? 'missing'];
    const { start, end } = dayBounds(this.day);
    const over = gapsWithin(gapsOf(this.days.keys(), this.days), start, end).map(({ gap }) => gap);
    const last = href('log', periodPath({ span: 'day', day: this.extent.last }));
    return html`<section class="card nothing">
      ${over.length === 0 ? html`<p>${sentence}</p>` : gapSentences(over, { dated: true })}
      <p><a class="button" href=${last}>${text.lastData}</a></p>
    </section>`;
  }

  #picture(summary: DaySummary | undefined, columns: DayColumns | null) {
    const text = texts();
    const { start, end } = dayBounds(this.day);
    const change = clockChange({ start, end });
    const gaps = gapsWithin(summary?.gaps ?? [], start, end);
    const step = columns === null || columns.time.length < 2 ? null : usualStep(columns.time);
    const shown = (wattHours: number | null | undefined): string =>
      wattHours == null ? '–' : kilowattHours(wattHours);
    const label = text.powerLabel(
      periodTitle(this.#period(), this.day),
      shown(summary?.importWh),
      shown(summary?.exportWh),
    );
    return html`<section class="card wide">
      <div class="top ${this.zoomed ? 'zoomed' : ''}">
        <h2 class="heading">${step === null ? '' : text.power(step)}</h2>
        <div class="zoom">
          ${this.zoomed ? html`<button class="button whole" @click=${() => this.chart.zoomBy(0)}>${text.zoomReset}</button>` : nothing}
          <button class="button" aria-label=${text.zoomOut} ?disabled=${!this.zoomed} @click=${() => this.chart.zoomBy(0.5)}>−</button>
          <button class="button" aria-label=${text.zoomIn} @click=${() => this.chart.zoomBy(2)}>+</button>
        </div>
      </div>
      <ok-power-chart zoomable .pyramid=${guard([columns], () => (columns === null ? null : buildPyramid(columns)))}
        .from=${start} .to=${end} .range=${this.#range(summary, columns)} .gaps=${gaps}
        .comparison=${guard([this.#compared.value, this.day], () => this.#comparison(start))} label=${label}
        @view=${(event: CustomEvent<boolean>) => (this.zoomed = event.detail)}></ok-power-chart>
      ${change === null ? nothing : html`<p class="muted">${change === 'spring' ? text.springDay : text.autumnDay}</p>`}
      ${gapSentences(gaps.map(({ gap }) => gap))}
    </section>`;
  }

  #comparison(start: number) {
    const other = this.#compared.value;
    if (other === null || this.other === null) return null;
    return { pyramid: buildPyramid(other), shift: start - dayBounds(this.other.day).start };
  }

  #range(summary: DaySummary | undefined, columns: DayColumns | null) {
    if (this.#scale.meter !== this.meter) this.#scale = { meter: this.meter, importW: 0, exportW: 0 };
    const month = this.day.slice(0, 7);
    for (const [date, { maxImport, maxExport }] of this.days) {
      if (!date.startsWith(month)) continue;
      this.#scale.importW = Math.max(this.#scale.importW, maxImport?.w ?? 0);
      this.#scale.exportW = Math.max(this.#scale.exportW, maxExport?.w ?? 0);
    }
    if (summary === undefined && columns !== null) {
      for (const watts of columns.importW) this.#scale.importW = Math.max(this.#scale.importW, watts);
      for (const watts of columns.exportW) this.#scale.exportW = Math.max(this.#scale.exportW, watts);
    }
    return powerRange(this.#scale.importW, this.#scale.exportW);
  }

  #tile(direction: 'import' | 'export', summary: DaySummary | undefined) {
    const isImport = direction === 'import';
    return energyTile({
      direction,
      wattHours: isImport ? summary?.importWh : summary?.exportWh,
      peak: isImport ? summary?.maxImport : summary?.maxExport,
      when: clock,
      cost: grossCost(this.days, this.contract, this.day, this.day),
    });
  }

  #facts(summary: DaySummary | undefined) {
    const text = texts();
    if (summary === undefined) return nothing;
    const { baseLoadW, simultaneousWh, received, expected } = summary;
    return html`<section class="card">
      <dl class="facts">
        <div><dt>${text.baseLoad}</dt><dd>${baseLoadW === null ? '–' : `${kilowatts(baseLoadW)} kW`}</dd></div>
        <div><dt>${text.simultaneous}</dt><dd>${kilowattHours(simultaneousWh)} kWh</dd></div>
        <div><dt>${text.telegrams}</dt><dd>${text.ofDays(number(received), number(Math.max(received, expected)))}</dd></div>
      </dl>
    </section>`;
  }

  #more(summary: DaySummary | undefined, columns: DayColumns | null) {
    const text = texts();
    const title = periodTitle(this.#period(), this.day);
    return html`<section class="card wide">
      ${
        summary === undefined
          ? nothing
          : html`<ok-table caption=${text.hourTable(title)} .columns=${[text.hour, text.importKwh, text.exportKwh]}
            .rows=${this.#hourRows(summary)}></ok-table>`
      }
      <ok-downloads .source=${{ kind: 'day', meter: this.meter, day: this.day, columns, summary: summary ?? null }}
        .picture=${() => this.chart.canvas}></ok-downloads>
    </section>`;
  }

  #hourRows({ quarterImportWh, quarterExportWh }: DaySummary) {
    const { start } = dayBounds(this.day);
    const exports = hoursOf(quarterExportWh);
    const cell = (wattHours: number | null | undefined): string => (wattHours == null ? '–' : kilowattHours(wattHours));
    return hoursOf(quarterImportWh).map((wattHours, hour) => ({
      cells: [clockLabel(start + hour * 3600), cell(wattHours), cell(exports[hour])],
    }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-log-day': OkLogDay;
  }
}
