/** What every request passes: host names, headers, sessions. RELIABILITY §3 in this project's design notes. */
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { API_VERSION } from '../contract.js';
import type { Sessions } from '../session.js';

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html sw',
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'x-api': String(API_VERSION),
};

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may ask without a session; a route that says nothing needs one. `loopback`: a monitor on the same machine. */
    readonly access?: 'everybody' | 'loopback';
  }
}

export interface GuardOptions {
  readonly sessions: Sessions;
  /** Names besides localhost, IP addresses and this machine's own. */
  readonly hosts: readonly string[];
}

export function guard(server: FastifyInstance, { sessions, hosts }: GuardOptions): void {
  const own = hostname().toLowerCase();
  const allowed = new Set(['localhost', own, `${own}.local`, `${own}.lan`, ...hosts.map((host) => host.toLowerCase())]);

  // With `done`, as every hook of the hot path: a promise for each request costs more than the checks.
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    const name = hostOf(request);
    if (name === null || !(allowed.has(name) || isIP(name))) {
      reply.code(421).send({
        error: `This service does not answer to the name ${JSON.stringify(name ?? '')}`,
        remedy: 'Add the name to http.hosts in config.yaml (OKOSMERO_HTTP_HOSTS)',
      });
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isSameOrigin(request)) {
      reply.code(403).send({ error: 'Writing is for pages of this origin only' });
      return;
    }
    // By the route that the router found: the text of a path can be written in many ways (`/%61pi/meters`).
    const { access } = request.routeOptions.config ?? {};
    if (access === 'everybody' || (access === 'loopback' && isLoopback(request))) return done();
    if (hasSession(request, sessions)) return done();
    reply.code(401).header('www-authenticate', 'Bearer').header('cache-control', 'no-store').send({
      error: 'No session',
      remedy: 'Open the link that `okosmero token` prints, or send Authorization: Bearer <token>',
    });
  });
}

/** Name without port and brackets, lower case; null when there is none. */
function hostOf(request: FastifyRequest): string | null {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::\d{1,5})?$/.exec(request.headers.host ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}

/** A page of another origin is told by its browser; a script sends neither header. */
function isSameOrigin(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = request.headers;
  return origin === undefined || origin.replace(/^https?:\/\//, '') === host;
}

function isLoopback(request: FastifyRequest): boolean {
  const direct = request.headers['x-forwarded-for'] === undefined && request.headers.forwarded === undefined;
  return direct && /^(127\.|::1$|::ffff:127\.)/.test(request.ip);
}

export function hasSession(request: FastifyRequest, sessions: Sessions): boolean {
  const bearer = /^Bearer ([\w-]{16,128})$/.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return sessions.isToken(bearer);
  const cookie = parseCookie(request.headers.cookie ?? '')[cookieName(request)];
  return cookie !== undefined && sessions.isCookie(cookie);
}

/** A `__Host-` cookie needs https, or localhost where browsers take it too. */
const isTrustworthy = (request: FastifyRequest): boolean =>
  request.protocol === 'https' || ['localhost', '127.0.0.1', '::1'].includes(hostOf(request) ?? '');

const cookieName = (request: FastifyRequest): string => (isTrustworthy(request) ? '__Host-okosmero' : 'okosmero');

const HALF_A_YEAR = 180 * 86_400;

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, sessions: Sessions): void {
  const cookie = stringifySetCookie(cookieName(request), sessions.cookie, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isTrustworthy(request),
    maxAge: HALF_A_YEAR,
  });
  reply.header('set-cookie', cookie);
}
