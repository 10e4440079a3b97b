import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../app.js';
import { AlertWatch } from '../controllers/alert-watch.js';
import type { Alert } from '../data/alerts.js';
import { alertSentence, alertTarget } from './alert-words.js';
import { base, card } from './styles.js';

/** What wants action now; the others are worth knowing. */
const TROUBLE: ReadonlySet<Alert['kind']> = new Set(['silence', 'phase']);

/** What the household should know, each with a way to where it shows. */
@customElement('ok-alerts')
export class OkAlerts extends LitElement {
  static override styles = [
    base,
    card,
    css`
      :host([hidden]) {
        display: none;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li + li {
        margin-top: 8px;
      }
      a {
        display: flex;
        align-items: center;
        min-height: 44px;
        padding: 8px 16px;
        color: inherit;
        text-decoration: none;
      }
      .card {
        padding: 0;
      }
    `,
  ];

  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) meter: string | null = null;
  readonly #watch = new AlertWatch(this);

  override render() {
    const { alerts } = this.#watch;
    // An empty grid item would still cost a gap.
    this.hidden = alerts.length === 0;
    return html`<ul>
      ${alerts.map(
        (alert) => html`<li class="card ${TROUBLE.has(alert.kind) ? 'trouble' : 'notice'}">
        <a href=${alertTarget(alert)}>${alertSentence(alert)}</a>
      </li>`,
      )}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-alerts': OkAlerts;
  }
}
