/** `okosmero export`: from the running service, or from the archive when none runs. */
import { createWriteStream } from 'node:fs';
import { Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { openArchive } from '../archive/open.js';
import { ROUTES } from '../contract.js';
import { isDay } from '../day.js';
import { now } from '../service.js';
import { Sessions } from '../session.js';
import type { Config } from '../settings.js';
import { archiveFolder, CommandError, configOf, EXIT, serviceUrl } from './context.js';
import { startProgress } from './progress.js';

interface ExportOptions {
  readonly from: string;
  readonly to: string;
  readonly format: 'csv' | 'jsonl';
  readonly output?: string;
}

interface Source {
  readonly length: number;
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly close: () => Promise<void>;
}

export async function exportReadings(meter: string, options: ExportOptions, command: Command): Promise<void> {
  const { from, to } = options;
  for (const day of [from, to])
    if (!isDay(day)) throw new CommandError(`"${day}" is not a day like 2026-01-31`, EXIT.usage);
  if (from > to) throw new CommandError(`--from ${from} is after --to ${to}`, EXIT.usage);
  const config = configOf(command);
  archiveFolder(config);
  const source = (await fromArchive(config, meter, options)) ?? (await fromService(config, meter, options));
  const progress = startProgress('export');
  let done = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _, next) {
      done += chunk.length;
      progress.at(done, source.length);
      next(null, chunk);
    },
  });
  const target: Writable = options.output === undefined ? process.stdout : createWriteStream(options.output);
  try {
    await pipeline(Readable.from(source.chunks, { objectMode: false }), counter, target, {
      end: options.output !== undefined,
    });
  } finally {
    progress.end();
    await source.close();
  }
}

/** Null while a service holds the archive. */
async function fromArchive(config: Config, meter: string, options: ExportOptions): Promise<Source | null> {
  const { folder, csvFolder, flushSeconds } = config.data;
  const on = { day: () => undefined, event: () => undefined, state: () => undefined };
  const opened = await openArchive({
    data: folder,
    ...(csvFolder === null ? {} : { csvFolder }),
    flushSeconds,
    now,
    on,
  });
  if (!opened.ok) {
    if (opened.reason === 'locked') return null;
    throw new CommandError(opened.text);
  }
  const { archive } = opened;
  const found = await archive.export(meter, options.from, options.to, options.format);
  if (found) return { ...found, close: () => archive.close() };
  await archive.close();
  throw unknownMeter(meter);
}

async function fromService(config: Config, meter: string, { from, to, format }: ExportOptions): Promise<Source> {
  const query = new URLSearchParams({ from, to, format });
  const url = serviceUrl(config);
  const authorization = `Bearer ${new Sessions(config.data.folder).token}`;
  const answer = await fetch(`${url}${ROUTES.export(meter)}?${query}`, { headers: { authorization } }).catch(() => {
    const text = `Another okosmero works on ${config.data.folder}, and no service answers at ${url}: wait for it, or set http.port to the service's.`;
    throw new CommandError(text, EXIT.unavailable);
  });
  if (answer.status === 404) throw unknownMeter(meter);
  if (!answer.ok || !answer.body)
    throw new CommandError(`The running service answers ${answer.status}: ${await answer.text()}`);
  const length = Number(answer.headers.get('content-length') ?? 0);
  return { length, chunks: answer.body, close: async () => undefined };
}

const unknownMeter = (meter: string): CommandError => new CommandError(`The archive holds no meter ${meter}.`);
