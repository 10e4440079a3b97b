import type { YearSummary } from '@okosmero/pi-service/contract';
import type { DayColumns } from '@okosmero/pi-service/pack';
import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { Query } from '../../controllers/query.js';
import { Ticker } from '../../controllers/ticker.js';
import { Watch } from '../../controllers/watch.js';
import { type Instant, instantOf } from '../../data/instant.js';
import { lastHour } from '../../data/last-hour.js';
import { STALE_AFTER } from '../../data/live.js';
import { buildPyramid } from '../../data/series.js';
import { powerRange } from '../../data/ticks.js';
import { empty, emptyStyle } from '../../elements/empty.js';
import '../../elements/ok-power-chart.js';
import { base, card, control, figure, page as pageStyle } from '../../elements/styles.js';
import { ago, kilowattHours, kilowatts } from '../../format.js';
import { Page } from '../page.js';
import { texts } from './texts.js';

/** *Most*: what flows now, the last hour, today so far, the phases. */
@customElement('ok-page-now')
export class PageNow extends Page {
  static override styles = [
    base,
    pageStyle,
    card,
    control,
    emptyStyle,
    figure,
    css`
      .hero {
        padding: 20px 16px 8px;
      }
      .pill {
        display: inline-block;
        padding: 4px 14px;
        border-radius: 999px;
        background: var(--line);
        font-weight: 700;
      }
      .pill.import {
        background: var(--import-soft);
      }
      .pill.export {
        background: var(--export-soft);
      }
      .now {
        font-size: 64px;
        font-weight: 700;
        line-height: 1.1;
        letter-spacing: -0.02em;
      }
      .now.stale {
        color: var(--muted);
      }
      .now .unit {
        margin-left: 10px;
        font-size: 24px;
        font-weight: 400;
        letter-spacing: 0;
        color: var(--muted);
      }
      ok-power-chart {
        --chart-height: 190px;
        margin-top: 8px;
      }
      /* About what they take, so that what lies below keeps its place when they come. */
      ok-month-card {
        display: block;
        min-height: 190px;
      }
      ok-band-card.expected {
        display: block;
        min-height: 150px;
      }
      ok-today-cost {
        display: block;
        min-height: 3em;
      }
      @media (max-width: 380px) {
        ok-today-cost {
          min-height: 4em;
        }
      }
    `,
  ];

  readonly #today = new Query<DayColumns>(this, {
    key: () => (this.meter === null ? null : `${this.meter} ${this.app.today()}`),
    ask: () => this.app.mirror.columns(this.meter as string, 'power', this.app.today()),
    revision: () => this.app.mirror.revision,
  });
  readonly #year = new Query<YearSummary>(this, {
    key: () => (this.meter === null ? null : `${this.meter} ${this.app.today().slice(0, 4)}`),
    ask: () => this.app.mirror.year(this.meter as string, Number(this.app.today().slice(0, 4))),
    revision: () => this.app.mirror.revision,
  });

  constructor() {
    super();
    // What lies below is not needed for the first picture; it takes its place when it has come.
    void import('./ok-phases.js');
    void import('../../elements/ok-alerts.js');
    void import('../../elements/ok-band-card.js');
    void import('../../elements/ok-month-card.js');
    void import('../../elements/ok-today-cost.js');
    new Ticker(this, 1000);
    new Watch(this, () => [this.app.live.latest, this.app.live.connection]);
  }

  override render() {
    const { live } = this.app;
    const latest = live.latest.value;
    if (latest === null) return this.#empty();
    const instant = instantOf(latest.reading);
    return html`<div class="grid">
      <ok-alerts class="wide" .app=${this.app} .meter=${this.meter}></ok-alerts>
      ${this.#hero(instant)}
      <div class="stack">
        ${this.#todayTiles(instant)}
        <ok-month-card .app=${this.app} .meter=${this.meter}></ok-month-card>
        <ok-band-card class=${this.#hasAllowance() ? 'expected' : ''} .app=${this.app} .meter=${this.meter}></ok-band-card>
      </div>
      ${instant.phases.length === 0 ? nothing : html`<ok-phases .instant=${instant}></ok-phases>`}
    </div>`;
  }

  /** As far as is known: most contracts have one. */
  #hasAllowance(): boolean {
    const contract = this.meter === null ? undefined : this.app.household.value?.contracts[this.meter];
    return contract?.allowance !== null;
  }

  #empty() {
    return empty(texts().empty, texts().emptyNext);
  }

  #hero({ importW, exportW }: Instant) {
    const text = texts();
    const age = this.app.live.age() ?? 0;
    const stale = age > STALE_AFTER;
    const exporting = (exportW ?? 0) > (importW ?? 0);
    const direction = exporting ? 'export' : (importW ?? 0) > 0 ? 'import' : '';
    const word = { export: text.exporting, import: text.importing, '': text.idle }[direction];
    const shown = exporting ? exportW : importW;
    const other = exporting ? text.otherImport(kilowatts(importW ?? 0)) : text.otherExport(kilowatts(exportW ?? 0));
    const when = stale ? text.stale(ago(age)) : text.received(ago(age));
    return html`<section class="card hero wide">
      <span class="pill ${direction}">${word}</span>
      <p class="now ${stale ? 'stale' : ''}">${shown === null ? '–' : kilowatts(shown)}<span class="unit">kW</span></p>
      <p class="muted">${exportW === null ? '' : `${other} · `}${when}</p>
      ${this.#chart()}
    </section>`;
  }

  #chart() {
    const now = Math.floor(this.app.live.now() / 10) * 10;
    const recent = this.app.live.recent.value;
    const today = this.#today.value;
    return guard([now, recent, today], () => {
      const columns = lastHour(today, recent, now);
      const most = (values: Int32Array): number => values.reduce((highest, watts) => Math.max(highest, watts), 0);
      return html`<ok-power-chart .pyramid=${buildPyramid(columns)} .from=${now - 3600} .to=${now}
        .range=${powerRange(most(columns.importW), most(columns.exportW))} label=${texts().lastHourLabel}></ok-power-chart>`;
    });
  }

  #todayTiles(instant: Instant) {
    const text = texts();
    const day = this.#year.value?.days.find(({ day }) => day === this.app.today());
    const since = (total: number | null, opening: number | null | undefined, summed: number | null | undefined) =>
      total === null || opening == null || total < opening ? (summed ?? null) : total - opening;
    const importWh = since(instant.importWh, day?.openingImportWh, day?.importWh);
    const exportWh = since(instant.exportWh, day?.openingExportWh, day?.exportWh);
    return html`<div class="pair">
      ${this.#tile(text.todayImport, 'import', importWh)} ${this.#tile(text.todayExport, 'export', exportWh)}
    </div>`;
  }

  #tile(title: string, direction: 'import' | 'export', wattHours: number | null) {
    return html`<section class="card">
      <h2>${title}</h2>
      <p class="figure ${direction}">
        ${wattHours === null ? '–' : kilowattHours(wattHours)}<span class="unit">kWh</span>
      </p>
      <ok-today-cost .app=${this.app} .meter=${this.meter} direction=${direction} .energy=${wattHours}></ok-today-cost>
    </section>`;
  }
}

export { PageNow as page };
