import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const LIMIT = 60_000;

/** The chunk and everything that it imports at once, by following the import statements that Vite wrote. */
function closure(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const source = readFileSync(`${DIST}assets/${entry}`, 'utf8');
  for (const [, name] of source.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) closure(name as string, seen);
  return seen;
}

it('loads at most 60 KB gzip of scripts and styles before the first page shows', () => {
  if (!existsSync(`${DIST}index.html`)) throw new Error('pwa/dist is missing: run `npm run build` first');
  const html = readFileSync(`${DIST}index.html`, 'utf8');
  const entry = /<script type="module"[^>]* src="\/assets\/([\w.-]+)"/.exec(html)?.[1];
  if (entry === undefined) throw new Error('index.html names no script');
  const first = /page-now-[\w-]+\.js/.exec(readFileSync(`${DIST}assets/${entry}`, 'utf8'))?.[0];
  if (first === undefined) throw new Error('the first page is no chunk of its own');
  const files = [...closure(entry), ...closure(first)].map((name) => `${DIST}assets/${name}`);
  for (const [, style] of html.matchAll(/href="\/(assets\/[\w.-]+\.css)"/g)) files.push(`${DIST}${style}`);
  const sizes = [...new Set(files)].map((file) => [basename(file), gzipSync(readFileSync(file)).length] as const);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  console.info(`first load: ${total} bytes gzip in ${sizes.length} files`);
  expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(LIMIT);
  expect(sizes.length).toBeGreaterThan(3);
});

it('asks nobody else for anything', () => {
  const html = readFileSync(`${DIST}index.html`, 'utf8');
  expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(html).not.toMatch(/<script(?![^>]* src=)|<style|style="|\son\w+="/);
});
