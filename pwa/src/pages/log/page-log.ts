import type { Contract, DayIndex, YearSummary } from '@okosmero/pi-service/contract';
import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { Query } from '../../controllers/query.js';
import { Watch } from '../../controllers/watch.js';
import { dayMap } from '../../data/days.js';
import type { Extent } from '../../data/span.js';
import { empty, emptyStyle } from '../../elements/empty.js';
import { base, card, control, page as pageStyle } from '../../elements/styles.js';
import { type Period, parsePeriod, periodPath, shift, yearBefore, yearsOf } from '../../period.js';
import { go, href } from '../../router.js';
import { Page } from '../page.js';
import './ok-log-day.js';
import './ok-log-span.js';
import { COMPARISONS, type ComparisonKind } from './ok-comparison.js';
import { keyTarget } from './ok-period-bar.js';
import { texts } from './texts.js';

/** *Napló*: one period of the archive, chosen by the URL (`#/log/month/2026-08?compare=year`). */
@customElement('ok-page-log')
export class PageLog extends Page {
  static override styles = [base, pageStyle, card, control, emptyStyle];

  readonly #index = new Query<DayIndex>(this, {
    key: () => this.meter,
    ask: () => this.app.mirror.index(this.meter as string),
    revision: () => this.app.mirror.revision,
  });
  readonly #years = new Query<readonly YearSummary[]>(this, {
    key: () => (this.meter === null || this.#extent() === null ? null : `${this.meter} ${this.#yearsNeeded().join()}`),
    ask: () => this.app.mirror.years(this.meter as string, this.#yearsNeeded()),
    revision: () => this.app.mirror.revision,
  });
  readonly #onKey = (event: KeyboardEvent): void => {
    const inField = event
      .composedPath()
      .some((target) => target instanceof HTMLInputElement || target instanceof HTMLSelectElement);
    if (inField || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = keyTarget(event.key, this.#period(), this.app.today());
    if (target === null) return;
    event.preventDefault();
    this.#goTo(target);
  };

  /** The period of the last picture. */
  #shown: Period | null = null;

  constructor() {
    super();
    new Watch(this, () => [this.app.live.latest, this.app.household]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.#onKey);
  }

  /** Another period slides in from where it lies in time; a longer or a shorter one only fades. */
  override updated(): void {
    const before = this.#shown;
    const now = this.#extent() === null ? null : this.#period();
    this.#shown = now;
    if (before === null || now === null || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    if (before.span === now.span && before.day === now.day) return;
    const side = before.span !== now.span ? 0 : before.day < now.day ? 1 : -1;
    const start = { opacity: 0.4, transform: `translateX(${side * 12}px)` };
    this.renderRoot
      .querySelector('ok-log-day, ok-log-span')
      ?.animate([start, {}], { duration: 160, easing: 'ease-out' });
  }

  override render() {
    const extent = this.#extent();
    if (this.meter === null || extent === null) return this.#empty();
    const period = this.#period();
    const kind = this.#comparisonKind();
    const params: Record<string, string> = kind === 'none' ? {} : { compare: kind };
    const bar = html`<ok-period-bar class="wide" .period=${period} .extent=${extent} .params=${params}
      today=${this.app.today()}></ok-period-bar>`;
    const days = dayMap(this.#years.value ?? []);
    const contract = this.#contract();
    const other = this.#other();
    return html`<div class="grid" @swipe=${this.#swiped}>
      ${bar}
      ${
        period.span === 'day'
          ? html`<ok-log-day class="wide" .app=${this.app} .meter=${this.meter} .day=${period.day} .days=${days}
            .extent=${extent} .other=${other} .contract=${contract} kind=${kind}></ok-log-day>`
          : html`<ok-log-span class="wide" .meter=${this.meter} .period=${period} .days=${days} .extent=${extent}
            .other=${other} .contract=${contract} kind=${kind} .params=${params} ?pending=${this.#years.value === null}></ok-log-span>`
      }
    </div>`;
  }

  #empty() {
    const text = texts();
    if (this.meter !== null && this.#index.value === null && this.#index.failure === null) return html``;
    return empty(text.noMeter, text.noMeterNext);
  }

  #period(): Period {
    const period = parsePeriod(this.route.path, this.app.today());
    return period.span === 'all' ? { span: 'all', day: this.#extent()?.first ?? period.day } : period;
  }

  /** The archive's days, the running one included; null while there are none. */
  #extent(): Extent | null {
    const days = this.#index.value?.days;
    const first = days?.[0]?.day;
    const last = days?.at(-1)?.day;
    return first === undefined || last === undefined ? null : { first, last };
  }

  #comparisonKind(): ComparisonKind {
    return COMPARISONS.find((kind) => kind === this.route.query.compare) ?? 'none';
  }

  /** The period compared with. */
  #other(): Period | null {
    const kind = this.#comparisonKind();
    return kind === 'none' ? null : kind === 'previous' ? shift(this.#period(), -1) : yearBefore(this.#period());
  }

  #yearsNeeded(): number[] {
    const extent = this.#extent();
    if (extent === null) return [];
    const other = this.#other();
    const years = [...yearsOf(this.#period(), extent.last), ...(other === null ? [] : yearsOf(other, extent.last))];
    // The accounting year that decides the price of a day may have begun in the calendar year before.
    if (this.#contract() !== null) years.push((years[0] as number) - 1);
    const held = yearsOf({ span: 'all', day: extent.first }, extent.last);
    return held.filter((year) => years.includes(year));
  }

  #contract(): Contract | null {
    return this.meter === null ? null : (this.app.household.value?.contracts[this.meter] ?? null);
  }

  #swiped(event: CustomEvent<1 | -1>): void {
    const target = shift(this.#period(), event.detail);
    if (target !== null && target.day <= this.app.today()) this.#goTo(target);
  }

  #goTo(period: Period): void {
    const kind = this.#comparisonKind();
    go(href('log', periodPath(period), kind === 'none' ? {} : { compare: kind }));
  }
}

export { PageLog as page };
