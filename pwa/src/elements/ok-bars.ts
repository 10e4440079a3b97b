import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { valueTicks } from '../data/ticks.js';
import { number } from '../format.js';
import { ChartGestures } from './chart-gestures.js';
import { base } from './styles.js';

/** One bar: import upwards, export downwards. Energies in Wh; null is not known. */
export interface BarShape {
  readonly href: string;
  /** Under the bar; empty where there is no room for every label. */
  readonly label: string;
  /** The bar in words, for the line above the chart and for screen readers. */
  readonly title: string;
  readonly importWh: number | null;
  readonly exportWh: number | null;
  /** Parts of them whose moment is not known, drawn hatched. */
  readonly gapImportWh: number;
  readonly gapExportWh: number;
  /** The same bar of the period compared with. */
  readonly comparison: { readonly importWh: number | null; readonly exportWh: number | null } | null;
  /** No data although there should be some: the column is hatched. */
  readonly missing: boolean;
}

const HEIGHT = 280;
const LABELS = 22;
const TOP = 8;
/** Room at the left for the numbers of the axis. */
const GUTTER = 34;
/** A bar is never wider: one year alone is a bar, not a wall. */
const WIDEST = 96;

/** Energy bars; each is a link one level down. A first touch shows the numbers, the second opens. Swipes fire `swipe`. */
@customElement('ok-bars')
export class OkBars extends LitElement {
  static override styles = [
    base,
    css`
      .readout {
        min-height: 20px;
        font-size: 13px;
        color: var(--muted);
      }
      svg {
        display: block;
        width: 100%;
        height: 280px;
        overflow: visible;
        touch-action: pan-y;
      }
      text {
        fill: var(--muted);
        font-size: 12px;
        pointer-events: none;
      }
      .grid {
        stroke: var(--line);
      }
      .zero {
        stroke: var(--muted);
      }
      .import {
        fill: var(--import);
      }
      .export {
        fill: var(--export);
      }
      .before {
        fill: none;
        stroke: var(--muted);
      }
      .hatch {
        stroke: var(--card);
        stroke-width: 2;
      }
      .missing {
        stroke: var(--hatch);
      }
      .area {
        fill: transparent;
      }
      a:focus {
        outline: none;
      }
      a:focus-visible .area,
      a.selected .area {
        fill: var(--line);
        fill-opacity: 0.6;
      }
      a:focus-visible .area {
        stroke: var(--band);
        stroke-width: 2;
      }
    `,
  ];

  @property({ attribute: false }) bars: readonly BarShape[] = [];
  /** Limits of the axis in Wh, the lower one zero or negative. */
  @property({ attribute: false }) range: { readonly min: number; readonly max: number } = { min: 0, max: 1000 };
  @property() label = '';
  @state() private selected = -1;
  @state() private width = 0;
  readonly #resize = new ResizeObserver(([entry]) => {
    this.width = entry?.contentRect.width ?? 0;
  });
  readonly #gestures = new ChartGestures({
    canPan: () => false,
    hover: () => undefined,
    pan: () => undefined,
    zoom: () => undefined,
    reset: () => undefined,
    swipe: (detail) => this.dispatchEvent(new CustomEvent('swipe', { detail, bubbles: true, composed: true })),
  });

  /** The picture as it stands, for a download. */
  get picture(): SVGSVGElement | null {
    return this.renderRoot.querySelector('svg');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    // Fresh figures of the same bars leave the choice alone: a second touch, click or Enter is on its way perhaps.
    const before = changed.get('bars') as readonly BarShape[] | undefined;
    if (before !== undefined && before[this.selected]?.href !== this.bars[this.selected]?.href) this.selected = -1;
  }

  override render() {
    const g = this.#gestures;
    // Nothing is drawn until the width is known.
    const slot = Math.max(0, this.width - GUTTER) / Math.max(1, this.bars.length);
    return html`
      <p class="readout" aria-hidden="true">${this.bars[this.selected]?.title ?? nothing}</p>
      <svg role="group" aria-label=${this.label} @pointerdown=${g.down} @pointermove=${g.move} @pointerup=${g.up}
        @pointercancel=${g.up} @pointerleave=${() => this.#select(-1)}>
        <defs>
          <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line class="hatch" x1="0" y1="0" x2="0" y2="6"></line>
          </pattern>
          <pattern id="missing" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line class="missing" x1="0" y1="0" x2="0" y2="7"></line>
          </pattern>
        </defs>
        ${this.#ticks().map(({ y }) => svg`<line class="grid" x1=${GUTTER} x2="100%" y1=${y} y2=${y}></line>`)}
        ${slot === 0 ? nothing : this.bars.map((bar, i) => this.#bar(bar, i, slot))}
        <line class="zero" x1=${GUTTER} x2="100%" y1=${this.#y(0)} y2=${this.#y(0)}></line>
        ${this.#ticks().map(({ y, text }) => svg`<text aria-hidden="true" x=${GUTTER - 6} y=${y + 4} text-anchor="end">${text}</text>`)}
      </svg>
    `;
  }

  #bar(bar: BarShape, index: number, slot: number) {
    const gap = Math.min(6, slot * 0.2);
    const left = GUTTER + index * slot;
    const width = Math.min(WIDEST, Math.max(1, slot - gap));
    const x = left + (slot - width) / 2;
    const floor = HEIGHT - LABELS;
    return svg`<a href=${bar.href} class=${this.selected === index ? 'selected' : ''} aria-label=${bar.title}
      @pointerenter=${(event: PointerEvent) => event.pointerType === 'mouse' && this.#select(index)}
      @focus=${(event: FocusEvent) => this.#focus(event, index)} @click=${(event: MouseEvent) => this.#click(event, index)}>
      <rect class="area" x=${left} y="0" width=${slot} height=${HEIGHT} rx="4"></rect>
      ${bar.missing ? svg`<rect fill="url(#missing)" x=${x} y=${TOP} width=${width} height=${floor - TOP}></rect>` : nothing}
      ${this.#block('import', x, width, 0, bar.importWh ?? 0)}
      ${this.#block('export', x, width, 0, -(bar.exportWh ?? 0))}
      ${this.#hatch(x, width, (bar.importWh ?? 0) - bar.gapImportWh, bar.importWh ?? 0, bar.gapImportWh)}
      ${this.#hatch(x, width, bar.gapExportWh - (bar.exportWh ?? 0), -(bar.exportWh ?? 0), bar.gapExportWh)}
      ${this.#outline(x, width, bar.comparison?.importWh ?? 0)}
      ${this.#outline(x, width, -(bar.comparison?.exportWh ?? 0))}
    </a>
    <text aria-hidden="true" x=${left + slot / 2} y=${HEIGHT - 6} text-anchor="middle">${bar.label}</text>`;
  }

  #block(direction: string, x: number, width: number, from: number, to: number) {
    if (to === from) return nothing;
    const { y, height } = this.#extent(from, to);
    return svg`<rect class=${direction} x=${x} y=${y} width=${width} height=${height} rx=${Math.min(3, width / 3, height)}></rect>`;
  }

  #hatch(x: number, width: number, from: number, to: number, energy: number) {
    if (energy <= 0) return nothing;
    const { y, height } = this.#extent(from, to);
    // Less than that is a speck, not a pattern.
    if (height < 3) return nothing;
    return svg`<rect fill="url(#hatch)" x=${x} y=${y} width=${width} height=${height}></rect>`;
  }

  /** The bar compared with, as an outline over this one. */
  #outline(x: number, width: number, to: number) {
    if (to === 0) return nothing;
    const { y, height } = this.#extent(0, to);
    return svg`<rect class="before" x=${x + 0.5} y=${y} width=${Math.max(1, width - 1)} height=${height} rx="2"></rect>`;
  }

  #extent(from: number, to: number): { y: number; height: number } {
    const [a, b] = [this.#y(from), this.#y(to)];
    return { y: Math.min(a, b), height: Math.max(1, Math.abs(a - b)) };
  }

  #y(wattHours: number): number {
    const { min, max } = this.range;
    return TOP + ((max - wattHours) / (max - min)) * (HEIGHT - LABELS - TOP);
  }

  #ticks(): { y: number; text: string }[] {
    return valueTicks(this.range.min, this.range.max, 6).map((wattHours) => {
      const kWh = Math.abs(wattHours) / 1000;
      return { y: this.#y(wattHours), text: number(kWh, Number.isInteger(kWh) ? 0 : 1) };
    });
  }

  #select(index: number): void {
    this.selected = index;
  }

  /** The keyboard selects by focus; a touch focuses too, but is handled as a click. */
  #focus(event: FocusEvent, index: number): void {
    if ((event.currentTarget as Element).matches(':focus-visible')) this.#select(index);
  }

  /** A mouse has shown the numbers by hovering; a first touch does now. */
  #click(event: MouseEvent, index: number): void {
    if (this.selected === index) return;
    event.preventDefault();
    this.#select(index);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-bars': OkBars;
  }
}
