import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Ready {
  readonly url: string;
  readonly token: string;
  readonly mqtt: { readonly port: number; readonly user: string | null; readonly password: string | null } | null;
}

/** The built service as a process of its own, as `npm start` runs it, on loopback and free ports. */
export class ServiceProcess {
  private constructor(
    readonly child: ChildProcess,
    readonly ready: Ready,
    readonly data: string,
  ) {}

  static async start(
    environment: Record<string, string> = {},
    data = mkdtempSync(join(tmpdir(), 'okosmero-service-')),
    /** Node with its own flags, and what goes in front of it. */
    [command = '', ...before]: readonly string[] = [process.execPath],
  ): Promise<ServiceProcess> {
    const ports = ['--http-port', '0', '--mqtt-port', '0', '--json'];
    const child = spawn(command, [...before, '--disable-proto=delete', MAIN, 'serve', '--data', data, ...ports], {
      env: { ...process.env, OKOSMERO_HTTP_HOST: '127.0.0.1', OKOSMERO_MQTT_HOST: '127.0.0.1', ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface(child.stdout)) {
      if (!line.startsWith('{')) continue;
      child.stdout.resume();
      return new ServiceProcess(child, JSON.parse(line) as Ready, data);
    }
    throw new Error(`the service ended with ${child.exitCode}`);
  }

  /** MB, now and at most so far. */
  memory(): { readonly now: number; readonly peak: number } {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
    return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.ready.url}${path}`, { headers: { authorization: `Bearer ${this.ready.token}` } });
  }

  /** Exit status. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    this.child.kill(signal);
    const [status] = await once(this.child, 'exit');
    return status as number | null;
  }
}
