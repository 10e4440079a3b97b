import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const path = (name: string) => fileURLToPath(new URL(`../release/${name}`, import.meta.url));

test('the unit scores 1.5 or better', () => {
  const text = execFileSync('systemd-analyze', ['security', '--offline=true', '--no-pager', path('okosmero.service')], {
    encoding: 'utf8',
  });
  const score = Number(/Overall exposure level for okosmero\.service: ([\d.]+)/.exec(text)?.[1]);
  expect(score).toBeGreaterThan(0);
  expect(score).toBeLessThanOrEqual(1.5);
});

test('the unit runs without prototypes to pollute and may take the lock and the addresses', () => {
  const unit = readFileSync(path('okosmero.service'), 'utf8');
  expect(unit).toMatch(/^ExecStart=.*--disable-proto=delete.* serve$/m);
  expect(unit).toMatch(/^RestrictAddressFamilies=.*AF_UNIX.*AF_NETLINK/m);
});

test('the command of a clone is there before the build, and says what it lacks', () => {
  const { bin } = JSON.parse(readFileSync(path('../package.json'), 'utf8')) as { bin: { okosmero: string } };
  const command = path(`../${bin.okosmero}`);
  expect(execFileSync(command, ['--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
  const bare = join(mkdtempSync(join(tmpdir(), 'okosmero-bare-')), bin.okosmero);
  cpSync(command, bare);
  writeFileSync(join(bare, '../package.json'), '{"type":"module"}');
  const { status, stderr } = spawnSync(bare, { encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, expect.stringContaining('npm run build')]);
});

test('a release installs into a folder, serves, and upgrades without touching data', { timeout: 180_000 }, async () => {
  const work = mkdtempSync(join(tmpdir(), 'okosmero-release-'));
  const tarball = join(work, 'okosmero.tar.gz');
  execFileSync('node', ['--import', 'tsx', path('make.ts'), tarball], { stdio: 'ignore' });
  const root = join(work, 'root');
  const environment = { ...process.env, OKOSMERO_ROOT: root };
  const install = () => execFileSync('sh', [path('install.sh'), tarball], { env: environment, encoding: 'utf8' });
  expect(install()).toMatch(/user board1, password [a-z0-9]{16}/);

  // Wherever Node is, unit and command find it.
  const unit = readFileSync(join(root, 'etc/systemd/system/okosmero.service'), 'utf8');
  expect(unit).toContain(`\nExecStart=${realpathSync(process.execPath)} --disable-proto=delete`);

  const ready = await serveOnce(join(root, 'usr/local/bin/okosmero'));
  expect(ready.page).toContain('<title>Okosmérő</title>');

  const config = join(root, 'etc/okosmero/config.yaml');
  const devices = join(root, 'var/lib/okosmero/devices.json');
  writeFileSync(config, 'version: 1\n');
  const before = readFileSync(devices, 'utf8');
  expect(install()).not.toContain('password');
  expect(readFileSync(config, 'utf8')).toBe('version: 1\n');
  expect(readFileSync(devices, 'utf8')).toBe(before);
  expect(existsSync(join(root, 'opt/okosmero.old'))).toBe(false);
});

async function serveOnce(command: string): Promise<{ page: string }> {
  const child = spawn(command, ['serve', '--http-port', '0', '--mqtt-port', '0', '--json'], {
    env: { ...process.env, OKOSMERO_HTTP_HOST: '127.0.0.1', OKOSMERO_MQTT_HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    for await (const line of createInterface(child.stdout)) {
      if (!line.startsWith('{')) continue;
      const { url } = JSON.parse(line) as { url: string };
      return { page: await (await fetch(url)).text() };
    }
    throw new Error('the service ended before it was ready');
  } finally {
    child.kill();
    await once(child, 'exit');
  }
}
