/** The HTTP server: limits, guard, routes, the app. */
import type { Server } from 'node:http';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import type { TlsPair } from '../https/listener.js';
import type { Logger } from '../log.js';
import type { Metrics } from '../metrics.js';
import type { Sessions } from '../session.js';
import { appRoutes } from './app-files.js';
import { describeRoute } from './description.js';
import { guard } from './guard.js';
import { householdRoutes } from './household-route.js';
import { httpsPage } from './https-page.js';
import { liveRoutes } from './live-routes.js';
import { meterRoutes } from './meter-routes.js';
import { serviceRoutes } from './service-routes.js';
import { sessionRoute } from './session-route.js';
import type { Sources } from './sources.js';

export interface HttpOptions {
  readonly sources: Sources;
  readonly sessions: Sessions;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly hosts: readonly string[];
  readonly trustProxy: readonly string[];
  readonly appFolder: string;
  readonly dataFolder: string;
  /** Null while https is off. */
  readonly httpsPort: () => number | null;
  /** For https; null for plain http. */
  readonly tls: TlsPair | null;
}

const MAX_CONNECTIONS = 200;
const MAX_BODY_BYTES = 64 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** A server with every route, not listening yet. */
export async function makeServer(options: HttpOptions): Promise<FastifyInstance> {
  const { log, metrics, sources, sessions, tls } = options;
  const server = Fastify({
    ...(tls ? { https: { ...tls, minVersion: 'TLSv1.2' as const } } : {}),
    logger: false,
    trustProxy: options.trustProxy.length > 0 ? [...options.trustProxy] : false,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    forceCloseConnections: true,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 64, ignoreTrailingSlash: false },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: true } },
  }) as unknown as FastifyInstance;
  const node = server.server as Server;
  node.maxConnections = MAX_CONNECTIONS;
  node.headersTimeout = HEADERS_TIMEOUT_MS;

  await server.register(swagger, {
    transform: describeRoute,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Okosmérő',
        version: sources.version,
        description:
          'Archive of a Hungarian smart meter. The titles of JSON bodies are types of pi-service/src/contract.ts.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          cookie: { type: 'apiKey', in: 'cookie', name: 'okosmero' },
        },
      },
      security: [{ bearer: [] }, { cookie: [] }],
    },
  });
  guard(server, { sessions, hosts: options.hosts });

  server.addHook('onResponse', (_request, reply, done) => {
    metrics.answered(reply.statusCode);
    done();
  });
  server.setErrorHandler(async (error: Error & { statusCode?: number; validation?: unknown }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error, method: request.method }, 'request failed');
    return reply.code(status).send({ error: status >= 500 ? 'Internal error, see the log' : error.message });
  });

  sessionRoute(server, sessions);
  householdRoutes(server, sources);
  meterRoutes(server, sources);
  liveRoutes(server, sources, sessions);
  serviceRoutes(server, sources, metrics);
  httpsPage(server, options);
  appRoutes(server, options.appFolder);
  return server;
}
