import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { words } from '../locales/words.js';
import { base, control, table } from './styles.js';

export interface TableRow {
  readonly cells: readonly string[];
  /** Where the first cell leads. */
  readonly href?: string;
}

/** The table twin of a chart: the same numbers as text, closed until it is wanted. The first cell of a row is its heading. */
@customElement('ok-table')
export class OkTable extends LitElement {
  static override styles = [
    base,
    control,
    table,
    css`
      summary {
        display: flex;
        align-items: center;
        min-height: 44px;
        cursor: pointer;
        font-weight: 600;
      }
      summary::before {
        content: '▸';
        width: 1.2em;
        color: var(--muted);
      }
      details[open] summary::before {
        content: '▾';
      }
    `,
  ];

  /** What the table is about, for screen readers. */
  @property() caption = '';
  @property({ attribute: false }) columns: readonly string[] = [];
  @property({ attribute: false }) rows: readonly TableRow[] = [];

  override render() {
    return html`<details>
      <summary>${words().table}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label=${this.caption}>
        <table>
          <caption class="visually-hidden">${this.caption}</caption>
          <thead>
            <tr>${this.columns.map((column) => html`<th scope="col">${column}</th>`)}</tr>
          </thead>
          <tbody>${this.rows.map((row) => this.#row(row))}</tbody>
        </table>
      </div>
    </details>`;
  }

  #row({ cells: [heading, ...cells], href }: TableRow) {
    return html`<tr>
      <th scope="row">${href === undefined ? (heading ?? nothing) : html`<a href=${href}>${heading}</a>`}</th>
      ${cells.map((cell) => html`<td>${cell}</td>`)}
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-table': OkTable;
  }
}
