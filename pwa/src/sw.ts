/**
 * The service worker holds the app itself and nothing else: readings live in IndexedDB (data/db.ts), so one answer of the
 * service is never kept in two places. A new version waits until the page sends SKIP_WAITING, after the user's tap.
 */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: { readonly url: string; readonly revision: string | null }[];
};

cleanupOutdatedCaches();
precacheAndRoute(self.__WB_MANIFEST);
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('index.html'), { denylist: [/^\/api/, /^\/rt\//, /^\/metrics/] }),
);

self.addEventListener('message', (event) => {
  if ((event.data as { type?: unknown } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});
// The very first worker takes the open page, so that one visit is enough to start offline.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
