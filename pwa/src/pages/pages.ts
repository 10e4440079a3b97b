/** Every page: a folder that loads when it is first opened; see page.ts for the contract. */
import type { words } from '../locales/words.js';
import type { Page } from './page.js';

/** A page outside the navigation: reached from another page, or shown by the shell. */
export interface LazyPage {
  /** First segment of its route. */
  readonly id: string;
  /** Loads the module, which defines the element and exports its class. */
  readonly load: () => Promise<{ readonly page: new () => Page }>;
}

/** A page of the navigation; its name is in the shared words. */
export interface PageEntry extends LazyPage {
  readonly id: keyof ReturnType<typeof words>['pages'];
  /** Path of a line icon in a box of 24 x 24. */
  readonly icon: string;
}

export const FIRST_PAGE: PageEntry = {
  id: 'now',
  icon: 'M4 17a8.5 8.5 0 1 1 16 0M12 14l4-5',
  load: () => import('./now/page-now.js'),
};

/** In the order of the navigation. */
export const PAGES: readonly PageEntry[] = [
  FIRST_PAGE,
  { id: 'log', icon: 'M5 20v-7M10 20V5M15 20v-9M20 20v-5', load: () => import('./log/page-log.js') },
  {
    id: 'cost',
    icon: 'M3 6h18v12H3zM12 9.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5M6 9v.01M18 15v.01',
    load: () => import('./cost/page-cost.js'),
  },
  { id: 'quality', icon: 'M3 12q4.5-10 9 0t9 0', load: () => import('./quality/page-quality.js') },
  { id: 'status', icon: 'M4 12.5l5.5 5.5L20 6', load: () => import('./status/page-status.js') },
];

/** First run: shown in place of any page while the service does not know this phone, and once after the pairing. */
export const WELCOME: LazyPage = { id: 'welcome', load: () => import('./welcome/page-welcome.js') };
