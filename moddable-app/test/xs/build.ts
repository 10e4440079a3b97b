/**
 * Builds the XS host from the XS sources that npm's `@agoric/xsnap` carries (nothing of that package is run), for 64 or 32
 * bit. Kept under moddable-app/build/xs by a hash of everything that goes in, so that only a change builds again.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const HERE = dirname(fileURLToPath(import.meta.url));
export const BUILD = join(HERE, '../../build/xs');
const XSNAP = dirname(createRequire(import.meta.url).resolve('@agoric/xsnap/package.json'));
const XS = join(XSNAP, 'moddable/xs');

/** Metering on, no console, no debugger: as the firmware's release build, with what the sources of XS for the host need. */
const OPTIONS = [
  '-O1',
  '-w',
  '-fno-common',
  '-D_GNU_SOURCE',
  '-DINCLUDE_XSPLATFORM',
  '-DXSPLATFORM="xsnapPlatform.h"',
  '-DXSNAP_VERSION="0"',
  `-DmxReserveChunkSize=${64 * 1024 * 1024}`,
  '-DmxLockdown=1',
  '-DmxMetering=1',
  '-DmxNoConsole=1',
  '-DmxBoundsCheck=1',
  '-DmxParse=1',
  '-DmxRun=1',
  '-DmxSloppy=1',
  '-DmxSnapshot=1',
  '-DmxRegExpUnicodePropertyEscapes=1',
  '-DmxStringNormalize=1',
  '-DmxMinusZero=1',
  `-I${join(XS, 'includes')}`,
  `-I${join(XS, 'platforms')}`,
  `-I${join(XS, 'sources')}`,
  `-I${join(XSNAP, 'xsnap-native/xsnap/sources')}`,
];

const sourcesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.c'))
    .map((name) => join(folder, name));

const ENGINE = sourcesIn(join(XS, 'sources'));
const SOURCES = [
  ...ENGINE,
  join(XSNAP, 'xsnap-native/xsnap/sources/xsnapPlatform.c'),
  join(XSNAP, 'moddable/modules/data/crc/crc.c'),
  ...sourcesIn(HERE),
];

export type Bits = 32 | 64;

/** What the machines' slots are made for. 32 bit, as on the board, only where test/setup/tools.ts has the compiler installed. */
export const WIDTHS: readonly Bits[] = process.arch === 'x64' ? [64, 32] : [64];

/** Path of the host, built now unless it is there. Where it cannot be built, what was to run on it fails: it was not tested. */
export async function hostOf(bits: Bits): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([bits, OPTIONS.map((option) => option.replace(XSNAP, ''))]));
  for (const file of [...SOURCES, join(HERE, 'machine.h'), join(XSNAP, 'package.json')])
    hash.update(readFileSync(file));
  const host = join(BUILD, `host-${bits}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(host)) return host;

  const objects = `${host}.objects-${process.pid}`;
  mkdirSync(objects, { recursive: true });
  try {
    const object = (source: string): string => join(objects, `${basename(source, '.c')}.o`);
    const width = process.arch === 'x64' ? [`-m${bits}`] : [];
    const waiting = [...SOURCES];
    const compile = async (): Promise<void> => {
      for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
        const meter = ENGINE.includes(source) ? ['-include', join(HERE, 'meter.h')] : [];
        await run('gcc', [...width, ...OPTIONS, ...meter, '-c', source, '-o', object(source)]);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, compile));
    await run('gcc', [...width, '-o', `${objects}/host`, ...SOURCES.map(object), '-ldl', '-lm', '-lpthread']);
    renameSync(`${objects}/host`, host);
    return host;
  } catch (cause) {
    const packages = bits === 32 ? 'gcc-multilib' : 'gcc libc6-dev';
    throw new Error(`no XS host of ${bits} bit: \`npm test\` installs what builds it (apt-get install ${packages})`, {
      cause,
    });
  } finally {
    rmSync(objects, { recursive: true, force: true });
  }
}
