import { App } from './app.js';
import { localStorageOrNull, Settings } from './data/settings.js';
import { OkShell } from './elements/ok-shell.js';
import { language } from './locales/language.js';

const settings = new Settings(localStorageOrNull(), navigator.languages);

function applyAppearance(): void {
  language.set(settings.language.value);
  document.documentElement.lang = settings.language.value;
  const theme = settings.theme.value;
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
settings.language.subscribe(applyAppearance);
settings.theme.subscribe(applyAppearance);
applyAppearance();

const app = new App(settings);
const shell = new OkShell();
shell.app = app;
document.body.append(shell);

/**
 * The link that the service prints ends in `#token=…`, which must not stay in the address bar or the history. In a tab that
 * has the app open already the link only changes the hash.
 */
async function pairByLink(): Promise<void> {
  const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (token === undefined) return;
  history.replaceState(null, '', '#/');
  await app.pair({ token });
}
addEventListener('hashchange', () => void pairByLink());

/** No top-level await: the bundler would give every shared module a file of its own. */
async function start(): Promise<void> {
  await pairByLink();
  await app.start();
  // Asked when there is something to keep: a browser that asks its user does it once, and for a reason that can be seen.
  const askToPersist = app.sync.progress.subscribe(() => {
    if (app.sync.progress.value.state !== 'done') return;
    askToPersist();
    void navigator.storage?.persist?.();
  });
  const { keepInstallPrompt, registerServiceWorker } = await import('./service-worker.js');
  keepInstallPrompt(app.install);
  await registerServiceWorker(app.update);
}
void start();
