/** Runs a program (`<name>.program.ts`) and the pure modules it imports on the XS host. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { BUILD } from './build.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Longest run, in milliseconds: a machine that hangs is ended. */
const TIMEOUT = 300_000;

/** The layers that may be preloaded on the device, and the programs with what they share. */
const FOLDERS = ['src', 'src/p1', 'src/recorder', 'test/xs'];
const PURE = ['contract.ts', 'registers.ts'];
const PROGRAMS = /^line\.ts$|\.program\.ts$/;

/** Source files, from the package's root. */
function sources(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => {
        if (folder === 'src') return PURE.includes(name);
        return folder === 'test/xs' ? PROGRAMS.test(name) : name.endsWith('.ts');
      })
      .map((name) => join(folder, name)),
  );
}

let modules: string | undefined;

/** Transpiles one file to one file, as mcconfig does, into a folder named after their content. Returns the folder. */
function transpiled(): string {
  if (modules !== undefined) return modules;
  const texts = sources().map((file) => [file, readFileSync(join(ROOT, file), 'utf8')] as const);
  const hash = createHash('sha256')
    .update(JSON.stringify([ts.version, texts]))
    .digest('hex')
    .slice(0, 16);
  modules = join(BUILD, `modules-${hash}`);
  if (existsSync(modules)) return modules;
  const unfinished = `${modules}.${process.pid}`;
  for (const [fileName, text] of texts) {
    const file = join(unfinished, fileName.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(file), { recursive: true });
    const { outputText } = ts.transpileModule(text, {
      fileName,
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
    });
    writeFileSync(file, outputText);
  }
  // Another process may have been quicker.
  if (existsSync(modules)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, modules);
  return modules;
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

/** Byte codes that one turn may take. A byte code is some 80 instructions on the chip: 9 million, of which the watchdog bears 64. */
export const TURN_BYTE_CODES = 109_000;

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

/** `limit`: bytes that the machine may hold, the creation's `static` unless given; `image`: file that the flash holds. */
export function runOnXs(
  host: string,
  program: string,
  creation: Creation,
  input: Uint8Array,
  limit?: number,
  image?: string,
): Run {
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
  const module = join(transpiled(), 'test/xs', `${program}.program.js`);
  const run = spawnSync(
    host,
    [String(limit ?? creation.static), numbers.join(), module, ...(image === undefined ? [] : [image])],
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
