import { LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../app.js';
import { AlertWatch } from '../controllers/alert-watch.js';
import { alertKey } from '../data/alerts.js';
import { Told } from '../data/told.js';
import { words } from '../locales/words.js';
import { alertSentence } from './alert-words.js';

/** Notifies of alerts on whatever page the app is, each once; draws nothing. */
@customElement('ok-notifier')
export class OkNotifier extends LitElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) meter: string | null = null;
  readonly #watch = new AlertWatch(this);
  #told: Told | null = null;

  override updated(): void {
    if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
    const { settings } = this.app;
    this.#told ??= new Told(settings);
    for (const alert of this.#watch.alerts) {
      const key = `${this.meter} ${alertKey(alert, this.app.today())}`;
      if (!this.#told.tell(key)) continue;
      // Android shows notifications of a service worker only.
      void navigator.serviceWorker?.ready.then((worker) =>
        worker.showNotification(words().appName, {
          body: alertSentence(alert),
          tag: key,
          icon: '/icons/icon-192.png',
          lang: settings.language.value,
        }),
      );
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ok-notifier': OkNotifier;
  }
}
