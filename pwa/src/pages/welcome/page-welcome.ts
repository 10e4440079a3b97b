import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { base, card, control } from '../../elements/styles.js';
import { go, href } from '../../router.js';
import { Page } from '../page.js';
import { texts } from './texts.js';

/** First run: trades the pairing code for the session. The link with the token does the same without this page. */
@customElement('ok-page-welcome')
export class PageWelcome extends Page {
  static override styles = [
    base,
    card,
    control,
    css`
      .card {
        max-width: 480px;
        margin: 0 auto;
        padding: 24px;
      }
      h2 {
        font-size: 22px;
        margin-bottom: 8px;
      }
      label {
        display: block;
        margin: 20px 0 4px;
        font-weight: 600;
      }
      input {
        width: 100%;
        min-height: 48px;
        padding: 0 12px;
        border: 1px solid var(--muted);
        border-radius: 12px;
        background: var(--paper);
        font-size: 22px;
        letter-spacing: 0.2em;
        text-transform: uppercase;
      }
      .button {
        width: 100%;
        margin-top: 16px;
      }
      [role='alert'] {
        color: var(--red);
        margin-top: 12px;
      }
    `,
  ];

  @state() private wrong = false;
  @state() private busy = false;

  override render() {
    const text = texts();
    return html`<form class="card" @submit=${this.#submit}>
      <h2>${text.title}</h2>
      <p>${text.lead}</p>
      <label for="code">${text.code}</label>
      <input id="code" name="code" required minlength="8" maxlength="16" autocomplete="one-time-code" autocapitalize="characters"
        spellcheck="false" aria-describedby="hint" />
      <p id="hint" class="muted">${text.hint}</p>
      ${this.wrong ? html`<p role="alert">${text.wrong}</p>` : nothing}
      <button class="button primary" ?disabled=${this.busy}>${text.pair}</button>
    </form>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const code = String(new FormData(event.target as HTMLFormElement).get('code') ?? '');
    this.busy = true;
    this.wrong = !(await this.app.pair({ code }));
    this.busy = false;
    if (!this.wrong) go(href('now'), { replace: true });
  }
}

export { PageWelcome as page };
