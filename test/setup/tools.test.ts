import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const TOOLS = fileURLToPath(new URL('tools.ts', import.meta.url));

/** Runs the check on a machine whose dpkg-query says what is installed, and whose apt has no network. */
function check(installed: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'okosmero-tools-'));
  const script = (name: string, body: string) =>
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  script('dpkg-query', installed.map((name) => `echo '${name} installed'`).join('\n') || 'exit 1');
  script('apt-get', `echo "$@" >>${join(folder, 'asked')}; exit 100`);
  const run = spawnSync(process.execPath, ['--import', 'tsx', TOOLS], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
  });
  return { status: run.status, stderr: run.stderr };
}

const ALL = [
  ...['chromium', 'mosquitto', 'gcc', 'libc6-dev', 'gcc-multilib', 'gcc-xtensa-lx106'],
  ...['strace', 'faketime', 'libnss3-tools', 'openssl'],
];

it('says nothing when every tool is there', () => {
  expect(check(ALL)).toEqual({ status: 0, stderr: '' });
});

it('tells what is missing and the one command to type, with these packages only', () => {
  const { status, stderr } = check(ALL.filter((name) => name !== 'mosquitto' && name !== 'faketime'));
  expect(status).toBe(1);
  expect(stderr).toContain('missing: mosquitto (a broker that is not ours)');
  expect(stderr).toMatch(
    / {2}(sudo )?apt-get update && (sudo )?apt-get install --yes --no-install-recommends mosquitto faketime\n/,
  );
});
