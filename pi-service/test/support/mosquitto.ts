import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './ports.js';

const shipped = (name: string) => readFileSync(new URL(`../../mosquitto/${name}`, import.meta.url), 'utf8');

/** The real Mosquitto with the shipped configuration; only address and paths are those of the test. */
export class Mosquitto {
  #process: ChildProcess | null = null;
  readonly #config: string;

  constructor(
    readonly port: number,
    users: Readonly<Record<string, string>>,
    moreAcl = '',
  ) {
    const folder = mkdtempSync(join(tmpdir(), 'okosmero-mosquitto-'));
    chmodSync(folder, 0o777);
    const passwords = join(folder, 'passwd');
    const acl = join(folder, 'acl');
    writeFileSync(passwords, '');
    for (const [user, password] of Object.entries(users))
      execFileSync('mosquitto_passwd', ['-b', passwords, user, password], { stdio: 'ignore' });
    writeFileSync(acl, `${shipped('okosmero.acl')}\n${moreAcl}`);
    for (const file of [passwords, acl]) chmodSync(file, 0o644);
    this.#config = join(folder, 'conf');
    const config = shipped('okosmero.conf')
      .replace(/^listener 1883$/m, `listener ${port} 127.0.0.1`)
      .replaceAll('/etc/mosquitto/okosmero.passwd', passwords)
      .replaceAll('/etc/mosquitto/okosmero.acl', acl)
      .replace(/^persistence true$/m, `persistence true\npersistence_location ${folder}/`);
    writeFileSync(this.#config, config);
  }

  async start(): Promise<void> {
    const child = spawn('mosquitto', ['-c', this.#config], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    let output = '';
    child.stderr?.on('data', (text) => (output += text));
    await until('Mosquitto listens', async () => {
      if (child.exitCode !== null) throw new Error(`Mosquitto ended: ${output}`);
      return answers(this.port);
    });
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
