/**
 * The URL is the state: `#/log/month/2026-08?compare=year`. After the hash, because any plain file server then serves the
 * app and the link with the token (`/#token=…`) never reaches a log.
 */
export interface Route {
  readonly page: string;
  /** What follows the page; each page reads its own. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [page = '', ...rest] = path.split('/').filter((segment) => segment !== '');
  return { page, path: rest, query: Object.fromEntries(new URLSearchParams(query)) };
}

export function href(page: string, path = '', query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `#/${page}${path === '' ? '' : `/${path}`}${search === '' ? '' : `?${search}`}`;
}

/** Goes there; with `replace`, Back skips the page that is left. */
export function go(target: string, { replace = false } = {}): void {
  if (replace) location.replace(target);
  else location.hash = target;
}
