/**
 * The one place that talks to the service over HTTP. Expected failures are values: the caller always learns why, and an
 * app without network is an ordinary state, not an exception.
 */
import { API_VERSION, type ApiError, type Household, ROUTES, type ServiceHealth } from '@okosmero/pi-service/contract';

export type Failure =
  /** No answer: no network, service down, or the request was given up. */
  | 'offline'
  /** The service does not know this phone: show the first-run page. */
  | 'unauthorized'
  /** Nothing at this address: a day or a year that the archive does not hold. */
  | 'missing'
  /** The household changed meanwhile on another phone. */
  | 'conflict'
  /** The service speaks a newer API than this app: load the new app. */
  | 'outdated'
  /** Anything else; `detail` is the service's own sentence. */
  | 'refused';

export type Answer<T> =
  | { readonly ok: true; readonly changed: true; readonly value: T; readonly etag: string | null }
  | { readonly ok: true; readonly changed: false }
  | { readonly ok: false; readonly reason: Failure; readonly detail: string };

export interface ApiOptions {
  readonly fetch: typeof fetch;
  /** Called on every 401. */
  readonly onUnauthorized: () => void;
  /** Called with false when a request got no answer, with true when one did. */
  readonly onReachable: (reachable: boolean) => void;
}

export class Api {
  readonly #options: ApiOptions;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /** A JSON document; with the ETag of the copy at hand, `changed: false` when that is still right. */
  json<T>(path: string, etag: string | null = null): Promise<Answer<T>> {
    const headers: Record<string, string> = etag === null ? {} : { 'If-None-Match': etag };
    return this.#ask(path, { headers }, async (response) => (await response.json()) as T);
  }

  /** A pack, gzip bytes as they are stored. Past the browser's own cache, which would keep every day a second time. */
  bytes(path: string): Promise<Answer<Uint8Array<ArrayBuffer>>> {
    return this.#ask(path, { cache: 'no-store' }, async (response) => new Uint8Array(await response.arrayBuffer()));
  }

  /** The service's health; it answers 503 with the same document when something is wrong. */
  health(): Promise<Answer<ServiceHealth>> {
    return this.#ask(ROUTES.health, {}, async (response) => (await response.json()) as ServiceHealth, [503]);
  }

  putHousehold(household: Household): Promise<Answer<Household>> {
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify(household);
    return this.#ask(ROUTES.household, { method: 'PUT', headers, body }, async (r) => (await r.json()) as Household);
  }

  /** Trades the link's token or the pairing code for the cookie. */
  pair(secret: { readonly token: string } | { readonly code: string }): Promise<Answer<null>> {
    const headers = { 'Content-Type': 'application/json' };
    return this.#ask(ROUTES.session, { method: 'POST', headers, body: JSON.stringify(secret) }, async () => null);
  }

  async #ask<T>(
    path: string,
    init: RequestInit,
    read: (response: Response) => Promise<T>,
    alsoOk: readonly number[] = [],
  ): Promise<Answer<T>> {
    let response: Response;
    try {
      response = await this.#options.fetch(path, { credentials: 'same-origin', ...init });
    } catch (error) {
      this.#options.onReachable(false);
      return { ok: false, reason: 'offline', detail: String(error) };
    }
    this.#options.onReachable(true);
    if (response.status === 304) return { ok: true, changed: false };
    if (response.status === 426 || Number(response.headers.get('X-Api') ?? API_VERSION) > API_VERSION)
      return { ok: false, reason: 'outdated', detail: `X-Api ${response.headers.get('X-Api')}` };
    if (!response.ok && !alsoOk.includes(response.status)) {
      if (response.status === 401) this.#options.onUnauthorized();
      return { ok: false, reason: reasonOf(response.status), detail: await sentence(response) };
    }
    try {
      return { ok: true, changed: true, value: await read(response), etag: response.headers.get('ETag') };
    } catch (error) {
      // The body stopped half way or is not what it should be: as good as no answer.
      return { ok: false, reason: 'offline', detail: String(error) };
    }
  }
}

function reasonOf(status: number): Failure {
  if (status === 401) return 'unauthorized';
  if (status === 404) return 'missing';
  if (status === 409) return 'conflict';
  // A proxy in front of a service that is down.
  if (status === 502 || status === 503 || status === 504) return 'offline';
  return 'refused';
}

async function sentence(response: Response): Promise<string> {
  try {
    const { error, remedy } = (await response.json()) as ApiError;
    return remedy === undefined ? error : `${error} ${remedy}`;
  } catch {
    return `HTTP ${response.status}`;
  }
}
