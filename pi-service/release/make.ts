/**
 * `npm run release`: one tarball of the built app and the service with its production dependencies, for a Pi that cannot
 * build. Takes what `npm run build` made.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const target = process.argv[2] ?? join(root, 'build', `okosmero-${version}.tar.gz`);

/** What runs; tests and sources stay behind. */
const PARTS = [
  'LICENSE',
  'pi-service/bin',
  'pi-service/dist',
  'pi-service/config.example.yaml',
  'pi-service/README.md',
  'pi-service/mosquitto',
  'pi-service/release/install.sh',
  'pi-service/release/okosmero.service',
  'moddable-app/dist',
  'pwa/dist',
];
const UNWANTED = /\.(tsbuildinfo|d\.[cm]?ts|map)$/;
/** What packages carry for their own makers. */
const IDLE = /\.md$|\/(tests?|docs|examples?|benchmarks?)$/;

for (const built of ['pi-service/dist/main.js', 'pwa/dist/index.html'])
  if (!existsSync(join(root, built))) {
    process.stderr.write(`${built} is missing. Type: npm run build\n`);
    process.exit(1);
  }

/** Folders of the packages that the service needs, as they are installed here: no registry is asked. */
function productionModules(): string[] {
  const list = ['ls', '--omit=dev', '--all', '--parseable', '-w', '@okosmero/pi-service'];
  const paths = execFileSync('npm', list, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return paths
    .split('\n')
    .filter((path) => path.includes('/node_modules/') && !path.includes('/node_modules/@okosmero/'));
}

/** What a package carries in a folder of its own is in the list by itself, when it is needed. */
const isSuperfluous = (folder: string, path: string): boolean =>
  path.slice(folder.length).includes('/node_modules') || UNWANTED.test(path) || IDLE.test(path);

const work = mkdtempSync(join(tmpdir(), 'okosmero-release-'));
const tree = join(work, `okosmero-${version}`);
try {
  for (const part of PARTS)
    cpSync(join(root, part), join(tree, part), { recursive: true, filter: (path) => !UNWANTED.test(path) });
  cpSync(join(root, 'pi-service/package.json'), join(tree, 'pi-service/package.json'));
  cpSync(join(root, 'moddable-app/package.json'), join(tree, 'moddable-app/package.json'));
  for (const path of productionModules())
    cpSync(path, join(tree, relative(root, path)), { recursive: true, filter: (file) => !isSuperfluous(path, file) });
  mkdirSync(join(tree, 'node_modules/@okosmero'), { recursive: true });
  symlinkSync('../../moddable-app', join(tree, 'node_modules/@okosmero/moddable-app'));
  mkdirSync(dirname(target), { recursive: true });
  // The same input gives the same bytes.
  const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0'];
  execFileSync('tar', [...same, '-C', work, '--use-compress-program=gzip -6n', '-cf', target, basename(tree)]);
} finally {
  rmSync(work, { recursive: true, force: true });
}
const digest = createHash('sha256').update(readFileSync(target)).digest('hex');
writeFileSync(`${target}.sha256`, `${digest}  ${basename(target)}\n`);
process.stdout.write(`${target}\n${digest}\n`);
