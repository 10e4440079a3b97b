import { css } from 'lit';

/** What both steps look like: one narrow card, its buttons as wide as it is, room kept for what may go wrong. */
export const welcome = css`
  .card {
    max-width: 480px;
    margin: 0 auto;
    padding: 20px 24px 12px;
  }
  .card > h2 {
    margin-bottom: 8px;
    font-size: 22px;
    color: var(--ink);
    outline: none;
  }
  .button {
    width: 100%;
    margin: 4px 0 12px;
  }
  .trouble-line {
    min-height: 1.4em;
    margin-top: 4px;
    color: var(--red);
  }
`;
