import { css, html } from 'lit';
import { words } from '../locales/words.js';
import { href } from '../router.js';

export const emptyStyle = css`
  .empty p + p {
    margin-top: 6px;
  }
  .empty .button {
    margin-top: 16px;
  }
`;

/** What a page says before there is anything to show, and the next step: to see how far the data come. */
export function empty(sentence: string, next: string) {
  return html`<section class="card empty">
    <p><b>${sentence}</b></p>
    <p class="muted">${next}</p>
    <a class="button" href=${href('status')}>${words().wayOfData}</a>
  </section>`;
}
