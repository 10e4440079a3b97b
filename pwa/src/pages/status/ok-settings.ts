import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { App } from '../../app.js';
import { Watch } from '../../controllers/watch.js';
import type { Cell } from '../../data/cell.js';
import { KEEP } from '../../data/plan-sync.js';
import { THEMES } from '../../data/settings.js';
import { base, card, form } from '../../elements/styles.js';
import { LANGUAGE_NAMES, LANGUAGES } from '../../locales/language.js';
import { words } from '../../locales/words.js';
import { texts } from './texts.js';

/** What belongs to this phone alone. */
@customElement('ok-settings')
export class OkSettings extends LitElement {
  static override styles = [
    base,
    card,
    form,
    css`
      .fields {
        margin-top: 12px;
      }
      .check {
        display: flex;
        align-items: center;
        gap: 12px;
        min-height: 44px;
        margin-top: 8px;
        font-size: 16px;
        color: var(--ink);
      }
      .check input {
        width: 22px;
        min-height: 22px;
        margin: 0;
      }
    `,
  ];

  @property({ attribute: false }) app!: App;
  @state() private blocked = false;

  constructor() {
    super();
    new Watch(this, () => {
      const { settings, meters } = this.app;
      return [
        settings.language,
        settings.theme,
        settings.keep,
        settings.syncPaused,
        settings.notify,
        settings.meter,
        meters,
      ];
    });
  }

  override render() {
    const text = texts();
    const { settings, meters, household } = this.app;
    const names = household.value?.names ?? {};
    const list = meters.value?.meters ?? [];
    const meterName = (id: string): string => names[id] ?? id;
    return html`<section class="card">
      <h2>${text.settings}</h2>
      <div class="fields">
        ${
          list.length > 1
            ? this.#select(
                words().meter,
                settings.meter,
                list.map(({ id }) => id),
                meterName,
              )
            : nothing
        }
        ${this.#select(text.language, settings.language, LANGUAGES, (language) => LANGUAGE_NAMES[language])}
        ${this.#select(text.theme, settings.theme, THEMES, (theme) => text.themes[theme])}
        ${this.#select(text.keep, settings.keep, KEEP, (keep) => text.keeps[keep])}
      </div>
      ${this.#check(text.pause, settings.syncPaused.value, (on) => settings.syncPaused.set(on))}
      ${this.#check(text.notifications, settings.notify.value, (on) => void this.#notify(on))}
      ${this.blocked ? html`<p class="muted" role="alert">${text.notificationsBlocked}</p>` : nothing}
    </section>`;
  }

  #select<T extends string>(
    label: string,
    cell: Cell<T> | Cell<T | null>,
    choices: readonly T[],
    name: (choice: T) => string,
  ) {
    const choose = (event: Event): void => {
      const chosen = choices.find((choice) => choice === (event.target as HTMLSelectElement).value);
      if (chosen !== undefined) cell.set(chosen);
    };
    return html`<label>${label}
      <select @change=${choose}>
        ${choices.map((choice) => html`<option value=${choice} .selected=${choice === cell.value}>${name(choice)}</option>`)}
      </select></label>`;
  }

  #check(label: string, checked: boolean, change: (on: boolean) => void) {
    return html`<label class="check">
      <input type="checkbox" .checked=${checked}
        @change=${(event: Event) => change((event.target as HTMLInputElement).checked)} />${label}</label>`;
  }

  /** The browser asks its own question the first time; a refusal is told and the box stays empty. */
  async #notify(on: boolean): Promise<void> {
    const allowed = on && 'Notification' in globalThis && (await Notification.requestPermission()) === 'granted';
    this.blocked = on && !allowed;
    this.app.settings.notify.set(allowed);
    this.requestUpdate();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-settings': OkSettings;
  }
}
