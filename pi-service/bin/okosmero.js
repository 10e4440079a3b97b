#!/usr/bin/env -S node --disable-proto=delete
// The command of a clone (`npx okosmero`): it must be there when `npm ci` links it, which is before the build.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) await import(main.href);
else {
  process.stderr.write('Okosmérő is not built yet. Type: npm run build\n');
  process.exitCode = 1;
}
