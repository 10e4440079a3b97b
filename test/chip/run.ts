/**
 * `npm run test:chip`: links the image from this checkout with the Moddable SDK and runs it, instruction by instruction,
 * through the scenarios. Arguments go to Vitest; `--allow-missing` lets a machine without the SDK pass.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureTools } from '../setup/tools.js';
import type { Row } from './budgets.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ALLOW_MISSING = '--allow-missing';

/** Exit status; a command that is not there ends the process by its name. */
function step(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = process.env): number {
  const { error, status } = spawnSync(command, args, { stdio: 'inherit', cwd: ROOT, env: environment });
  if (error) throw new Error(`${command} cannot be run (${error.message}): is it on the PATH?`);
  return status ?? 1;
}

/** Ends the process where there is nothing to prove with: loudly, since a green run would mean nothing. */
function needSdk(): void {
  const { MODDABLE } = process.env;
  if (MODDABLE && existsSync(MODDABLE)) return;
  console.error(`
  NOTHING IS PROVED: the Moddable SDK is not here ($MODDABLE ${MODDABLE ? `is ${MODDABLE}` : 'is not set'}).
  Without it no image can be linked, and what these scenarios are for was not run.
  Install it as moddable-app/README.md says, or pass ${ALLOW_MISSING} where that is known.
`);
  process.exit(process.argv.includes(ALLOW_MISSING) ? 0 : 1);
}

/** False when nothing was run. */
function printTable(file: string): boolean {
  if (!existsSync(file)) return false;
  console.log(
    '\n| scenario | seconds | M instructions | longest unfed, ms | longest turn, ms | C stack, B | lowest heap, B | erases |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const row = JSON.parse(line) as Row;
    const million = Math.round(row.instructions / 1e6).toLocaleString('en');
    const times = [Math.round(row.seconds), million, Math.round(row.longestUnfedMs), Math.round(row.longestTurnMs)];
    console.log(`| ${[row.scenario, ...times, row.stack, row.lowestHeap, row.erases].join(' | ')} |`);
  }
  return true;
}

needSdk();
ensureTools(['chromium', 'mosquitto', 'gcc', 'libc6-dev']);
const folder = mkdtempSync(join(tmpdir(), 'okosmero-image-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
// A folder of its own: make does not see that a header stands in front of another, or what a recipe is now.
if (step('mcconfig', ['-m', '-p', 'esp', '-t', 'build', '-o', folder]) !== 0) process.exit(1);
const image = join(folder, 'tmp/esp/release', basename(ROOT), 'main.elf');
if (!existsSync(image)) throw new Error(`mcconfig says it is done, but there is no ${image}`);
if (step('npm', ['run', '--silent', 'build']) !== 0) process.exit(1);

const table = join(folder, 'rows');
const asked = process.argv.slice(2).filter((word) => word !== ALLOW_MISSING);
const status = step('npx', ['vitest', 'run', '--config', 'test/chip/vitest.chip.config.ts', ...asked], {
  ...process.env,
  OKOSMERO_CHIP_IMAGE: image,
  OKOSMERO_CHIP_TABLE: table,
});
if (printTable(table)) process.exit(status);
console.error('\nNOTHING IS PROVED: no scenario was run.');
process.exit(1);
