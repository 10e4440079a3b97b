import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const RUN = fileURLToPath(new URL('run.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'okosmero-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `npm run test:chip` on a machine where every tool is there, and each program only writes down that it was started. */
function testChip(words: readonly string[], moddable?: string) {
  const programs = mkdtempSync(join(folder, 'programs-'));
  const list = join(programs, 'started');
  const script = (name: string, body: string) =>
    writeFileSync(join(programs, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  writeFileSync(list, '');
  script('dpkg-query', 'for name; do echo "$name installed"; done');
  for (const name of ['apt-get', 'mcconfig', 'npm', 'npx']) script(name, `echo ${name} >>${list}; exit 1`);
  const { MODDABLE: _, ...others } = process.env;
  const run = spawnSync(process.execPath, ['--import', 'tsx', RUN, ...words], {
    encoding: 'utf8',
    cwd: ROOT,
    env: { ...others, PATH: programs, ...(moddable && { MODDABLE: moddable }) },
  });
  return { status: run.status, stderr: run.stderr, started: readFileSync(list, 'utf8') };
}

test('without the SDK nothing is proved: it says so, starts nothing and fails', () => {
  const { status, stderr, started } = testChip([]);
  expect(stderr).toContain('NOTHING IS PROVED');
  expect(stderr).toContain('$MODDABLE is not set');
  expect({ status, started }).toEqual({ status: 1, started: '' });
});

test('a folder that is not there is no SDK', () => {
  const nowhere = join(folder, 'nowhere');
  const { status, stderr, started } = testChip([], nowhere);
  expect(stderr).toContain('NOTHING IS PROVED');
  expect(stderr).toContain(`$MODDABLE is ${nowhere}`);
  expect({ status, started }).toEqual({ status: 1, started: '' });
});

test('whoever knows that may pass, and is told all the same', () => {
  const { status, stderr, started } = testChip(['--allow-missing']);
  expect(stderr).toContain('NOTHING IS PROVED');
  expect({ status, started }).toEqual({ status: 0, started: '' });
});

test('where the SDK is, an image that cannot be built is a failure', () => {
  const sdk = join(folder, 'sdk');
  mkdirSync(sdk);
  const { status, stderr, started } = testChip(['--allow-missing'], sdk);
  expect(stderr).not.toContain('NOTHING IS PROVED');
  expect({ status, started }).toEqual({ status: 1, started: 'mcconfig\n' });
});
