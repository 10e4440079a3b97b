/** Committed pictures belong to what they show: a stamp holds the hashes of the sources and of the pictures made from them. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Rule } from './rule.js';

/** Everything that a picture, a plot or the BOM is made from. */
const SOURCES = [
  /^p1-reader\.kicad_(sch|pcb)$/,
  /^p1-reader\.3dshapes\//,
  /^spice\/.*\.(cir|inc)$/,
  /^prototype-board\.json$/,
  /^src\/(spice|pictures|prototype)\//,
];
const PICTURES = [/^pictures\/(?!stamp\.json$)/, /^bom\.csv$/];

export interface Stamp {
  readonly sources: Readonly<Record<string, string>>;
  readonly pictures: Readonly<Record<string, string>>;
}

function hashes(hardware: string, patterns: readonly RegExp[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (readdirSync(hardware, { recursive: true }) as string[]).sort()) {
    if (!patterns.some((pattern) => pattern.test(name)) || !/\.\w+$/.test(name) || /\.\w+shapes$/.test(name)) continue;
    found[name] = createHash('sha256')
      .update(readFileSync(`${hardware}/${name}`))
      .digest('hex')
      .slice(0, 16);
  }
  return found;
}

export const stampOf = (hardware: string): Stamp => ({
  sources: hashes(hardware, SOURCES),
  pictures: hashes(hardware, PICTURES),
});

export const picturesUpToDate: Rule = ({ hardware }) => {
  const file = `${hardware}/pictures/stamp.json`;
  if (!existsSync(file)) return ['pictures/stamp.json is missing; type npm run pictures --workspace hardware'];
  const committed = JSON.parse(readFileSync(file, 'utf8')) as Stamp;
  const now = stampOf(hardware);
  const findings: string[] = [];
  for (const kind of ['sources', 'pictures'] as const)
    for (const name of new Set([...Object.keys(committed[kind]), ...Object.keys(now[kind])]))
      if (committed[kind][name] !== now[kind][name])
        findings.push(`${name} changed since the pictures were made; type npm run pictures --workspace hardware`);
  return findings;
};
