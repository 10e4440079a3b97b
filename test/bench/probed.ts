/** Node processes whose CPU time and memory can be asked from outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const PROBE = new URL('probe.mjs', import.meta.url).href;

export interface Usage {
  /** Microseconds, user and system, since the process began. */
  readonly cpu: number;
  /** Resident bytes. */
  readonly rss: number;
}

/** What a process asks about itself: its environment, and how to read it. */
export interface Probe {
  readonly environment: Readonly<Record<string, string>>;
  read(): Promise<Usage>;
}

const SOCKETS = mkdtempSync(join(tmpdir(), 'okosmero-bench-'));
process.once('exit', () => rmSync(SOCKETS, { recursive: true, force: true }));
let probes = 0;

export function newProbe(): Probe {
  const path = join(SOCKETS, String(probes++));
  return {
    environment: { OKOSMERO_BENCH_PROBE: path, NODE_OPTIONS: `--import=${PROBE}` },
    read: async () => JSON.parse(await text(connect(path))) as Usage,
  };
}

export interface Peer extends AsyncDisposable {
  readonly probe: Probe;
  /** Its first line of output: a port, or that it is ready. */
  readonly said: string;
}

/** Starts a script of this folder that says one line when it is ready; plain JavaScript, so that no loader adds to its memory. */
export async function startPeer(file: string, args: readonly string[]): Promise<Peer> {
  const probe = newProbe();
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...args], {
    env: { ...process.env, ...probe.environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await firstLine(child, file);
  return { probe, said, [Symbol.asyncDispose]: () => end(child) };
}

async function firstLine(child: ChildProcess, file: string): Promise<string> {
  if (child.stdout === null) throw new Error(`${file} has no output`);
  for await (const line of createInterface(child.stdout)) {
    child.stdout.resume();
    return line;
  }
  throw new Error(`${file} ended with ${child.exitCode} before it was ready`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}
