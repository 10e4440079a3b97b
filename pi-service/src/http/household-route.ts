import type { FastifyInstance } from 'fastify';
import { ROUTES } from '../contract.js';
import { HOUSEHOLD_SCHEMA } from '../household.js';
import { CACHE } from './content.js';
import { json } from './description.js';
import type { Sources } from './sources.js';

/** `GET` and `PUT /api/household` */
export function householdRoutes(server: FastifyInstance, { archive, household, live }: Sources): void {
  const current = () => household.get(archive.meters().map(({ id }) => id));

  const answer = json('Household');
  const read = { config: { answer }, schema: { summary: 'Tariffs, allowance and names' } };
  server.get(ROUTES.household, read, async (_, reply) =>
    reply.header('cache-control', CACHE.revalidate).send(current()),
  );

  const schema = { summary: 'Replace them, based on the version that was read', body: HOUSEHOLD_SCHEMA };
  const config = { answer, errors: { 403: 'From a page of another origin', 409: 'Based on a stale version' } };
  server.put(ROUTES.household, { schema, config, bodyLimit: 256 * 1024 }, async (request, reply) => {
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
