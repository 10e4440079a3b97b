/** Installs the peers beside this file, from their own lock, the first time and whenever the lock has changed. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const LOCK = `${HERE}package-lock.json`;
/** Written by npm at the end of every install. */
const INSTALLED = `${HERE}node_modules/.package-lock.json`;

export function installPeers(): void {
  if (existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync(LOCK).mtimeMs) return;
  console.error('Installing what the project is compared with (test/bench/package-lock.json) …');
  // The prefix is said: within `npm run` the environment would point to the project's root.
  const { status, error } = spawnSync('npm', ['ci', '--prefix', HERE, '--no-audit', '--loglevel=error'], {
    cwd: HERE,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0)
    throw new Error(
      `the peers cannot be installed (${error?.message ?? `npm ended with ${status}`}): is there a network?`,
    );
}
