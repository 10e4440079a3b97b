/** The real service as a process of its own, through its public surface only: command line, environment, ready line. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MAIN = fileURLToPath(new URL('../../pi-service/dist/main.js', import.meta.url));
const NODE_ARGUMENTS = ['--disable-proto=delete', '--max-semi-space-size=4', '--max-old-space-size=128', MAIN];
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 20_000;

export interface ServiceOptions {
  readonly data: string;
  readonly httpPort?: number;
  readonly mqttPort?: number;
  /** More settings by their environment names. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the service's log goes: shown, or kept for the error message. */
  readonly log?: 'show' | 'keep';
}

export interface RunningService {
  readonly url: string;
  readonly token: string;
  /** Of the embedded broker; 0 with a broker elsewhere. */
  readonly mqttPort: number;
  readonly process: ChildProcess;
  /** Asks it to end and waits; idempotent. */
  stop(): Promise<void>;
}

interface ReadyLine {
  readonly url: string;
  readonly token: string;
  readonly mqtt: { readonly port: number } | null;
}

/** Password of a new account for a board, made by the service's own command. */
export async function addDevice(data: string, name: string): Promise<string> {
  const password = `simulated-${name}`;
  const args = [...NODE_ARGUMENTS, 'device', 'add', name, '--password', password, '--data', data];
  await promisify(execFile)(process.execPath, args, { env: environment({}) }).catch(
    ({ stderr }: { stderr: string }) => {
      throw new Error(`there is no account for the board ${name}: ${stderr.trim()}`);
    },
  );
  return password;
}

/** A pairing code for a phone, from the service's own command. */
export async function pairingCode(data: string): Promise<string> {
  const args = [...NODE_ARGUMENTS, 'token', '--data', data];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: environment({}) });
  const code = /pairing code[^:]*: (\w{4}-\w{4})/.exec(stdout)?.[1];
  if (code === undefined) throw new Error(`the service printed no pairing code:\n${stdout}`);
  return code;
}

export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { data, httpPort = 0, mqttPort = 0 } = options;
  const ports = ['--http-port', String(httpPort), '--mqtt-port', String(mqttPort)];
  const child = spawn(process.execPath, [...NODE_ARGUMENTS, 'serve', '--data', data, ...ports, '--json'], {
    stdio: ['ignore', 'pipe', options.log === 'show' ? 'inherit' : 'pipe'],
    env: environment(options.environment ?? {}),
  });
  let kept = '';
  child.stderr?.on('data', (text) => {
    kept = `${kept}${text}`.slice(-4000);
  });
  const ready = await readyLine(child).catch((error: Error) => {
    child.kill('SIGKILL');
    throw new Error(`the service did not start: ${error.message}\n${kept}`);
  });
  return {
    url: ready.url,
    token: ready.token,
    mqttPort: ready.mqtt?.port ?? 0,
    process: child,
    stop: () => stop(child),
  };
}

/** Loopback only, and a name of its own for nobody's Home Assistant. */
function environment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return {
    ...process.env,
    // As the unit of the release has it.
    MALLOC_ARENA_MAX: '1',
    OKOSMERO_HTTP_HOST: '127.0.0.1',
    OKOSMERO_MQTT_HOST: '127.0.0.1',
    OKOSMERO_HOMEASSISTANT_ENABLED: 'false',
    ...more,
  };
}

async function readyLine(child: ChildProcess): Promise<ReadyLine> {
  if (child.stdout === null) throw new Error('it has no standard output');
  const lines = createInterface({ input: child.stdout });
  const timeout = AbortSignal.timeout(READY_WITHIN_MS);
  const ended = once(child, 'exit', { signal: timeout }).then(([code]) => {
    throw new Error(`it ended with status ${code}`);
  });
  const line = (async () => {
    for await (const text of lines) if (text.startsWith('{')) return JSON.parse(text) as ReadyLine;
    return await ended;
  })();
  const ready = await Promise.race([line, ended]);
  ended.catch(() => undefined);
  child.stdout.resume();
  return ready;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await ended;
  clearTimeout(late);
}
