import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import uPlot from 'uplot';
import { pixelColumns } from '../data/pixel-columns.js';
import { nearest, type Pyramid, viewOf } from '../data/series.js';
import { clockLabel, timeTicks, valueTicks } from '../data/ticks.js';
import { isWhole, pan, type Viewport, zoom } from '../data/viewport.js';
import { kilowatts, number } from '../format.js';
import { words } from '../locales/words.js';
import { ChartGestures } from './chart-gestures.js';
import {
  type ChartColors,
  chartColors,
  type PlacedTime,
  type PlacedValue,
  type PlotBox,
  paintColumns,
  paintGrid,
  paintHatch,
  paintTimeLabels,
  paintValueLabels,
} from './chart-paint.js';
import { powerChartStyle } from './power-chart-style.js';
import { base } from './styles.js';

/** A second curve drawn behind as a line, moved by `shift` seconds to lie over this one. */
export interface Comparison {
  readonly pyramid: Pyramid;
  readonly shift: number;
}

/** Room for the time labels under the plot, CSS pixels. */
const LABELS = 22;
/** CSS pixels. */
const CURVE = 1.5;

/** Fewer points than pixels are joined by lines as uPlot draws them; more are painted by columns of pixels. */
const isDense = ({ data, bbox }: uPlot): boolean => data[0].length > bbox.width;
const joined = uPlot.paths.linear?.() as uPlot.Series.PathBuilder;

/**
 * The load curve between two instants: import above the zero line, export below, gaps hatched. Zoom by pinch, Ctrl+wheel,
 * double tap or +/-; a drag pans when zoomed, else fires `swipe` with detail 1 (forward) or -1.
 */
@customElement('ok-power-chart')
export class OkPowerChart extends LitElement {
  static override styles = [base, powerChartStyle];

  @property({ attribute: false }) pyramid: Pyramid | null = null;
  @property({ type: Number }) from = 0;
  @property({ type: Number }) to = 0;
  /** Limits of the value axis, W; the lower one is zero or negative. */
  @property({ attribute: false }) range: { readonly min: number; readonly max: number } = { min: 0, max: 500 };
  @property({ attribute: false }) gaps: readonly { readonly from: number; readonly to: number }[] = [];
  @property({ attribute: false }) comparison: Comparison | null = null;
  /** What a screen reader says of the picture. */
  @property() label = '';
  @property({ type: Boolean }) zoomable = false;
  @state() private view: Viewport = { from: 0, to: 0 };
  @state() private hovered = -1;
  @query('.plot') private plot!: HTMLElement;
  #chart: uPlot | null = null;
  #colors!: ChartColors;
  /** Grid and labels of the frame that is being drawn. */
  #scale!: { readonly times: readonly PlacedTime[]; readonly values: readonly PlacedValue[] };
  readonly #resize = new ResizeObserver(() => this.#fit());
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');
  readonly #recolor = (): void => this.#make();
  readonly #gestures = new ChartGestures({
    canPan: () => !isWhole(this.view, this),
    hover: (x) => this.#hover(x),
    pan: (pixels) => this.#setView(pan(this.view, this, pixels * this.#secondsPerPixel())),
    zoom: (factor, x) => {
      if (!this.zoomable) return;
      const center = x === null ? (this.view.from + this.view.to) / 2 : this.view.from + x * this.#secondsPerPixel();
      this.#setView(zoom(this.view, this, factor, center));
    },
    reset: () => this.#setView(this),
    swipe: (direction) =>
      this.dispatchEvent(new CustomEvent('swipe', { detail: direction, bubbles: true, composed: true })),
  });

  /** Zooms from outside (buttons); 0 shows the whole again. */
  zoomBy(factor: number): void {
    this.#setView(factor === 0 ? this : zoom(this.view, this, factor, (this.view.from + this.view.to) / 2));
  }

  /** The picture as it stands, for a download. */
  get canvas(): HTMLCanvasElement | null {
    return this.#chart?.ctx.canvas ?? null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dark.addEventListener('change', this.#recolor);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dark.removeEventListener('change', this.#recolor);
    this.#resize.disconnect();
    this.#chart?.destroy();
    this.#chart = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('from') || changed.has('to')) {
      this.view = { from: this.from, to: this.to };
      this.hovered = -1;
    }
  }

  override render() {
    const g = this.#gestures;
    return html`
      <p class="readout" aria-hidden="true">${this.#readout()}</p>
      <div class="plot" role="img" tabindex=${this.zoomable ? '0' : nothing} aria-label=${this.label}
        @pointerdown=${g.down} @pointermove=${g.move} @pointerup=${g.up} @pointercancel=${g.up} @pointerleave=${g.leave}
        @wheel=${g.wheel} @keydown=${g.key}></div>
    `;
  }

  override firstUpdated(): void {
    this.#resize.observe(this.plot);
  }

  override updated(): void {
    if (this.#chart === null) this.#make();
    else this.#draw();
  }

  #readout() {
    const columns = this.pyramid?.columns;
    const time = columns?.time[this.hovered];
    if (columns === undefined || time === undefined) return nothing;
    const text = words();
    const flow = (direction: 'import' | 'export', sign: string, word: string, watts: number) =>
      html`<span class=${direction}>${sign} <span class="word">${word}</span> <b>${kilowatts(watts)}</b> kW</span>`;
    return html`<b>${clockLabel(time, true)}</b>
      ${flow('import', '↓', text.importLower, columns.importW[this.hovered] as number)}
      ${flow('export', '↑', text.exportLower, columns.exportW[this.hovered] as number)}`;
  }

  #make(): void {
    this.#chart?.destroy();
    this.#chart = null;
    if (this.plot === null || this.plot.clientWidth === 0 || this.to <= this.from) return;
    this.#colors = chartColors(this.plot);
    const line: uPlot.Series = {
      width: CURVE,
      points: { show: false },
      pxAlign: 0,
      // The scale is given: no need to look for extremes.
      auto: false,
      paths: (u, ...range) => (isDense(u) ? null : joined(u, ...range)),
    };
    this.#chart = new uPlot(
      {
        width: this.plot.clientWidth,
        height: this.plot.clientHeight,
        padding: [2, 0, LABELS, 0],
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { show: false } },
        scales: {
          x: { time: false, range: () => [this.view.from, this.view.to] },
          y: { range: () => [this.range.min, this.range.max] },
        },
        axes: [{ show: false }, { show: false }],
        series: [
          {},
          { ...line, stroke: this.#colors.import, fill: this.#colors.importSoft },
          { ...line, stroke: this.#colors.export, fill: this.#colors.exportSoft },
        ],
        hooks: {
          drawClear: [(u) => this.#paintBehind(u)],
          drawSeries: [(u, series) => this.#paintDense(u, series)],
          draw: [(u) => this.#paintOver(u)],
        },
      },
      this.#columns(),
      this.plot,
    );
  }

  #draw(): void {
    this.#chart?.setData(this.#columns());
  }

  #columns(): uPlot.AlignedData {
    const { from, to } = this.view;
    return this.pyramid === null ? [[], [], []] : viewOf(this.pyramid, from, to, this.plot.clientWidth);
  }

  #fit(): void {
    const { clientWidth: width, clientHeight: height } = this.plot;
    if (this.#chart === null) this.#make();
    else if (width > 0 && (this.#chart.width !== width || this.#chart.height !== height)) {
      this.#chart.setSize({ width, height });
      this.#draw();
    }
  }

  #setView({ from, to }: Viewport): void {
    this.view = { from, to };
    this.dispatchEvent(new CustomEvent('view', { detail: !isWhole(this.view, this) }));
  }

  #secondsPerPixel(): number {
    return (this.view.to - this.view.from) / Math.max(1, this.plot.clientWidth);
  }

  #hover(x: number | null): void {
    const time = this.pyramid?.columns.time;
    const instant = x === null ? 0 : this.view.from + x * this.#secondsPerPixel();
    this.hovered = x === null || time === undefined ? -1 : nearest(time, instant, 90);
    const at = this.hovered < 0 ? undefined : time?.[this.hovered];
    const left = at === undefined ? -10 : (at - this.view.from) / this.#secondsPerPixel();
    this.#chart?.setCursor({ left, top: 0 }, false);
  }

  #box(u: uPlot): PlotBox {
    return { ...u.bbox, ratio: uPlot.pxRatio };
  }

  #paintBehind(u: uPlot): void {
    const box = this.#box(u);
    this.#scale = { times: this.#times(u), values: this.#values(u) };
    const { times, values } = this.#scale;
    paintGrid(
      u.ctx,
      box,
      times.map(({ x }) => x),
      values.map(({ y }) => y),
      this.#colors.line,
    );
    for (const gap of this.gaps)
      paintHatch(u.ctx, box, u.valToPos(gap.from, 'x', true), u.valToPos(gap.to, 'x', true), this.#colors.hatch);
  }

  #paintOver(u: uPlot): void {
    const box = this.#box(u);
    this.#paintComparison(u);
    const { times, values } = this.#scale;
    const rows = values.map(({ y }) => y);
    // Once more over the areas, faintly: under a full one the lines of the scale would be lost.
    paintGrid(u.ctx, box, [], rows, this.#colors.muted, 0.12);
    paintGrid(u.ctx, box, [], [u.valToPos(0, 'y', true)], this.#colors.muted);
    paintValueLabels(u.ctx, box, values, this.#colors);
    paintTimeLabels(u.ctx, box, times, this.#colors);
  }

  #paintDense(u: uPlot, series: number): void {
    if (!isDense(u)) return;
    const isImport = series === 1;
    const { import: up, importSoft, export: down, exportSoft } = this.#colors;
    const line = { color: isImport ? up : down, thickness: CURVE * uPlot.pxRatio };
    const area = { color: isImport ? importSoft : exportSoft, level: u.valToPos(0, 'y', true) };
    const columns = this.#pixels(u, u.data[0], u.data[series] as (number | null)[], line.thickness);
    paintColumns(u.ctx, this.#box(u), columns, line, area);
  }

  #paintComparison(u: uPlot): void {
    if (this.comparison === null) return;
    const { pyramid, shift } = this.comparison;
    const [x, ...lines] = viewOf(pyramid, this.view.from - shift, this.view.to - shift, this.plot.clientWidth);
    const line = { color: this.#colors.muted, thickness: uPlot.pxRatio };
    u.ctx.globalAlpha = 0.7;
    for (const values of lines)
      paintColumns(u.ctx, this.#box(u), this.#pixels(u, x, values, line.thickness, shift), line, null);
    u.ctx.globalAlpha = 1;
  }

  #pixels(u: uPlot, x: ArrayLike<number>, values: ArrayLike<number | null>, thickness: number, shift = 0) {
    const { from, to } = this.view;
    const perSecond = u.bbox.width / (to - from);
    const zero = u.valToPos(0, 'y', true);
    const perWatt = (u.valToPos(1000, 'y', true) - zero) / 1000;
    return pixelColumns(
      x,
      values,
      (at) => (at + shift - from) * perSecond,
      (watts) => zero + watts * perWatt,
      u.bbox.width,
      Math.round((thickness - 1) / 2),
    );
  }

  #times(u: uPlot) {
    const most = Math.max(3, this.plot.clientWidth / 64);
    return timeTicks(this.view.from, this.view.to, most).map((tick) => ({
      ...tick,
      x: u.valToPos(tick.at, 'x', true),
    }));
  }

  #values(u: uPlot) {
    const most = Math.max(3, Math.floor(this.plot.clientHeight / 50));
    return valueTicks(this.range.min, this.range.max, most).map((watts) => ({
      y: u.valToPos(watts, 'y', true),
      text: `${number(Math.abs(watts) / 1000, watts % 1000 === 0 ? 0 : 1)} kW`,
    }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-power-chart': OkPowerChart;
  }
}
