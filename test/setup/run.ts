/** `npm test`: the tools, one build, every project of Vitest. Arguments go to Vitest. */
import { spawnSync } from 'node:child_process';
import { ensureTools } from './tools.js';

function step(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { stdio: 'inherit', cwd: new URL('../..', import.meta.url) });
  if (status !== 0) process.exit(status ?? 1);
}

ensureTools();
step('npm', ['run', '--silent', 'build']);
step('npx', [
  'vitest',
  'run',
  '--reporter=default',
  '--reporter=./test/setup/closing-line.ts',
  ...process.argv.slice(2),
]);
