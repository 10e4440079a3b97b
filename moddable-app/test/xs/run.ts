/** Runs a program (`<name>.program.ts`) and the pure modules it imports on the XS host. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { BUILD } from './build.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Longest run, in milliseconds: a machine that hangs is ended. */
const TIMEOUT = 300_000;

/** The layers that may be preloaded on the device, and the programs. */
const FOLDERS = ['src', 'src/p1', 'src/recorder', 'test/xs'];
const PURE = ['contract.ts', 'registers.ts'];

let modules: string | undefined;

/** Transpiles one file to one file, as mcconfig does, into a folder of this process; once. Returns the folder. */
function transpiled(): string {
  if (modules !== undefined) return modules;
  const folder = join(BUILD, `modules-${process.pid}`);
  for (const source of FOLDERS) {
    const from = join(ROOT, source);
    for (const name of readdirSync(from)) {
      if (source === 'src' ? !PURE.includes(name) : !name.endsWith('.ts') || name.endsWith('.d.ts')) continue;
      if (source === 'test/xs' && !name.endsWith('.program.ts')) continue;
      const file = join(folder, source, name.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(file), { recursive: true });
      const { outputText } = ts.transpileModule(readFileSync(join(from, name), 'utf8'), {
        fileName: relative(ROOT, join(from, name)),
        compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
      });
      writeFileSync(file, outputText);
    }
  }
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  modules = folder;
  return folder;
}

/** The fields of `creation` in a Moddable manifest. */
export interface Creation {
  readonly static: number;
  readonly chunk: { readonly initial: number; readonly incremental: number };
  readonly heap: { readonly initial: number; readonly incremental: number };
  readonly stack: number;
  readonly keys: { readonly initial: number; readonly incremental: number };
  readonly names: number;
  readonly symbols: number;
}

/** The SDK's own values for the ESP8266 (build/devices/esp/manifest.json) where the firmware's manifest gives none. */
const DEFAULT_CREATION: Creation = {
  static: 32768,
  chunk: { initial: 1536, incremental: 512 },
  heap: { initial: 512, incremental: 64 },
  stack: 256,
  keys: { initial: 32, incremental: 32 },
  names: 53,
  symbols: 3,
};

/** What the firmware is built with. */
export function firmwareCreation(): Creation {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'manifest.json'), 'utf8'));
  const { creation } = manifest as { readonly creation: Partial<Creation> };
  return { ...DEFAULT_CREATION, ...creation };
}

/** Counters of the machine between two probes; see machine.c. */
export interface Probe {
  readonly name: string;
  readonly byteCodes: number;
  readonly slots: number;
  readonly chunkBytes: number;
  readonly keys: number;
  readonly allocated: number;
}

export interface Run {
  /** Lines that the program wrote. */
  readonly lines: readonly string[];
  readonly probes: readonly Probe[];
  readonly status: number | null;
  readonly stderr: string;
}

/** `limit`: bytes that the machine may hold; the creation's `static` unless given. */
export function runOnXs(host: string, program: string, creation: Creation, input: Uint8Array, limit?: number): Run {
  const { chunk, heap, keys } = creation;
  const numbers = [
    chunk.initial,
    chunk.incremental,
    heap.initial,
    heap.incremental,
    creation.stack,
    keys.initial,
    keys.incremental,
    creation.names,
    creation.symbols,
  ];
  const run = spawnSync(
    host,
    [String(limit ?? creation.static), numbers.join(), join(transpiled(), 'test/xs', `${program}.program.js`)],
    { input, maxBuffer: 1 << 28, encoding: 'latin1', timeout: TIMEOUT },
  );
  if (run.error) throw run.error;
  const lines: string[] = [];
  const probes: Probe[] = [];
  for (const line of run.stdout.split('\n')) {
    if (line.startsWith('{"name":')) probes.push(JSON.parse(line));
    else if (line.length > 0) lines.push(line);
  }
  return { lines, probes, status: run.status, stderr: run.stderr };
}
