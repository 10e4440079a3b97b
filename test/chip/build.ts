/**
 * Builds the chip interpreter with the host's gcc, and the test programs with Debian's compiler for the lx106. Both are kept
 * under test/build/chip by a hash of everything that goes in, so that only a change builds again.
 */
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const HERE = dirname(fileURLToPath(import.meta.url));
const BUILD = join(HERE, '../build/chip');
const INTERPRETER = join(HERE, 'interpreter');
const PROGRAMS = join(HERE, 'programs');

/** The firmware's own C, and the headers that stand for the SDK's. */
export const FIRMWARE = join(HERE, '../../moddable-app/src/io/esp');
const SDK = join(HERE, '../../moddable-app/test/firmware/native/sdk');

const filesIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(folder)
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => join(folder, name));

/** The file's path, built now unless it is there. Another process may be as quick: the last to finish puts its equal there. */
async function built(
  name: string,
  command: string,
  options: readonly string[],
  inputs: readonly string[],
  sources: readonly string[],
  libraries: readonly string[] = [],
): Promise<string> {
  const hash = createHash('sha256').update(
    JSON.stringify([command, options.map((option) => option.replace(HERE, ''))]),
  );
  for (const file of inputs) hash.update(basename(file)).update(readFileSync(file));
  const path = join(BUILD, `${name}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(path)) return path;
  mkdirSync(BUILD, { recursive: true });
  const unfinished = `${path}.${randomUUID()}`;
  await run(command, [...options, '-o', unfinished, ...sources, ...libraries]);
  renameSync(unfinished, path);
  return path;
}

/** Path of the interpreter. */
export function buildInterpreter(): Promise<string> {
  const options = ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror'];
  return built('chip', 'gcc', options, filesIn(INTERPRETER, /\.[ch]$/), filesIn(INTERPRETER, /\.c$/), ['-lm']);
}

/** Path of an ELF for the lx106: a program of programs/, with some of the firmware's sources (`meter-port`). */
export async function buildProgram(name: string, firmware: readonly string[] = []): Promise<string> {
  const own = ['start.c', `${name}.c`, ...(firmware.length > 0 ? ['xs.c'] : [])].map((file) => join(PROGRAMS, file));
  const sources = [...own, ...firmware.map((file) => join(FIRMWARE, `${file}.c`))];
  const script = join(PROGRAMS, 'link.ld');
  const headers = [PROGRAMS, join(FIRMWARE, 'sdk'), SDK, join(SDK, 'lwip'), FIRMWARE].flatMap((folder) =>
    filesIn(folder, /\.h$/),
  );
  const { stdout } = await run('xtensa-lx106-elf-gcc', ['-print-file-name=include']);
  const options = [
    '-Os',
    '-std=gnu99',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-mlongcalls',
    '-mtext-section-literals',
    '-ffreestanding',
    '-fno-inline-functions',
    '-nostdinc',
    '-nostdlib',
    '-isystem',
    stdout.trim(),
    `-I${PROGRAMS}`,
    // As the image has them: what mends the SDK's headers stands in front of them.
    `-I${join(FIRMWARE, 'sdk')}`,
    `-I${SDK}`,
    `-I${FIRMWARE}`,
    `-Wl,-T,${script},--no-warn-rwx-segments`,
  ];
  return built(`${name}.elf`, 'xtensa-lx106-elf-gcc', options, [...sources, ...headers, script], sources);
}
