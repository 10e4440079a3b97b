/** `okosmero recover` */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type RecoveryReport, recoveryFiles } from '../recovery.js';
import { writeFileAtomically } from '../write-file.js';
import { CommandError, configOf, EXIT, say } from './context.js';
import { startProgress } from './progress.js';

const ANSWER_MS = 15_000;
/** A board sends some twenty messages a second; one that sent nothing for so long has nothing more. */
const STANDSTILL_MS = 60_000;

export async function recover(options: { wait: boolean }, command: Command): Promise<void> {
  const { data } = configOf(command);
  if (!existsSync(data.folder)) throw new CommandError(`There is no data folder ${data.folder}.`, EXIT.usage);
  const before = await request(data.folder, true);
  if (before.meters.length === 0)
    say('The archive knows no meter yet. A board sends its whole log by itself as soon as it connects.');
  for (const { meter, device, available, holes, seconds } of before.meters) {
    const missing = holes === 0 ? 'nothing is missing' : `${holes} holes, ${hours(seconds)} h altogether`;
    const state =
      holes === 0 ? '' : available ? `: board ${device} is asked` : `: board ${device ?? '?'} is not connected`;
    say(`${meter}: ${missing}${state}`);
  }
  const asked = before.meters.filter(({ available, seconds }) => available && seconds > 0);
  const total = asked.reduce((sum, { seconds }) => sum + seconds, 0);
  if (total === 0 || !options.wait) return;
  const left = await waitForFilling(data.folder, total);
  say(left === 0 ? 'Everything is there.' : `${hours(left)} h are not in the logs of the boards any more.`);
}

async function waitForFilling(dataFolder: string, total: number): Promise<number> {
  const progress = startProgress('recover');
  let left = total;
  let moved = Date.now();
  while (left > 0 && Date.now() - moved < STANDSTILL_MS) {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const { meters } = await request(dataFolder, false);
    const now = meters.reduce((sum, { available, seconds }) => sum + (available ? seconds : 0), 0);
    if (now < left) moved = Date.now();
    left = Math.min(left, now);
    progress.at(total - left, total);
  }
  progress.end();
  return left;
}

async function request(dataFolder: string, ask: boolean): Promise<RecoveryReport> {
  const files = recoveryFiles(dataFolder);
  const id = randomUUID();
  writeFileAtomically(files.request, JSON.stringify({ id, ask }), 0o600);
  const end = Date.now() + ANSWER_MS;
  while (Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const report = readReport(files.report);
    if (report?.id === id) return report;
  }
  throw new CommandError('The service does not answer. Start it first: okosmero serve', EXIT.unavailable);
}

function readReport(path: string): RecoveryReport | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as RecoveryReport;
  } catch {
    return null;
  }
}

const hours = (seconds: number): string => (seconds / 3600).toFixed(1);
