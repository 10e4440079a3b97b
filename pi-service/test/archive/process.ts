/** Runs {@link file://./worker.ts} and looks at what it left. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DayIndex } from '../../src/contract.js';
import { jsonOf, openFixture, textOf } from './fixture.js';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));

export interface Run {
  readonly acknowledged: readonly string[];
  readonly states: readonly string[];
  readonly done: boolean;
}

export interface RunOptions {
  readonly folder: string;
  readonly from: number;
  readonly count: number;
  readonly mode?: 'honest' | 'early';
  /** It is killed once it has acknowledged as many. */
  readonly killAt?: number;
  /** Command in front of node, such as strace with its options. */
  readonly before?: readonly string[];
}

export async function runWorker(options: RunOptions): Promise<Run> {
  const { folder, from, count, mode = 'honest', before = [] } = options;
  const node = [process.execPath, '--conditions=source', '--import', 'tsx', WORKER];
  const [command = '', ...rest] = [...before, ...node, folder, String(from), String(count), mode];
  const child = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // One thread for files, so that strace counts the system calls of all of them together.
    env: { ...process.env, UV_THREADPOOL_SIZE: '1', TSX_DISABLE_CACHE: '1' },
  });
  let text = '';
  let problem = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    if (options.killAt !== undefined && text.split('\nack ').length > options.killAt) child.kill('SIGKILL');
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    problem += part;
  });
  await new Promise((resolve) => child.once('close', resolve));
  const lines = text.split('\n').slice(0, -1);
  if (!lines.includes('open') && before.length === 0) throw new Error(`the worker did not start: ${problem}`);
  const of = (word: string) =>
    lines.flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
  return { acknowledged: of('ack'), states: of('state'), done: of('done').length > 0 };
}

export interface Left {
  /** Acknowledged lines that are not in the archive. */
  readonly lost: readonly string[];
  readonly duplicates: number;
  readonly lines: number;
}

/** Starts an archive on what a worker left, closes its days and looks for what was acknowledged. */
export async function lookAt(folder: string, now: number, acknowledged: readonly string[]): Promise<Left> {
  const { archive } = await openFixture(folder, now);
  await archive.closeDays();
  const lines: string[] = [];
  for (const { id } of archive.meters())
    for (const { day } of jsonOf<DayIndex>(await archive.days(id)).days)
      lines.push(
        ...textOf(await archive.jsonLines(id, day))
          .trim()
          .split('\n'),
      );
  await archive.close();
  const held = new Set(lines);
  return {
    lost: acknowledged.filter((line) => !held.has(line)),
    duplicates: lines.length - held.size,
    lines: lines.length,
  };
}
