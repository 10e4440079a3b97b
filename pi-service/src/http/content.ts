/** Bodies held in memory: ETag, `immutable` for a named version, 304, one byte range, and the best coding. */
import type { FastifyReply, FastifyRequest } from 'fastify';

export type Coding = 'br' | 'gzip' | 'identity';

export interface Content {
  readonly type: string;
  /** Strong validator without its quotes. */
  readonly etag: string;
  /** Codings that it may be sent in, the best first; `identity` always works. */
  readonly codings: readonly Coding[];
  in(coding: Coding): Uint8Array;
}

export const CACHE = {
  immutable: 'private, max-age=31536000, immutable',
  revalidate: 'private, no-cache',
} as const;

/** Answers with the content, 304, 206 or 416. */
export function sendContent(
  request: FastifyRequest,
  reply: FastifyReply,
  content: Content,
  cache: string,
): FastifyReply {
  const { range } = request.headers;
  const coding = range === undefined ? choose(content, request.headers['accept-encoding'] ?? '') : 'identity';
  const etag = `"${content.etag}${coding === 'identity' ? '' : `-${coding}`}"`;
  reply.headers({ etag, 'cache-control': cache, vary: 'accept-encoding', 'content-type': content.type });
  const known = request.headers['if-none-match'];
  if (known === etag || matches(known, content.etag)) return reply.code(304).send();
  const bytes = content.in(coding);
  if (coding !== 'identity') return reply.header('content-encoding', coding).send(bytes);
  reply.header('accept-ranges', 'bytes');
  const condition = request.headers['if-range'];
  if (range === undefined || (condition !== undefined && condition !== etag)) return reply.send(bytes);
  const wanted = parseRange(range, bytes.length);
  if (wanted === null) return reply.send(bytes);
  if (wanted === 'outside')
    return reply
      .code(416)
      .header('content-range', `bytes */${bytes.length}`)
      .type('application/json')
      .send({ error: `The range ${range} lies outside the ${bytes.length} bytes` });
  const { first, last } = wanted;
  return reply
    .code(206)
    .header('content-range', `bytes ${first}-${last}/${bytes.length}`)
    .send(bytes.subarray(first, last + 1));
}

/** The first coding that the client takes. */
function choose(content: Content, accepted: string): Coding {
  if (content.codings[0] === 'identity') return 'identity';
  const takes = (coding: string) =>
    accepted.split(',').some((entry) => {
      const [name, ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
      return name === coding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    });
  return content.codings.find((coding) => coding === 'identity' || takes(coding)) ?? 'identity';
}

/** If-None-Match compares weakly, and the codings of one content share its tag. RFC 9110 §13.1.2 */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((entry) => {
    const tag = entry.trim().replace(/^W\//, '').replaceAll('"', '');
    return tag === '*' || tag === etag || tag === `${etag}-br` || tag === `${etag}-gzip`;
  });
}

/** One byte range; null for what may be ignored: several ranges, other units. RFC 9110 §14.2 */
function parseRange(header: string, size: number): { first: number; last: number } | 'outside' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const first = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const last = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  return first > last ? 'outside' : { first, last };
}
