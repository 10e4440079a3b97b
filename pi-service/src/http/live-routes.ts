import type { FastifyInstance } from 'fastify';
import { ROUTES } from '../contract.js';
import type { Sessions } from '../session.js';
import { hasSession, SECURITY_HEADERS } from './guard.js';
import type { Sources } from './sources.js';

const OPTIONS = {
  schema: { summary: 'Server-sent events: reading, day, health, household; resumes by Last-Event-ID' },
  config: { answer: { type: 'text/event-stream', is: 'LiveEvents' }, errors: { 503: 'Too many listeners' } },
};

/** `GET /api/live` */
export function liveRoutes(server: FastifyInstance, { live }: Sources, sessions: Sessions): void {
  server.get(ROUTES.live, OPTIONS, async (request, reply) => {
    const header = request.headers['last-event-id'];
    const lastId = typeof header === 'string' && /^\d{1,16}$/.test(header) ? Number(header) : null;
    request.raw.setTimeout(0);
    if (!live.hasRoom()) return reply.code(503).send({ error: 'Too many live listeners', remedy: 'Close other tabs' });
    reply.hijack();
    live.attach(reply.raw, SECURITY_HEADERS, lastId, () => hasSession(request, sessions));
  });
}
