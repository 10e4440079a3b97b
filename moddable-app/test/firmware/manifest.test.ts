import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('manifest.json', root), 'utf8'));

// mcconfig's wildcards in `preload` leave TypeScript out: a module that is not named is loaded into RAM, 16 bytes a slot.
test.each(['p1', 'recorder', 'io', 'io/setup'])('every module of src/%s is preloaded', (folder) => {
  const names = readdirSync(new URL(`src/${folder}/`, root)).filter((name) => name.endsWith('.ts'));
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) expect(manifest.preload).toContain(`${folder}/${name.slice(0, -'.ts'.length)}`);
});

test('nothing is preloaded that does not exist', () => {
  for (const name of manifest.preload as string[]) {
    if (/^(main|config|contract|registers|(p1|recorder|io)\/.*)$/.test(name)) {
      expect(readFileSync(new URL(`src/${name}.ts`, root), 'utf8')).not.toBe('');
    }
  }
});

test('the composition root stays small', () => {
  expect(readFileSync(new URL('src/main.ts', root), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(60);
});
