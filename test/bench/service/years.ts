/** How the start of the service and its memory grow with the days in the archive. */
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CSV_HEADER } from '@okosmero/pi-service/contract';
import { toCells } from '@okosmero/pi-service/csv';
import { startService } from '../../e2e/service.js';
import { midnight, offsetAt } from '../../simulated-meter/calendar.js';
import { newProbe } from '../probed.js';
import { absolute, compared, type Line, ratioOf } from '../ratio.js';
import { interleave, type Side } from '../rounds.js';
import { newFastFolder } from './running.js';

const MAIN = fileURLToPath(new URL('../../../pi-service/dist/main.js', import.meta.url));
const DAYS = [1, 30, 365, 1825] as const;
const LAST_DAY = 20_468;
/** A day of the archive counts by its entry, not by its rows: quarter hours are enough. */
const STEP = 900;
const ROUNDS = 3;

export async function measure(): Promise<Line[]> {
  const folder = newFastFolder();
  try {
    const sides: Record<string, Side> = {};
    const memory: Record<number, number[]> = {};
    for (const days of DAYS) {
      const data = join(folder, String(days));
      await fill(data, days);
      const seen: number[] = [];
      memory[days] = seen;
      sides[days] = async () => {
        const { cpu, rss } = await start(data);
        seen.push(rss / 1e6);
        return cpu / 1000;
      };
    }
    const costs = await interleave(sides, ROUNDS);
    const of = (days: number): number[] => costs[days] as number[];
    return [
      ...DAYS.slice(1).map((days) =>
        compared(`CPU of a start: ${days} days in the archive / 1 day`, ratioOf(of(days), of(1))),
      ),
      ...DAYS.map((days) => absolute(`CPU of a start with ${days} days`, 'ms', of(days))),
      ...DAYS.map((days) => absolute(`memory after a start with ${days} days`, 'MB', memory[days]?.slice(1) ?? [])),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Brings days into an archive by the service's own import. */
async function fill(data: string, days: number): Promise<void> {
  const source = `${data}-csv`;
  mkdirSync(source, { recursive: true });
  let rows = 0;
  for (let day = LAST_DAY - days; day < LAST_DAY; day++) {
    const lines = [CSV_HEADER.join()];
    for (let instant = midnight(day) + STEP; instant < midnight(day + 1); instant += STEP) {
      const wh = 1_000_000 + 75 * rows++;
      const objects = { '1-0:1.7.0': 0.3, '1-0:2.7.0': 0, '1-0:1.8.0': wh / 1000, '1-0:2.8.0': 12.5 };
      lines.push(toCells({ meterId: 'bench', objects }, instant, offsetAt(instant) === 7200 ? 'S' : 'W').join());
    }
    writeFileSync(join(source, `${day}.csv`), `${lines.join('\n')}\n`);
  }
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--disable-proto=delete', MAIN, 'import', source, '--data', data]);
  if (!stdout.includes(`${rows} stored`)) throw new Error(`of ${rows} rows the import says: ${stdout.trim()}`);
}

async function start(data: string): Promise<{ readonly cpu: number; readonly rss: number }> {
  const probe = newProbe();
  const service = await startService({ data, environment: { OKOSMERO_LOG_LEVEL: 'error', ...probe.environment } });
  try {
    return await probe.read();
  } finally {
    await service.stop();
  }
}
