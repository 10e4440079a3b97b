/**
 * For every end-to-end test: the real service on free ports and a fresh folder, a simulated household with a past, and its
 * board going on live. `await using stack = await startStack({days: 30})` closes all of it.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Board } from '../simulated-meter/board.js';
import { localDay } from '../simulated-meter/calendar.js';
import { sendHistory } from '../simulated-meter/history.js';
import { planHistory } from '../simulated-meter/history-plan.js';
import { LAYOUTS, type LayoutName } from '../simulated-meter/layouts.js';
import { SimulatedMeter } from '../simulated-meter/meter.js';
import { type P1Line, portOf } from '../simulated-meter/p1-line.js';
import { missingInstants, openDays } from './missing.js';
import { addDevice, type RunningService, startService } from './service.js';

export interface StackOptions {
  /** Local days of history, today included; 0 for an empty archive. Default 3. */
  readonly days?: number;
  /** How many of them, counted from today, at 10 s. Default 0. */
  readonly fineDays?: number;
  /** Seconds between the readings of the others. Default 60; 900 makes a year in some ten seconds. */
  readonly coarseStep?: number;
  /** A board that sends a telegram every 10 s. Default true. */
  readonly live?: boolean;
  readonly layout?: LayoutName;
  /** What the cable shows in place of the undamaged line. */
  readonly fault?: (line: P1Line) => P1Line;
  /** Settings of the service by their environment names. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Stack extends AsyncDisposable {
  /** Origin of app and API, `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly token: string;
  /** What the user opens: the origin with the token in the fragment. */
  readonly link: string;
  readonly meter: string;
  readonly line: P1Line;
  readonly data: string;
  readonly service: RunningService;
  readonly board: Board | null;
}

const SERIAL = '9904120726';
const DEVICE = 'a1b2c3';
const OPENING = {
  importWh: [5_100_215, 3_895_411],
  exportWh: [1_100_300, 490_021],
  quadrantVarh: [1, 2, 3, 4],
} as const;

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const {
    days = 3,
    fineDays = 0,
    coarseStep = 60,
    live = true,
    layout = 'sanxing-3ph',
    fault = (line) => line,
  } = options;
  const data = mkdtempSync(join(tmpdir(), 'okosmero-e2e-'));
  const now = Math.floor(Date.now() / 1000);
  const today = localDay(now);
  const meter = new SimulatedMeter({
    seed: 41,
    firstDay: today - Math.max(days, 2),
    phases: LAYOUTS[layout].phases,
    solarWatts: 5000,
    opening: OPENING,
  });
  const line = fault(portOf(layout, (instant) => meter.stateAt(instant), SERIAL));
  const password = { live: await addDevice(data, DEVICE), history: await addDevice(data, 'history') };
  const service = await startService({
    data,
    environment: { OKOSMERO_DATA_FLUSH_SECONDS: '1', OKOSMERO_LOG_LEVEL: 'warn', ...options.environment },
  });
  const broker = { host: '127.0.0.1', port: service.mqttPort };
  const board = live ? new Board({ account: { ...broker, device: DEVICE, password: password.live }, line }) : null;
  if (days > 0) {
    const past = { firstDay: today - days + 1, firstFineDay: today - fineDays + 1, coarseStep };
    const open = await openDays(service, SERIAL, planHistory(past, now));
    await sendHistory({
      account: { ...broker, device: 'history', password: password.history },
      line,
      log: randomBytes(4).toString('hex'),
      days: (async function* () {
        for (const day of open) yield await missingInstants(service, SERIAL, day);
      })(),
      onProgress: () => undefined,
    });
  }
  if (board !== null) {
    board.hear(Math.floor(Date.now() / 10_000) * 10);
    board.start();
  }
  return {
    url: service.url,
    token: service.token,
    link: `${service.url}/#token=${service.token}`,
    meter: SERIAL,
    line,
    data,
    service,
    board,
    async [Symbol.asyncDispose]() {
      await board?.close();
      await service.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
