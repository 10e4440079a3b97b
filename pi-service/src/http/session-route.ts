import type { FastifyInstance } from 'fastify';
import { ROUTES } from '../contract.js';
import { type Sessions, TryLimit } from '../session.js';
import { setSessionCookie } from './guard.js';

const SCHEMA = {
  summary: 'Exchange the token or a pairing code for a session cookie',
  body: {
    type: 'object',
    additionalProperties: false,
    properties: {
      token: { type: 'string', maxLength: 128 },
      code: { type: 'string', maxLength: 32 },
    },
    minProperties: 1,
    maxProperties: 1,
  },
  response: { 204: { type: 'null', description: 'Signed in' } },
};

const ERRORS = { 401: 'Wrong or expired token or code', 429: 'Too many wrong tries' };

/** `POST /api/session`: five wrong tries a minute and address. */
export function sessionRoute(server: FastifyInstance, sessions: Sessions): void {
  const limit = new TryLimit();
  server.post<{ Body: { token?: string; code?: string } }>(
    ROUTES.session,
    { schema: SCHEMA, bodyLimit: 1024, config: { access: 'everybody', errors: ERRORS } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const wait = limit.wait(request.ip);
      if (wait > 0)
        return reply
          .code(429)
          .header('retry-after', wait)
          .send({
            error: 'Túl sok hibás próbálkozás / Too many wrong tries',
            remedy: `Wait ${wait} seconds`,
          });
      const { token, code } = request.body;
      if (token !== undefined ? sessions.isToken(token) : sessions.usePairingCode(code ?? '')) {
        setSessionCookie(request, reply, sessions);
        return reply.code(204).send();
      }
      limit.wrong(request.ip);
      return reply.code(401).send({
        error: 'Hibás vagy lejárt kód / Wrong or expired code',
        remedy: 'Run `okosmero token` for a new link, QR code and pairing code',
      });
    },
  );
}
