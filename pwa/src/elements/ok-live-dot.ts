import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../app.js';
import { Ticker } from '../controllers/ticker.js';
import { Watch } from '../controllers/watch.js';
import { STALE_AFTER } from '../data/live.js';
import { ago } from '../format.js';
import { words } from '../locales/words.js';
import { base } from './styles.js';

/** Whether the numbers on show are live, and how old the newest is. Old data is never called live. */
@customElement('ok-live-dot')
export class OkLiveDot extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 32px;
        line-height: 16px;
        text-align: right;
        color: var(--muted);
        font-size: 13px;
      }
      i {
        flex: none;
        width: 9px;
        height: 9px;
        border-radius: 50%;
        background: var(--hatch);
      }
      i[data-state='live'] {
        background: var(--good);
      }
      i[data-state='stale'] {
        background: var(--amber);
      }
      i[data-state='lost'] {
        background: none;
        border: 2px solid var(--amber);
      }
      @media (prefers-reduced-motion: no-preference) {
        i[data-state='live'] {
          animation: beat 2s ease-in-out infinite;
        }
        @keyframes beat {
          50% {
            opacity: 0.45;
          }
        }
      }
    `,
  ];

  @property({ attribute: false }) app!: App;

  constructor() {
    super();
    new Ticker(this, 1000);
    new Watch(this, () => [this.app.live.connection, this.app.live.latest, this.app.pairing]);
  }

  override render() {
    if (this.app.pairing.value === 'needed') return nothing;
    const age = this.app.live.age();
    const connection = this.app.live.connection.value;
    const fresh = age === null ? 'none' : age <= STALE_AFTER ? 'live' : 'stale';
    const state = connection === 'open' ? fresh : connection;
    const text = words();
    const label = {
      live: text.live,
      stale: text.stale,
      none: text.noReading,
      lost: text.offline,
      connecting: text.connecting,
    }[state];
    return html`<i data-state=${state}></i><span>${label}${age === null ? nothing : ` · ${ago(age)}`}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-live-dot': OkLiveDot;
  }
}
