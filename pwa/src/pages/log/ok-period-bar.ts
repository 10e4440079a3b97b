import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base, control } from '../../elements/styles.js';
import { periodTitle } from '../../format.js';
import { lastDay, type Period, parent, periodOf, periodPath, SPANS, type Span, shift } from '../../period.js';
import { go, href } from '../../router.js';
import { texts } from './texts.js';

/** Which stretch of the log is shown: its length, back and forth, a calendar. Every choice is a link or goes by the URL. */
@customElement('ok-period-bar')
export class OkPeriodBar extends LitElement {
  static override styles = [
    base,
    control,
    css`
      .spans {
        display: flex;
        padding: 4px;
        border: 1px solid var(--line);
        border-radius: 14px;
        background: var(--card);
      }
      .spans a {
        flex: 1;
        display: flex;
        align-items: center;
        justify-content: center;
        min-height: 44px;
        border-radius: 10px;
        color: var(--muted);
        font-size: 14px;
        text-decoration: none;
      }
      .spans a[aria-current] {
        background: var(--ink);
        color: var(--paper);
        font-weight: 700;
      }
      .move {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-top: 8px;
      }
      .title {
        position: relative;
        flex: 1;
        min-width: 0;
      }
      .title button {
        width: 100%;
        min-height: 44px;
        border: 0;
        background: none;
        padding: 0;
        font-size: 16px;
        font-weight: 700;
        line-height: 1.25;
        text-wrap: balance;
        cursor: pointer;
      }
      .title input {
        position: absolute;
        inset: auto 0 0;
        width: 100%;
        height: 1px;
        opacity: 0;
        pointer-events: none;
      }
      a[aria-disabled='true'] {
        opacity: 0.35;
        pointer-events: none;
      }
    `,
  ];

  @property({ attribute: false }) period!: Period;
  @property({ attribute: false }) extent!: { readonly first: string; readonly last: string };
  @property() today = '';
  /** Kept in every link: which comparison is on. */
  @property({ attribute: false }) params: Readonly<Record<string, string>> = {};
  @query('input') private input!: HTMLInputElement;

  override render() {
    const text = texts();
    const { period, today } = this;
    const title = periodTitle(
      period.span === 'all' ? { span: 'all', day: this.extent.first } : period,
      lastDay(period, this.extent.last),
    );
    return html`
      <nav class="spans" aria-label=${text.spansLabel}>${SPANS.map((span) => this.#span(span))}</nav>
      <div class="move">
        ${this.#step(-1, '‹', text.previous)}
        <div class="title">
          <button @click=${this.#openCalendar} aria-label="${title}. ${text.pick}">${title}</button>
          <input type="date" tabindex="-1" aria-hidden="true" min=${this.extent.first} max=${today} .value=${period.day}
            @change=${this.#picked} />
        </div>
        ${this.#step(1, '›', text.next)}
      </div>
    `;
  }

  #span(span: Span) {
    const { period, today } = this;
    // From a year to its days one lands on the newest, not on the first of January.
    const end = lastDay(period, this.extent.last);
    const newest = [end, today].sort()[0] as string;
    const anchor = SPANS.indexOf(span) < SPANS.indexOf(period.span) ? newest : period.day;
    const target = periodPath(periodOf(span, anchor));
    return html`<a href=${href('log', target, this.params)} aria-current=${span === period.span ? 'true' : nothing}>
      ${texts().spans[span]}
    </a>`;
  }

  #step(steps: 1 | -1, sign: string, label: string) {
    const target = shift(this.period, steps);
    const open = target !== null && target.day <= this.today && lastDay(target, this.today) >= this.extent.first;
    return html`<a class="button" aria-label=${label} aria-disabled=${open ? nothing : 'true'}
      href=${open ? href('log', periodPath(target), this.params) : nothing} role="link">${sign}</a>`;
  }

  #openCalendar(): void {
    this.input.showPicker();
  }

  #picked(): void {
    if (this.input.value !== '') go(href('log', periodPath(periodOf(this.period.span, this.input.value)), this.params));
  }
}

/** Where a key leads from a period; null when it means nothing here. */
export function keyTarget(key: string, period: Period, today: string): Period | null {
  switch (key) {
    case 'ArrowLeft':
      return shift(period, -1);
    case 'ArrowRight': {
      const next = shift(period, 1);
      return next !== null && next.day <= today ? next : null;
    }
    case 'ArrowUp':
    case 'Backspace':
      return parent(period);
    case 'Home':
      return periodOf(period.span, today);
    default:
      return null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-period-bar': OkPeriodBar;
  }
}
