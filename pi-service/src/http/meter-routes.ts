import { Readable } from 'node:stream';
import { METER_ID } from '@okosmero/moddable-app/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Body } from '../archive/archive.js';
import { type MeterList, ROUTES } from '../contract.js';
import { sendArchived } from './archived.js';
import { CACHE } from './content.js';
import { type Answer, json } from './description.js';
import type { Sources } from './sources.js';

const meter = { type: 'string', pattern: METER_ID };
const day = { type: 'string', pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' };
const year = { type: 'integer', minimum: 2000, maximum: 2225 };
const version = { type: 'object', properties: { v: { type: 'integer', minimum: 0 } } };
const PACK = 'application/gzip';
const LINES = 'application/x-ndjson';
const CSV = 'text/csv; charset=utf-8';

type Params = { meter: string; day: string; year: number };
type Lookup = (params: Params) => Promise<Body | null>;

/** Everything about one meter: days, packs, years, events, exports. */
export function meterRoutes(server: FastifyInstance, { archive, household }: Sources): void {
  const list = { config: { answer: json('MeterList') }, schema: { summary: 'Meters in the archive' } };
  server.get(ROUTES.meters, list, async (_, reply) => {
    const { names } = household.get([]);
    const meters = archive.meters().map((held) => ({ ...held, name: nameOf(names, held.id) }));
    return reply.header('cache-control', CACHE.revalidate).send({ meters } satisfies MeterList);
  });

  const body = (path: string, summary: string, params: Record<string, unknown>, answer: Answer, lookup: Lookup) => {
    const schema = { summary, params: { type: 'object', properties: params }, querystring: version };
    server.get<{ Params: Params; Querystring: { v?: number } }>(
      path,
      { schema, config: { answer } },
      async (request, reply) => {
        const found = await lookup(request.params);
        return found ? sendArchived(request, reply, found, answer.type, request.query.v) : missing(request, reply);
      },
    );
  };
  body(ROUTES.days(':meter'), 'Index of the days with their versions', { meter }, json('DayIndex'), (p) =>
    archive.days(p.meter),
  );
  body(ROUTES.events(':meter'), 'Gaps, epochs, refusals', { meter }, json('ArchiveEvent[]'), (p) =>
    archive.events(p.meter),
  );
  server.get<{ Params: Params }>(
    ROUTES.latest(':meter'),
    {
      config: { answer: json('LatestReading') },
      schema: { summary: 'Newest reading', params: { type: 'object', properties: { meter } } },
    },
    async (request, reply) => {
      const latest = archive.latest(request.params.meter);
      if (!latest) return missing(request, reply);
      return reply.header('cache-control', 'no-store').send({ ...latest, now: Math.floor(Date.now() / 1000) });
    },
  );
  body('/api/meters/:meter/years/:year', 'Summaries of the days of a year', { meter, year }, json('YearSummary'), (p) =>
    archive.year(p.meter, p.year),
  );
  const dayParams = { meter, day };
  body(
    '/api/meters/:meter/days/:day.pack',
    'Columns of a day',
    dayParams,
    { type: PACK, is: 'gzip of a pack, see pi-service/src/pack.ts' },
    (p) => archive.pack(p.meter, p.day),
  );
  body(
    '/api/meters/:meter/days/:day.phases.pack',
    'Phases of a day',
    dayParams,
    { type: PACK, is: 'gzip of a pack of phases' },
    (p) => archive.phases(p.meter, p.day),
  );
  body(
    '/api/meters/:meter/days/:day.jsonl',
    'Readings of a day',
    dayParams,
    { type: LINES, is: 'a stored Reading a line' },
    (p) => archive.jsonLines(p.meter, p.day),
  );
  body(
    '/rt/sm/:meter/:day.csv',
    'Readings of a day',
    dayParams,
    { type: CSV, is: 'header line and rows in order of time' },
    (p) => archive.csv(p.meter, p.day),
  );
  exportRoute(server, archive);
}

const EXPORT_SCHEMA = {
  summary: 'Readings of a stretch of days, streamed; both days included',
  params: { type: 'object', properties: { meter } },
  querystring: {
    type: 'object',
    required: ['from', 'to'],
    properties: { from: day, to: day, format: { enum: ['csv', 'jsonl'], default: 'csv' } },
  },
};

function exportRoute(server: FastifyInstance, archive: Sources['archive']): void {
  type Query = { from: string; to: string; format: 'csv' | 'jsonl' };
  server.get<{ Params: Params; Querystring: Query }>(
    ROUTES.export(':meter'),
    { schema: EXPORT_SCHEMA, config: { answer: { type: CSV, is: `the rows, or the lines (${LINES})` } } },
    async (request, reply) => {
      const { from, to, format } = request.query;
      if (from > to) return reply.code(400).send({ error: `from (${from}) is after to (${to})` });
      const found = await archive.export(request.params.meter, from, to, format);
      if (!found) return missing(request, reply);
      request.raw.setTimeout(0);
      return reply
        .header('content-length', found.length)
        .header('content-disposition', `attachment; filename="${request.params.meter}-${from}-${to}.${format}"`)
        .header('cache-control', 'no-store')
        .type(format === 'csv' ? CSV : LINES)
        .send(Readable.from(found.chunks, { objectMode: false }));
    },
  );
}

const nameOf = (names: Readonly<Record<string, string>>, id: string): string | null =>
  Object.hasOwn(names, id) ? (names[id] ?? null) : null;

function missing(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .code(404)
    .header('cache-control', 'no-store')
    .send({
      error: `The archive holds no ${request.url.split('?', 1)[0]}`,
      remedy: `${ROUTES.meters} lists the meters, ${ROUTES.days('<id>')} their days`,
    });
}
