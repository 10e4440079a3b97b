import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Link } from '../../data/chain.js';
import { base, card } from '../../elements/styles.js';
import { texts } from './texts.js';

/** Meter to phone, one line each: a shape and a word for its state beside the colour, and what to do. */
@customElement('ok-chain')
export class OkChain extends LitElement {
  static override styles = [
    base,
    card,
    css`
      ol {
        margin: 8px 0 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 28px minmax(0, 1fr);
        padding: 10px 0;
        border-top: 1px solid var(--line);
      }
      li:first-child {
        border-top: 0;
      }
      .mark {
        font-weight: 700;
      }
      .good {
        color: var(--good);
      }
      .weak {
        color: var(--amber);
      }
      .broken {
        color: var(--red);
      }
      .unknown {
        color: var(--muted);
      }
      p {
        font-size: 14px;
      }
    `,
  ];

  @property({ attribute: false }) links: readonly Link[] = [];

  override render() {
    const text = texts();
    return html`<section class="card">
      <h2>${text.chain}</h2>
      <ol>
        ${this.links.map(
          ({ name, state, finding }) => html`<li>
            <span class="mark ${state}" aria-hidden="true">${MARKS[state]}</span>
            <div>
              <b>${text.links[name]}</b> <span class="muted">${text.states[state]}</span>
              ${finding === 'fine' || finding === 'unknown' ? '' : html`<p>${text.findings[finding]}</p>`}
            </div>
          </li>`,
        )}
      </ol>
    </section>`;
  }
}

const MARKS = { good: '✓', weak: '!', broken: '✗', unknown: '?' } as const;

declare global {
  interface HTMLElementTagNameMap {
    'ok-chain': OkChain;
  }
}
