import { HIGHEST_V, LOWEST_V, MEAN_SECONDS, type VoltageMean } from '@okosmero/pi-service/voltage';
import { css, html, LitElement, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { PHASE_NAMES } from '../../data/quality.js';
import { type Tick, timeTicks } from '../../data/ticks.js';
import { base } from '../../elements/styles.js';

const HEIGHT = 180;
/** The scale reaches a little beyond the limits, and farther where a mean does; in 0.01 V. */
const MARGIN = 400;

/** Ten-minute means of a day between the two limit lines; a missing mean breaks the line. */
@customElement('ok-voltage-chart')
export class OkVoltageChart extends LitElement {
  static override styles = [
    base,
    css`
      svg {
        display: block;
        width: 100%;
        height: 204px;
        margin-top: 16px;
        padding-left: 44px;
        overflow: visible;
      }
      .curves {
        height: 180px;
      }
      .time {
        text-anchor: middle;
      }
      .limit {
        stroke: var(--red);
        stroke-dasharray: 4 4;
      }
      .nominal {
        stroke: var(--line);
      }
      path {
        fill: none;
        stroke-width: 1.5;
        vector-effect: non-scaling-stroke;
      }
      .L1 {
        stroke: var(--l1);
      }
      .L2 {
        stroke: var(--l2);
      }
      .L3 {
        stroke: var(--l3);
      }
      text {
        fill: var(--muted);
        font-size: 12px;
      }
    `,
  ];

  /** Means by phase, and the day's bounds in seconds of UTC. */
  @property({ attribute: false }) means: readonly (readonly VoltageMean[])[] = [];
  @property({ attribute: false }) start = 0;
  @property({ attribute: false }) end = 1;
  @property() label = '';

  override render() {
    const all = this.means.flat().map(({ sum, count }) => sum / count);
    const low = Math.min(LOWEST_V - MARGIN, ...all);
    const high = Math.max(HIGHEST_V + MARGIN, ...all);
    const y = (volts: number): number => Math.round((1 - (volts - low) / (high - low)) * HEIGHT * 10) / 10;
    const line = (volts: number, kind: string) =>
      svg`<line class=${kind} x2="100%" y1=${y(volts)} y2=${y(volts)}></line>
        <text x="-44" y=${y(volts) + 4}>${volts / 100} V</text>`;
    const span = this.end - this.start;
    const time = ({ at, label }: Tick) =>
      svg`<text class="time" x="${((at - this.start) / span) * 100}%" y=${HEIGHT + 18}>${label}</text>`;
    return html`<svg role="img" aria-label=${this.label}>
      ${line(HIGHEST_V, 'limit')} ${line(23_000, 'nominal')} ${line(LOWEST_V, 'limit')}
      ${svg`<svg class="curves" viewBox="0 0 ${span} ${HEIGHT}" preserveAspectRatio="none">
        ${this.means.map((list, i) => svg`<path class=${PHASE_NAMES[i] ?? ''} d=${this.#path(list, y)}></path>`)}
      </svg>`}
      ${timeTicks(this.start, this.end, 4).map(time)}
    </svg>`;
  }

  #path(means: readonly VoltageMean[], y: (volts: number) => number): string {
    let last = Number.NEGATIVE_INFINITY;
    return means
      .map(({ at, sum, count }) => {
        const step = at - last > MEAN_SECONDS ? 'M' : 'L';
        last = at;
        return `${step}${at - this.start + MEAN_SECONDS / 2} ${y(sum / count)}`;
      })
      .join('');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-voltage-chart': OkVoltageChart;
  }
}
