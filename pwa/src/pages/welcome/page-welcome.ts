import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { Watch } from '../../controllers/watch.js';
import { base, card, control, form } from '../../elements/styles.js';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../../locales/language.js';
import { go, href } from '../../router.js';
import { Page } from '../page.js';
import './ok-first-contract.js';
import { texts } from './texts.js';
import { welcome } from './welcome-style.js';

/** The shell makes a page anew in the other language: the new one takes over what was typed and the focus. */
let typedBefore: string | null = null;

/** First run: trades the pairing code for the session, then asks for the contract. A link with the token does without. */
@customElement('ok-page-welcome')
export class PageWelcome extends Page {
  static override styles = [
    base,
    card,
    control,
    form,
    welcome,
    css`
      fieldset {
        display: flex;
        justify-content: center;
        gap: 8px;
        max-width: 480px;
        margin: 0 auto 12px;
        padding: 0;
        border: 0;
      }
      fieldset label {
        display: flex;
        align-items: center;
        min-height: 44px;
        padding: 0 16px;
        border-radius: 12px;
        font-size: 14px;
        cursor: pointer;
      }
      fieldset label:has(:checked) {
        background: var(--ink);
        color: var(--paper);
        font-weight: 700;
      }
      fieldset label:has(:focus-visible) {
        outline: 2px solid var(--band);
        outline-offset: 2px;
      }
      fieldset input {
        position: absolute;
        width: 1px;
        min-height: 1px;
        opacity: 0;
      }
      .card > label {
        margin-top: 20px;
      }
      #code {
        min-height: 52px;
        font-size: 22px;
        letter-spacing: 0.2em;
        text-transform: uppercase;
      }
      #hint {
        margin-top: 6px;
      }
    `,
  ];

  @state() private trouble: 'wrong' | 'unreachable' | null = null;
  @state() private busy = false;

  constructor() {
    super();
    new Watch(this, () => [this.app.pairing]);
  }

  override firstUpdated(): void {
    if (typedBefore === null) return;
    const code = this.renderRoot.querySelector<HTMLInputElement>('#code');
    if (code !== null) code.value = typedBefore;
    typedBefore = null;
    this.renderRoot.querySelector<HTMLInputElement>('fieldset :checked')?.focus();
  }

  override render() {
    // Until everything that pairing brings is there, so that the second step comes up complete.
    const paired = this.app.pairing.value === 'paired' && !this.busy;
    return html`${this.#languages()}
      ${paired ? html`<ok-first-contract .app=${this.app}></ok-first-contract>` : this.#pairing()}`;
  }

  #languages() {
    const { language } = this.app.settings;
    const one = (choice: Language) => html`<label lang=${choice}>
      <input type="radio" name="language" .checked=${choice === language.value} @change=${() => this.#choose(choice)} />
      ${LANGUAGE_NAMES[choice]}</label>`;
    return html`<fieldset><legend class="visually-hidden">${texts().language}</legend>${LANGUAGES.map(one)}</fieldset>`;
  }

  #pairing() {
    const text = texts();
    return html`<form class="card" @submit=${this.#submit}>
      <h2>${text.title}</h2>
      <p>${text.lead}</p>
      <label for="code">${text.code}</label>
      <input id="code" name="code" required minlength="8" maxlength="16" autocomplete="one-time-code" autocapitalize="characters"
        spellcheck="false" aria-describedby="hint" />
      <p id="hint" class="muted">${text.hint}</p>
      <p class="trouble-line" role="alert">${this.trouble === null ? nothing : text[this.trouble]}</p>
      <button class="button primary" ?disabled=${this.busy}>${text.pair}</button>
    </form>`;
  }

  #choose(choice: Language): void {
    typedBefore = this.renderRoot.querySelector<HTMLInputElement>('#code')?.value ?? '';
    this.app.settings.language.set(choice);
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const code = String(new FormData(event.target as HTMLFormElement).get('code') ?? '');
    this.busy = true;
    // The shell shows this page for its route once the phone is paired, so its second step follows without a jump.
    go(href('welcome'), { replace: true });
    const paired = await this.app.pair({ code });
    this.trouble = paired ? null : this.app.reachable.value ? 'wrong' : 'unreachable';
    this.busy = false;
  }
}

export { PageWelcome as page };
