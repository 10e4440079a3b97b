import { READING_SCHEMA } from '@okosmero/moddable-app/contract';
import type { FastifyInstance } from 'fastify';
import { API_VERSION, ROUTES, type ServiceInfo } from '../contract.js';
import type { Metrics } from '../metrics.js';
import type { Sources } from './sources.js';

/** Health, version, metrics and the description of the API. */
export function serviceRoutes(server: FastifyInstance, sources: Sources, metrics: Metrics): void {
  const config = { access: 'loopback' } as const;
  const about = { config, schema: { summary: '200 when ok, else 503, with the reasons' } };
  server.get(ROUTES.health, about, async (_, reply) => {
    const health = sources.health();
    return reply
      .code(health.ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(health);
  });

  server.get(ROUTES.info, { schema: { summary: 'Versions and the effective configuration' } }, async (_, reply) => {
    const info: ServiceInfo = {
      version: sources.version,
      api: API_VERSION,
      schema: READING_SCHEMA,
      started: sources.started,
      timeZone: 'Europe/Budapest',
      config: sources.config,
    };
    return reply.header('cache-control', 'no-store').send(info);
  });

  server.get(ROUTES.metrics, { config, schema: { summary: 'Prometheus metrics' } }, async (_, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type(metrics.registry.contentType)
      .send(await metrics.registry.metrics()),
  );

  server.get(ROUTES.openapi, { schema: { summary: 'This description' } }, async () => server.swagger());
}
