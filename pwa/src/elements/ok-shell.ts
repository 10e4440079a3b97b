import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { App } from '../app.js';
import { Watch } from '../controllers/watch.js';
import { bytes } from '../format.js';
import { language } from '../locales/language.js';
import { words } from '../locales/words.js';
import type { Page } from '../pages/page.js';
import { FIRST_PAGE, PAGES, type PageEntry, WELCOME } from '../pages/pages.js';
import { href, parseRoute, type Route } from '../router.js';
import './ok-live-dot.js';
import { base, card, control } from './styles.js';

/** The frame of the app: header, page, navigation. Loads a page when it is first opened and hands it the app. */
@customElement('ok-shell')
export class OkShell extends LitElement {
  static override styles = [
    base,
    card,
    control,
    css`
      :host {
        min-height: 100dvh;
        padding-bottom: calc(64px + env(safe-area-inset-bottom));
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
        padding: calc(14px + env(safe-area-inset-top)) 18px 10px;
        max-width: 1080px;
        margin: 0 auto;
      }
      h1 {
        font-size: 18px;
        font-weight: 700;
      }
      main {
        display: block;
        padding: 0 16px 24px;
        max-width: 1080px;
        margin: 0 auto;
        outline: none;
      }
      nav {
        position: fixed;
        z-index: 5;
        inset: auto 0 0;
        display: flex;
        background: var(--card);
        border-top: 1px solid var(--line);
        padding-bottom: env(safe-area-inset-bottom);
      }
      nav a {
        flex: 1;
        min-width: 0;
        display: flex;
        flex-direction: column;
        align-items: center;
        justify-content: center;
        gap: 2px;
        min-height: 60px;
        color: var(--muted);
        font-size: 12px;
        text-decoration: none;
      }
      nav a[aria-current] {
        color: var(--ink);
        font-weight: 700;
      }
      nav svg {
        width: 24px;
        height: 24px;
        fill: none;
        stroke: currentColor;
        stroke-width: 2;
        stroke-linecap: round;
        stroke-linejoin: round;
      }
      /* Above the navigation, so that a page stands still while they come and go. */
      .banners {
        position: fixed;
        z-index: 4;
        inset: auto 0 calc(60px + env(safe-area-inset-bottom));
        display: grid;
        justify-items: center;
        gap: 8px;
        padding: 8px;
        pointer-events: none;
      }
      main:has(.banner) {
        padding-bottom: 96px;
      }
      .banner {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 8px 12px;
        width: 100%;
        max-width: 480px;
        padding: 6px 6px 6px 16px;
        font-size: 14px;
        pointer-events: auto;
        box-shadow: 0 4px 16px rgb(0 0 0 / 12%);
      }
      .banner div {
        display: flex;
        gap: 8px;
        margin-left: auto;
      }
      .sync {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 12px;
      }
      .sync progress {
        width: 100%;
        height: 6px;
        accent-color: var(--band);
      }
      .sync .button {
        grid-area: 1 / 2 / span 2;
      }
      @media (min-width: 900px) {
        :host {
          padding: 0 0 0 104px;
        }
        .banners {
          inset: auto 0 8px 104px;
          justify-items: end;
          padding: 16px;
        }
        nav {
          inset: 0 auto 0 0;
          width: 104px;
          flex-direction: column;
          border-top: 0;
          border-right: 1px solid var(--line);
          padding-top: 72px;
        }
        nav a {
          flex: none;
          min-height: 72px;
        }
      }
    `,
  ];

  @property({ attribute: false }) app!: App;
  @state() private route: Route = parseRoute(location.hash);
  @state() private failed = false;
  @state() private updateDismissed = false;
  /** The page on show and what it was made for; a change of language makes it anew. */
  #page: { readonly id: string; readonly key: string; readonly element: Page } | null = null;
  #loading: string | null = null;
  readonly #onHash = (): void => {
    this.route = parseRoute(location.hash);
  };

  constructor() {
    super();
    new Watch(this, () => {
      const { settings, pairing, sync, update } = this.app;
      return [language, update, settings.meter, settings.syncPaused, settings.notify, pairing, sync.progress];
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#onHash);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#onHash);
  }

  override willUpdate(): void {
    if (this.app !== undefined) void this.#show();
  }

  override render() {
    if (this.app === undefined) return nothing;
    const text = words();
    return html`
      <header>
        <h1>${text.appName}</h1>
        <ok-live-dot .app=${this.app}></ok-live-dot>
      </header>
      <main id="page" tabindex="-1">
        ${this.failed ? html`<p class="card notice" role="alert">${text.pageFailed}</p>` : this.#page?.element}
        <div class="banners">${this.#banners()}</div>
        ${this.#notifier()}
      </main>
      ${this.app.pairing.value === 'needed' ? nothing : html`<nav aria-label=${text.navigation}>${PAGES.map((page) => this.#tab(page))}</nav>`}
    `;
  }

  #tab({ id, icon }: PageEntry) {
    const current = this.#entry().id === id;
    return html`<a href=${href(id)} aria-current=${current ? 'page' : nothing}>
      <svg viewBox="0 0 24 24" aria-hidden="true">${svg`<path d=${icon}></path>`}</svg>${words().pages[id]}
    </a>`;
  }

  /** Loaded by those who asked for notifications. */
  #notifier() {
    const { settings, pairing } = this.app;
    if (!settings.notify.value || pairing.value !== 'paired') return nothing;
    void import('./ok-notifier.js');
    return html`<ok-notifier .app=${this.app} .meter=${settings.meter.value}></ok-notifier>`;
  }

  #banners() {
    const text = words();
    const load = this.app.update.value;
    const { state, bytes: held, totalBytes } = this.app.sync.progress.value;
    const paused = state === 'paused';
    return html`
      ${
        load === null || this.updateDismissed
          ? nothing
          : html`<div class="card banner" role="status">
            <span>${text.updateReady}</span>
            <div>
              <button class="button" @click=${() => (this.updateDismissed = true)}>${text.later}</button>
              <button class="button primary" @click=${load}>${text.updateNow}</button>
            </div>
          </div>`
      }
      ${
        (state === 'running' || paused) && totalBytes > held
          ? html`<div class="card banner sync">
            <span id="sync">${paused ? text.syncPaused : text.syncing(bytes(totalBytes - held))}</span>
            <progress aria-labelledby="sync" max=${totalBytes} value=${held}></progress>
            <button class="button" @click=${() => this.app.settings.syncPaused.set(!paused)}>
              ${paused ? text.syncResume : text.syncPause}
            </button>
          </div>`
          : nothing
      }
    `;
  }

  /** The page that the route asks for; the first-run page while this phone is not paired. */
  #entry(): Pick<PageEntry, 'load'> & { readonly id: string } {
    if (this.app.pairing.value === 'needed') return WELCOME;
    return [...PAGES, WELCOME].find(({ id }) => id === this.route.page) ?? FIRST_PAGE;
  }

  async #show(): Promise<void> {
    const entry = this.#entry();
    const key = `${entry.id} ${language.value}`;
    if (this.#page?.key !== key && this.#loading !== key) {
      this.#loading = key;
      try {
        const { page } = await entry.load();
        if (this.#loading !== key) return;
        // A page begins at its top, also after one that was scrolled; the same page in another language stays.
        if (this.#page !== null && this.#page.id !== entry.id) scrollTo(0, 0);
        this.#page = { id: entry.id, key, element: new page() };
        this.failed = false;
      } catch (error) {
        console.error(error);
        this.failed = true;
      }
      this.#loading = null;
      this.requestUpdate();
    }
    const element = this.#page?.element;
    if (element === undefined) return;
    document.title = titleOf(entry.id);
    element.app = this.app;
    element.route = this.route;
    element.meter = this.app.settings.meter.value;
  }
}

/** Of the window and of its entry in the history. */
function titleOf(id: string): string {
  const { pages, appName } = words();
  const page = PAGES.find((entry) => entry.id === id);
  return page === undefined ? appName : `${pages[page.id]} · ${appName}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-shell': OkShell;
  }
}
