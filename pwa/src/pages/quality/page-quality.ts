import { type ArchiveEvent, ROUTES, type YearSummary } from '@okosmero/pi-service/contract';
import { isDay } from '@okosmero/pi-service/day';
import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { Query } from '../../controllers/query.js';
import { Watch } from '../../controllers/watch.js';
import { dayMap } from '../../data/days.js';
import { instantOf } from '../../data/instant.js';
import { operatorMessage } from '../../data/operator-message.js';
import { completeness } from '../../data/quality.js';
import { empty, emptyStyle } from '../../elements/empty.js';
import { base, card, control, facts, page as pageStyle, table } from '../../elements/styles.js';
import { dateTime, day, number, percent } from '../../format.js';
import { words } from '../../locales/words.js';
import { href } from '../../router.js';
import { Page } from '../page.js';
import './ok-day-voltage.js';
import { texts } from './texts.js';

/** *Minőség*: is the voltage right, is the archive complete, do meter and archive agree. */
@customElement('ok-page-quality')
export class PageQuality extends Page {
  static override styles = [
    base,
    pageStyle,
    card,
    control,
    emptyStyle,
    facts,
    table,
    css`
      ul {
        margin: 8px 0 0;
        padding: 0;
        list-style: none;
      }
      li {
        padding: 6px 0;
        border-top: 1px solid var(--line);
      }
      li:first-child {
        border-top: 0;
      }
      thead th {
        white-space: normal;
        vertical-align: bottom;
      }
      .message {
        margin-top: 6px;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
    `,
  ];

  readonly #years = new Query<readonly YearSummary[]>(this, {
    key: () => (this.meter === null ? null : `${this.meter} ${this.#span().join(' ')}`),
    ask: () => this.app.mirror.years(this.meter as string, this.#span()),
    revision: () => this.app.mirror.revision,
  });
  readonly #events = new Query<readonly ArchiveEvent[]>(this, {
    key: () => this.meter,
    ask: () => this.app.mirror.document<readonly ArchiveEvent[]>(ROUTES.events(this.meter as string)),
    revision: () => this.app.mirror.revision,
  });

  constructor() {
    super();
    new Watch(this, () => [this.app.live.latest, this.app.meters]);
  }

  override render() {
    if (this.meter === null) return empty(texts().empty, texts().emptyNext);
    const [asked = ''] = this.route.path;
    const shown = isDay(asked) && asked <= this.app.today() ? asked : this.app.today();
    return html`<div class="grid">
      <div class="stack">
        <ok-day-voltage .app=${this.app} meter=${this.meter} day=${shown}></ok-day-voltage>
        ${this.#completeness()}
      </div>
      <div class="stack">${this.#message()} ${this.#now()} ${this.#certificate()} ${this.#epochs()}</div>
    </div>`;
  }

  /** The years that the archive holds, at most this one and the last: older months are in the log. */
  #span(): number[] {
    const now = Number(this.app.today().slice(0, 4));
    const first = this.app.meters.value?.meters.find(({ id }) => id === this.meter)?.firstDay ?? null;
    return first === null ? [] : [now - 1, now].filter((year) => year >= Number(first.slice(0, 4)));
  }

  #now() {
    const text = texts();
    const latest = this.app.live.latest.value;
    if (latest === null) return nothing;
    const { frequency, phases, tariff } = instantOf(latest.reading);
    const factors = phases.filter(({ powerFactor }) => powerFactor !== null);
    const row = (label: string, value: string) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
    const factor = (value: number): string =>
      value < 0 ? `${number(-value, 3)} · ${text.exporting}` : number(value, 3);
    return html`<section class="card">
      <h2>${text.now}</h2>
      ${frequency === null && factors.length === 0 ? html`<p class="muted">${text.noNow}</p>` : nothing}
      <dl class="facts">
        ${tariff === null ? nothing : row(text.tariff, words().tariff(tariff))}
        ${frequency === null ? nothing : row(text.frequency, `${number(frequency, 2)} Hz`)}
        ${factors.map(({ name, powerFactor }) => row(text.powerFactor(name), factor(powerFactor ?? 0)))}
      </dl>
    </section>`;
  }

  #certificate() {
    const text = texts();
    const checks = (this.#events.value ?? []).filter((event) => event.kind === 'monthEnd');
    const kWh = (wattHours: number): string => number(wattHours / 1000, 3);
    const verdict = ({ importDiffWh, exportDiffWh }: (typeof checks)[number]): string =>
      importDiffWh === 0 && exportDiffWh === 0
        ? text.agrees(kWh(0))
        : text.differs(kWh(importDiffWh), kWh(exportDiffWh));
    return html`<section class="card">
      <h2>${text.certificate}</h2>
      <p class="muted">${text.certificateLead}</p>
      ${
        checks.length === 0
          ? html`<p class="muted">${text.noCertificate}</p>`
          : html`<dl class="facts">
              ${checks.slice(0, 13).map((check) => html`<div><dt>${day(`${check.month}-01`, 'month')}</dt><dd>${verdict(check)}</dd></div>`)}
            </dl>`
      }
    </section>`;
  }

  #completeness() {
    const text = texts();
    const months = completeness(dayMap(this.#years.value ?? []));
    if (months.length === 0) return nothing;
    return html`<section class="card">
      <h2>${text.completeness}</h2>
      <div class="scroll" tabindex="0" role="region" aria-label=${text.completeness}>
        <table>
          <thead>
            <tr>
              ${[text.month, text.share, text.gaps, text.outside].map((name) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${months.map(
              ({ month, received, expected, gaps, outside, means }) => html`<tr>
                <th scope="row"><a href=${href('log', `month/${month}`)}>${day(`${month}-01`, 'shortMonthYear')}</a></th>
                <td>${expected === 0 ? '–' : percent(Math.min(1, received / expected), 1)}</td>
                <td>${number(gaps)}</td>
                <td>${means === 0 ? '–' : percent(outside / means, 1)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  #epochs() {
    const text = texts();
    const epochs = (this.#events.value ?? []).filter((event) => event.kind === 'epoch');
    if (epochs.length === 0) return nothing;
    return html`<section class="card">
      <h2>${text.epochs}</h2>
      <ul>${epochs.map(({ at, reason }) => html`<li>${text[reason](dateTime(at))}</li>`)}</ul>
    </section>`;
  }

  #message() {
    const latest = this.app.live.latest.value;
    const message = latest === null ? null : operatorMessage(latest.reading);
    if (message === null) return nothing;
    return html`<section class="card">
      <h2>${texts().message}</h2>
      <p class="message">${message}</p>
    </section>`;
  }
}

export { PageQuality as page };
