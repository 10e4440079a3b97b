/** Finds KiCad 9, or installs it from Debian's backports where that is possible without asking. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './cli.js';

const MANUAL =
  'On Debian 12: add a source with "Suites: bookworm-backports" to /etc/apt/sources.list.d, then type\n' +
  '  sudo apt-get update && sudo apt-get install -y --no-install-recommends -t bookworm-backports kicad kicad-symbols kicad-footprints poppler-utils';
const TOOLS = ['kicad-cli', 'pdftoppm'];
const PACKAGES = ['kicad', 'kicad-symbols', 'kicad-footprints', 'poppler-utils'];

const missing = (): readonly string[] => TOOLS.filter((tool) => run('which', [tool]).status !== 0);
const version = (): string => run('kicad-cli', ['version']).output.trim();

/**
 * The machine's own Debian source with the suite replaced: no host is written in this project.
 * @param text a file of /etc/apt: deb822 (`.sources`) or one line (`.list`)
 */
export function backportsSource(text: string): string | undefined {
  for (const paragraph of text.split(/\n\s*\n/)) {
    const fields = paragraph.split('\n').filter((line) => !line.startsWith('#'));
    if (
      fields.some((line) => /^Suites:.*\bbookworm\b/.test(line)) &&
      fields.some((line) => /^Types:.*\bdeb\b/.test(line))
    )
      return `${fields
        .map((line) => (line.startsWith('Suites:') ? 'Suites: bookworm-backports' : line))
        .join('\n')
        .trim()}\n`;
  }
  const line = text.split('\n').find((candidate) => /^deb\s.*\sbookworm\s/.test(candidate));
  return line === undefined ? undefined : `${line.replace(/\sbookworm\s/, ' bookworm-backports ')}\n`;
}

function addBackports(): boolean {
  const folder = '/etc/apt/sources.list.d';
  const files = [
    '/etc/apt/sources.list',
    ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []),
  ];
  const texts = files
    .filter((file) => /\.(list|sources)$/.test(file) && existsSync(file))
    .map((file) => [file, readFileSync(file, 'utf8')] as const);
  if (texts.some(([, text]) => /^[^#]*bookworm-backports/m.test(text))) return true;
  for (const [file, text] of texts) {
    const source = backportsSource(text);
    if (source === undefined) continue;
    writeFileSync(join(folder, `okosmero-backports.${file.endsWith('.sources') ? 'sources' : 'list'}`), source);
    return true;
  }
  return false;
}

export type Installed =
  | { readonly ok: true; readonly version: string }
  | { readonly ok: false; readonly reason: string };

/** Installs only as root on Debian 12; anywhere else it says what to type. */
export function ensureKicad(): Installed {
  if (missing().length === 0 && version().startsWith('9.')) return { ok: true, version: version() };
  const lacks = missing().length > 0 ? `missing: ${missing().join(', ')}` : `KiCad 9 is needed, found ${version()}`;
  const debian12 =
    existsSync('/etc/os-release') && /VERSION_CODENAME=bookworm/.test(readFileSync('/etc/os-release', 'utf8'));
  if (!debian12 || process.getuid?.() !== 0) return { ok: false, reason: `${lacks}.\n${MANUAL}` };
  if (!addBackports()) return { ok: false, reason: `${lacks}, and no Debian source was found in /etc/apt.\n${MANUAL}` };
  console.log(`${lacks}; installing KiCad 9 from bookworm-backports`);
  process.env.DEBIAN_FRONTEND = 'noninteractive';
  for (const args of [
    ['update'],
    ['install', '-y', '--no-install-recommends', '-t', 'bookworm-backports', ...PACKAGES],
  ]) {
    const { status, output } = run('apt-get', args);
    if (status !== 0)
      return {
        ok: false,
        reason: `apt-get ${args[0]} ended with ${status}:\n${output.trim().split('\n').slice(-5).join('\n')}`,
      };
  }
  if (missing().length > 0)
    return { ok: false, reason: `still ${missing().join(', ')} missing after apt-get.\n${MANUAL}` };
  if (!version().startsWith('9.'))
    return { ok: false, reason: `bookworm-backports gave KiCad ${version()}; the project's files are of KiCad 9` };
  return { ok: true, version: version() };
}
