import { gunzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Body } from '../archive/archive.js';
import { CACHE, sendContent } from './content.js';

/** A body of the archive: immutable under the version that it has, else to be revalidated. */
export function sendArchived(
  request: FastifyRequest,
  reply: FastifyReply,
  body: Body,
  type: string,
  asked: number | undefined,
): FastifyReply {
  const packed = body.encoding === 'gzip';
  const content = {
    type,
    etag: body.etag.slice(1, -1),
    codings: packed ? (['gzip', 'identity'] as const) : (['identity'] as const),
    in: (coding: string) => (packed && coding === 'identity' ? gunzipSync(body.bytes) : body.bytes),
  };
  reply.header('x-version', body.version);
  return sendContent(request, reply, content, asked === body.version ? CACHE.immutable : CACHE.revalidate);
}
