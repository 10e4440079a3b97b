import type { FastifyInstance } from 'fastify';
import { ROUTES } from '../contract.js';
import { HOUSEHOLD_SCHEMA } from '../household.js';
import { CACHE } from './content.js';
import type { Sources } from './sources.js';

/** `GET` and `PUT /api/household` */
export function householdRoutes(server: FastifyInstance, { archive, household, live }: Sources): void {
  const current = () => household.get(archive.meters().map(({ id }) => id));

  server.get(ROUTES.household, { schema: { summary: 'Tariffs, allowance and names' } }, async (_, reply) =>
    reply.header('cache-control', CACHE.revalidate).send(current()),
  );

  const schema = { summary: 'Replace them, based on the version that was read', body: HOUSEHOLD_SCHEMA };
  server.put(ROUTES.household, { schema, bodyLimit: 256 * 1024 }, async (request, reply) => {
    const result = household.put(request.body);
    if (result.ok) {
      live.send('household', { version: result.household.version });
      return reply.header('cache-control', 'no-store').send(current());
    }
    return result.reason === 'stale'
      ? reply.code(409).send({ error: result.text, remedy: 'Read the household again and repeat the change' })
      : reply.code(400).send({ error: result.text });
  });
}
