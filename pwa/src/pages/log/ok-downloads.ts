import type { DaySummary } from '@okosmero/pi-service/contract';
import type { DayColumns } from '@okosmero/pi-service/pack';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { base, control } from '../../elements/styles.js';
import { texts } from './texts.js';

export type DownloadSource =
  | {
      readonly kind: 'day';
      readonly meter: string;
      readonly day: string;
      readonly columns: DayColumns | null;
      readonly summary: DaySummary | null;
    }
  | { readonly kind: 'span'; readonly meter: string; readonly name: string; readonly days: readonly DaySummary[] };

type Format = 'csv' | 'json' | 'png';
const MIME: Readonly<Record<Format, string>> = { csv: 'text/csv', json: 'application/json', png: 'image/png' };

/** What is on the page as a file: the numbers as CSV or JSON, the chart as PNG. Made here, so it works offline too. */
@customElement('ok-downloads')
export class OkDownloads extends LitElement {
  static override styles = [
    base,
    control,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        margin-top: 8px;
      }
      span {
        flex: 1;
        font-weight: 600;
      }
      p {
        color: var(--red);
      }
      @media (max-width: 420px) {
        span {
          flex-basis: 100%;
        }
        .button {
          flex: 1;
        }
      }
    `,
  ];

  @property({ attribute: false }) source!: DownloadSource;
  @property({ attribute: false }) picture: () => HTMLCanvasElement | SVGSVGElement | null = () => null;
  @state() private failed = false;

  override render() {
    const text = texts();
    const formats: readonly Format[] = ['csv', 'json', 'png'];
    return html`<div role="group" aria-label=${text.download}>
        <span>${text.download}</span>
        ${formats.map((format) => html`<button class="button" @click=${() => this.#download(format)}>${format.toUpperCase()}</button>`)}
      </div>
      ${this.failed ? html`<p role="alert">${text.downloadFailed}</p>` : nothing}`;
  }

  async #download(format: Format): Promise<void> {
    try {
      const content = await this.#content(format);
      this.failed = content === null;
      if (content === null) return;
      const url = URL.createObjectURL(new Blob([content], { type: MIME[format] }));
      const { source } = this;
      const link = document.createElement('a');
      link.href = url;
      link.download = `${source.meter}-${source.kind === 'day' ? source.day : source.name}.${format}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    } catch (error) {
      console.error(error);
      this.failed = true;
    }
  }

  async #content(format: Format): Promise<string | Blob | null> {
    const files = await import('./export-files.js');
    const { source } = this;
    if (format === 'png') {
      const picture = this.picture();
      const background = getComputedStyle(document.documentElement).backgroundColor;
      return picture === null ? null : files.png(picture, background);
    }
    if (source.kind === 'span')
      return format === 'csv' ? files.daysCsv(source.meter, source.days) : files.daysJson(source.meter, source.days);
    if (source.columns === null) return null;
    return format === 'csv'
      ? files.dayCsv(source.meter, source.columns)
      : files.dayJson(source.meter, source.columns, source.summary);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-downloads': OkDownloads;
  }
}
