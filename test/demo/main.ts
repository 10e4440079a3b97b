/**
 * `npm run demo`: the real service and app, a simulated household in front of them, one link. `npm run dev` is the same
 * with Vite's development server for the app. What they make is kept in `demo-data`; delete the folder to start anew.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { missingInstants, openDays } from '../e2e/missing.js';
import { addDevice, type RunningService, startService } from '../e2e/service.js';
import { Board } from '../simulated-meter/board.js';
import { sendHistory } from '../simulated-meter/history.js';
import { planHistory } from '../simulated-meter/history-plan.js';
import { openHousehold, SERIAL } from './household.js';
import { type Progress, progressOf } from './progress.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DATA = process.env.OKOSMERO_DEMO_DATA ?? `${ROOT}demo-data`;
const PORT = Number(process.env.OKOSMERO_HTTP_PORT ?? 8080);
const DEV_PORT = 5173;
const SECOND = 1000;

const now = () => Math.floor(Date.now() / SECOND);
const development = process.argv.includes('--dev');
const { line, past } = openHousehold(DATA, now());
const [service, boardPassword, historyPassword] = await begin().catch((error: Error) => {
  console.error(error.message);
  if (error.message.includes('set http.port'))
    console.error(`For the demo that is: OKOSMERO_HTTP_PORT=${PORT + 1} npm run demo`);
  process.exit(1);
});
const broker = { host: '127.0.0.1', port: service.mqttPort };
const board = new Board({ account: { ...broker, device: 'demo', password: boardPassword }, line });
board.start();
let ending = false;
let progress: Progress | null = null;
endOnSignal(development ? startVite(service) : null);

const origin = development ? `http://localhost:${DEV_PORT}` : service.url.replace('127.0.0.1', 'localhost');
console.log(`\nOkosmérő, with a simulated household:\n\n  ${origin}/#token=${service.token}\n`);
console.log('Ctrl+C ends it. Its history is kept in demo-data for the next start.\n');
await fillHistory().catch((error: Error) => {
  // The service goes away while readings are on their way: what is missing is filled at the next start.
  if (!ending) throw error;
});

/** The service, and the passwords of a live board and of one for the past. */
async function begin(): Promise<[RunningService, string, string]> {
  const passwords = [await addDevice(DATA, 'demo'), await addDevice(DATA, 'demo-history')] as const;
  const environment = { OKOSMERO_LOG_LEVEL: 'warn', OKOSMERO_DATA_FLUSH_SECONDS: '1' };
  return [await startService({ data: DATA, httpPort: PORT, environment }), ...passwords];
}

/** Sends what the service lacks of the household's past. */
async function fillHistory(): Promise<void> {
  const days = await openDays(service, SERIAL, planHistory(past, now()));
  const bar = progressOf(days.reduce((sum, { missing }) => sum + missing, 0));
  progress = bar;
  const started = Date.now();
  const sent = await sendHistory({
    account: { ...broker, device: 'demo-history', password: historyPassword },
    line,
    log: randomBytes(4).toString('hex'),
    days: (async function* () {
      for (const day of days) yield await missingInstants(service, SERIAL, day);
    })(),
    onProgress: (durable) => bar.update(durable),
  });
  bar.stop();
  console.log(
    `\nThe history is complete: ${sent} readings of ${days.length} days, ${Math.round((Date.now() - started) / SECOND)} s.`,
  );
}

/** The development server with the running service behind it. */
function startVite({ url }: RunningService): ChildProcess {
  return spawn('npx', ['vite', '--port', String(DEV_PORT), '--strictPort'], {
    cwd: `${ROOT}pwa`,
    env: { ...process.env, OKOSMERO_SERVICE: url },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function endOnSignal(vite: ChildProcess | null): void {
  const end = async () => {
    ending = true;
    // Gives the terminal back as it was.
    progress?.stop();
    vite?.kill();
    await board.close();
    await service.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
}
