/** Runs a program (`<name>.program.ts`) and the pure modules it imports on the XS host. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { BUILD } from './build.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The layers that may be preloaded on the device, and the programs. */
const FOLDERS = ['src', 'src/p1', 'src/recorder', 'test/xs'];
const PURE = ['contract.ts', 'registers.ts'];

/** Transpiles one file to one file, as mcconfig does, into a folder of its own. */
export function transpile(folder: string): void {
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
  const folder = join(BUILD, `modules-${process.pid}`);
  transpile(folder);
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
    [String(limit ?? creation.static), numbers.join(), join(folder, 'test/xs', `${program}.program.js`)],
    { input, maxBuffer: 1 << 28, encoding: 'latin1' },
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
