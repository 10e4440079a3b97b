/** Styles that several elements share. A class here is a word of the design: card, tile, figure, muted, facts. */
import { css } from 'lit';

export const base = css`
  :host {
    display: block;
  }
  * {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  figure,
  dl,
  dd {
    margin: 0;
  }
  button,
  input,
  select {
    font: inherit;
    color: inherit;
  }
  :focus-visible {
    outline: 2px solid var(--band);
    outline-offset: 2px;
  }
  .muted {
    color: var(--muted);
    font-size: 13px;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** A page is a grid of cards: one column on a phone, two from 900 px; `.wide` goes across. */
export const page = css`
  .grid {
    display: grid;
    gap: 12px;
    grid-template-columns: minmax(0, 1fr);
  }
  .stack {
    display: grid;
    gap: 12px;
    grid-template-columns: minmax(0, 1fr);
    min-width: 0;
  }
  .pair {
    display: grid;
    gap: 12px;
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }
  @media (min-width: 900px) {
    .grid {
      grid-template-columns: repeat(2, minmax(0, 1fr));
      align-items: start;
    }
    .wide {
      grid-column: 1 / -1;
    }
  }
`;

export const card = css`
  .card {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 16px;
    padding: 16px;
    min-width: 0;
  }
  .card > h2,
  .heading {
    font-size: 13px;
    font-weight: 600;
    color: var(--muted);
  }
  .notice {
    background: var(--amber-soft);
    border-color: transparent;
  }
  .trouble {
    background: var(--red-soft);
    border-color: transparent;
  }
`;

/** A headline number with its unit, in one of the two directions or neutral. */
export const figure = css`
  .figure {
    font-size: 28px;
    font-weight: 700;
    line-height: 1.2;
    letter-spacing: -0.01em;
    white-space: nowrap;
  }
  .figure .unit {
    margin-left: 6px;
    font-size: 15px;
    font-weight: 400;
    color: var(--muted);
    letter-spacing: 0;
  }
  .import {
    color: var(--import-ink);
  }
  .export {
    color: var(--export-ink);
  }
`;

/** Rows of label and value: `<dl class="facts"><div><dt>…</dt><dd>…</dd></div></dl>`. */
export const facts = css`
  .facts > div {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    padding: 9px 0;
    border-top: 1px solid var(--line);
  }
  .facts > div:first-child {
    border-top: 0;
  }
  .facts dt {
    min-width: 0;
  }
  .facts dd {
    font-weight: 600;
    text-align: right;
    white-space: nowrap;
  }
`;

export const control = css`
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: 44px;
    min-width: 44px;
    padding: 0 14px;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--card);
    color: var(--ink);
    text-decoration: none;
    cursor: pointer;
  }
  .button[disabled] {
    opacity: 0.4;
    cursor: default;
  }
  .primary {
    background: var(--ink);
    border-color: var(--ink);
    color: var(--paper);
  }
`;

/** A table of numbers; wrap it in `.scroll` so that a narrow phone scrolls the table and not the page. */
export const table = css`
  .scroll {
    overflow-x: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 14px;
  }
  th,
  td {
    padding: 8px 0 8px 12px;
    border-top: 1px solid var(--line);
    text-align: right;
    white-space: nowrap;
  }
  th:first-child {
    padding-left: 0;
    text-align: left;
  }
  thead th {
    border-top: 0;
    color: var(--muted);
    font-size: 13px;
    font-weight: 600;
  }
  tbody th {
    font-weight: 400;
  }
  th:has(> a) {
    padding-block: 0;
  }
  a {
    display: flex;
    align-items: center;
    min-height: 44px;
    color: inherit;
  }
`;

/** Labelled inputs in as many columns as fit; a field that is wrong says so by its border and `aria-invalid`. */
export const form = css`
  .fields {
    display: grid;
    gap: 12px;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 190px), 1fr));
    align-items: end;
  }
  label {
    display: block;
    font-size: 13px;
    color: var(--muted);
  }
  input,
  select {
    display: block;
    width: 100%;
    min-height: 44px;
    margin-top: 4px;
    padding: 0 12px;
    font-size: 16px;
    color: var(--ink);
    background: var(--paper);
    border: 1px solid var(--muted);
    border-radius: 12px;
  }
  [aria-invalid='true'] {
    border: 2px solid var(--red);
  }
`;
