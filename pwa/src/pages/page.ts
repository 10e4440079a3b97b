import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { App } from '../app.js';
import type { Route } from '../router.js';

/**
 * What every page is given. A page is a folder `pages/<id>/` whose `page-<id>.ts` defines the element `<ok-page-<id>>` and
 * exports its class as `page`; it loads when it is first opened and reads its own part of the route.
 */
export abstract class Page extends LitElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) route!: Route;
  /** Meter in force; null while none is known, then a page shows its empty state. */
  @property({ attribute: false }) meter: string | null = null;
}
