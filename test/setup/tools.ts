/** What the tests and benchmarks need besides npm: installed by apt where that is possible, else said in one command to type. */
import { spawnSync } from 'node:child_process';

interface Tool {
  readonly package: string;
  readonly for: string;
  /** A condition of the machine; absent means always. */
  readonly when?: boolean;
}

const TOOLS: readonly Tool[] = [
  { package: 'chromium', for: 'the app in a real browser' },
  { package: 'mosquitto', for: 'a broker that is not ours' },
  { package: 'gcc', for: 'the XS engine and the native sources of the firmware' },
  { package: 'libc6-dev', for: 'the same' },
  { package: 'gcc-multilib', for: 'the XS engine with 32-bit slots, as on the board', when: process.arch === 'x64' },
  { package: 'gcc-xtensa-lx106', for: 'the native sources of the firmware for the ESP8266' },
  { package: 'strace', for: 'faults at each system call of the archive' },
  { package: 'faketime', for: 'midnights and clock changes' },
  { package: 'libnss3-tools', for: 'a browser profile that trusts one authority only' },
  { package: 'openssl', for: 'certificates of a broker with TLS' },
];

// biome-ignore lint/suspicious/noTemplateCurlyInString: a format of dpkg-query, not of JavaScript
const FORMAT = '${Package} ${db:Status-Status}\n';

function missing(only: readonly string[] | undefined): readonly Tool[] {
  const wanted = TOOLS.filter((tool) => (tool.when ?? true) && (only?.includes(tool.package) ?? true));
  const query = spawnSync('dpkg-query', ['-W', '-f', FORMAT, ...wanted.map((tool) => tool.package)], {
    encoding: 'utf8',
  });
  if (query.error) {
    stop(`This needs Debian or a relative of it (dpkg-query is missing). By other means install: ${names(wanted)}.`);
  }
  const installed = new Set(
    query.stdout.split('\n').flatMap((line) => (line.endsWith(' installed') ? [line.split(' ')[0]] : [])),
  );
  return wanted.filter((tool) => !installed.has(tool.package));
}

const names = (tools: readonly Tool[]) => tools.map((tool) => tool.package).join(' ');

function stop(text: string): never {
  console.error(`\n${text}\n`);
  process.exit(1);
}

/** Leaves with every tool there, or ends the process with the one command to type; `only`: these packages of them. */
export function ensureTools(only?: readonly string[]): void {
  const absent = missing(only);
  if (absent.length === 0) return;
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', ...absent.map((tool) => tool.package)];
  for (const tool of absent) console.error(`missing: ${tool.package} (${tool.for})`);
  if (process.getuid?.() !== 0)
    stop(`Type this, then start again:\n\n  sudo apt-get update && sudo ${install.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (args: readonly string[]) =>
    spawnSync(args[0] ?? '', args.slice(1), { stdio: ['inherit', process.stderr, 'inherit'], env }).status === 0;
  if (!run(install)) {
    run(['apt-get', 'update']);
    run(install);
  }
  const still = missing(only);
  if (still.length > 0)
    stop(
      `apt could not install ${names(still)}. Type this and read what it says:\n\n  apt-get update && ${install.join(' ')}`,
    );
}

if (process.argv[1] === import.meta.filename) ensureTools();
