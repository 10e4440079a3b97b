import { expect, it } from 'vitest';
import { href, parseRoute } from '../src/router.js';

it('reads back the addresses that it writes', () => {
  expect(parseRoute(href('log', 'month/2026-08', { compare: 'year' }))).toEqual({
    page: 'log',
    path: ['month', '2026-08'],
    query: { compare: 'year' },
  });
  expect(href('now')).toBe('#/now');
});

it.each(['', '#', '#/', '#//', '#/?', '#token=abc', '#/%2e%2e/<script>'])(
  'takes %j for a page without breaking',
  (hash) => {
    expect(() => parseRoute(hash)).not.toThrow();
  },
);
