/** Runs kicad-cli. Its configuration goes to a folder of its own, so that nobody's settings change a result. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Run {
  readonly status: number;
  readonly output: string;
}

let configuration: string | undefined;

export function run(command: string, args: readonly string[]): Run {
  configuration ??= mkdtempSync(join(tmpdir(), 'okosmero-kicad-'));
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, KICAD_CONFIG_HOME: configuration, LC_ALL: 'C.UTF-8' },
  });
  return {
    status: result.status ?? 127,
    output: `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`,
  };
}

/** @throws with kicad-cli's own words when it fails. */
export function kicad(...args: readonly string[]): string {
  const { status, output } = run('kicad-cli', args);
  if (status !== 0) throw new Error(`kicad-cli ${args.join(' ')} ended with ${status}: ${output.trim()}`);
  return output;
}
