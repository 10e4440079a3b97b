import { READING_SCHEMA } from '@okosmero/moddable-app/contract';
import type { FastifyInstance } from 'fastify';
import { API_VERSION, ROUTES, type ServiceInfo } from '../contract.js';
import type { Metrics } from '../metrics.js';
import { json } from './description.js';
import type { Sources } from './sources.js';

/** Health, version, metrics and the description of the API. */
export function serviceRoutes(server: FastifyInstance, sources: Sources, metrics: Metrics): void {
  const health = {
    config: { access: 'loopback', answer: json('ServiceHealth'), errors: { 503: 'ServiceHealth with the reasons' } },
    schema: { summary: '200 when ok, else 503, with the reasons' },
  } as const;
  server.get(ROUTES.health, health, async (_, reply) => {
    const health = sources.health();
    return reply
      .code(health.ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(health);
  });

  const info = {
    config: { answer: json('ServiceInfo') },
    schema: { summary: 'Versions and the effective configuration' },
  };
  server.get(ROUTES.info, info, async (_, reply) => {
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

  const answer = { type: metrics.registry.contentType, is: 'Prometheus text format' };
  const scrape = { config: { access: 'loopback', answer }, schema: { summary: 'Prometheus metrics' } } as const;
  server.get(ROUTES.metrics, scrape, async (_, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type(metrics.registry.contentType)
      .send(await metrics.text()),
  );

  const description = { config: { answer: json('OpenAPI 3.1') }, schema: { summary: 'This description' } };
  server.get(ROUTES.openapi, description, async () => server.swagger());
}
