/** The page's side of the service worker: an update is offered and never forced, and nothing reloads behind the user's back. */
import { Workbox } from 'workbox-window';
import type { Cell } from './data/cell.js';

const HOUR_MS = 3_600_000;

/** `register()` takes a Trusted Type where the browser enforces them. */
function scriptUrl(path: string): string {
  const { trustedTypes } = globalThis as unknown as {
    trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(path: string): string } };
  };
  const policy = trustedTypes?.createPolicy('sw', {
    createScriptURL: (url: string) => {
      if (url !== path) throw new TypeError(`not the service worker: ${url}`);
      return url;
    },
  });
  return policy?.createScriptURL(path) ?? path;
}

/** Chromium tells when the app could be installed; it is offered on Állapot, not by a banner over the first picture. */
export function keepInstallPrompt(install: Cell<(() => void) | null>): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    install.set(() => void (event as Event & { prompt(): Promise<unknown> }).prompt());
  });
  addEventListener('appinstalled', () => install.set(null));
}

/**
 * Registers the worker where the browser has one (https or localhost), and looks for a new version every hour.
 * `update` gets the function that loads a waiting version.
 */
export async function registerServiceWorker(update: Cell<(() => void) | null>): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const workbox = new Workbox(scriptUrl('/sw.js'));
  workbox.addEventListener('waiting', () => {
    update.set(() => {
      workbox.addEventListener('controlling', () => location.reload());
      workbox.messageSkipWaiting();
    });
  });
  try {
    await workbox.register();
  } catch (error) {
    console.warn('No offline start: the service worker could not be registered.', error);
    return;
  }
  setInterval(() => void workbox.update().catch(() => undefined), HOUR_MS);
}
