/** The built app, read once and served from memory. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { CACHE, type Coding, type Content, sendContent } from './content.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
};
const COMPRESSED = new Set(['.png', '.woff2', '.ico']);
/** Vite puts a hash of the content into these names. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+$/;

const NOT_BUILT = `<!doctype html><html lang="hu"><meta charset="utf-8"><title>Okosmérő</title>
<h1>Az alkalmazás nincs lefordítva</h1><p>A szolgáltatás fut, de a felülete hiányzik. Futtasd: <code>npm run build</code></p>
<h2>The app is not built</h2><p>The service runs, its pages are missing. Run: <code>npm run build</code></p></html>`;

/** A file in each coding, compressed when first asked for. */
class AppFile implements Content {
  readonly etag: string;
  readonly codings: readonly Coding[];
  readonly #forms = new Map<Coding, Buffer>();

  constructor(
    bytes: Buffer,
    readonly type: string,
    compressible: boolean,
  ) {
    this.#forms.set('identity', bytes);
    this.etag = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
    this.codings = compressible ? ['br', 'gzip', 'identity'] : ['identity'];
  }

  in(coding: Coding): Buffer {
    const bytes = this.#forms.get('identity') as Buffer;
    const form = this.#forms.get(coding) ?? (coding === 'br' ? brotli(bytes) : gzipSync(bytes, { level: 9 }));
    this.#forms.set(coding, form);
    return form;
  }
}

const brotli = (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });

/** Where the build puts the app, seen from the built service. */
export const appFolder = (): string => fileURLToPath(new URL('../../../pwa/dist', import.meta.url));

/** Files of the folder by their path in the URL; empty when there is no build. */
function readApp(folder: string): Map<string, AppFile> {
  const files = new Map<string, AppFile>();
  if (!existsSync(join(folder, 'index.html'))) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const extension = extname(entry.name);
    const url = `/${relative(folder, path).split(sep).join('/')}`;
    const type = TYPES[extension] ?? 'application/octet-stream';
    files.set(url, new AppFile(readFileSync(path), type, !COMPRESSED.has(extension)));
  }
  return files;
}

/** Everything that no other route takes: a file of the app, or its page for a path without a dot. */
export function appRoutes(server: FastifyInstance, folder: string): void {
  const files = readApp(folder);
  const page = files.get('/index.html') ?? new AppFile(Buffer.from(NOT_BUILT), 'text/html; charset=utf-8', false);
  server.get('/*', { config: { access: 'everybody' }, schema: { hide: true } }, async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const file = files.get(path);
    if (file) return sendContent(request, reply, file, HASHED.test(path) ? CACHE.immutable : CACHE.revalidate);
    if (path.startsWith('/api') || path.startsWith('/rt/') || path.includes('.'))
      return reply.code(404).send({ error: `There is no ${path}`, remedy: 'GET /api describes what there is' });
    if (files.size === 0) reply.code(503);
    return sendContent(request, reply, page, CACHE.revalidate);
  });
}
