/** `okosmero import`, `verify`, `rebuild`, `backup`: the archive by itself. */
import { statSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Archive, Progress } from '../archive/archive.js';
import { backup } from '../archive/backup.js';
import { importCsv } from '../archive/import-csv.js';
import { openArchive } from '../archive/open.js';
import { verify } from '../archive/verify.js';
import { noteBackup } from '../backup-note.js';
import { now } from '../service.js';
import type { Config } from '../settings.js';
import { archiveFolder, CommandError, configOf, EXIT, say } from './context.js';
import { startProgress } from './progress.js';

/** Small files of the data folder that a backup takes along; not the credentials. */
const BACKED_UP = ['household.json'];

export async function importFolder(folder: string, _: unknown, command: Command): Promise<void> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new CommandError(`There is no folder ${folder}.`, EXIT.usage);
  await withArchive(configOf(command), async (archive) => {
    const report = await withBar('import', (onProgress) => importCsv(archive, folder, onProgress));
    say(`${report.files} files, ${report.rows} rows: ${report.stored} stored, ${report.known} known already`);
    for (const { file, line, reason } of report.skipped) say(`skipped ${file}:${line}: ${reason}`);
    const untold = report.skippedRows - report.skipped.length;
    if (untold > 0) say(`and ${untold} more rows skipped`);
    if (report.files === 0) throw new CommandError(`${folder} holds no .csv file.`);
  });
}

export async function rebuildArchive(_: unknown, command: Command): Promise<void> {
  const config = configOf(command);
  archiveFolder(config);
  await withArchive(config, async (archive) => {
    await withBar('rebuild', (onProgress) => archive.rebuild(onProgress));
    say('CSV, packs and summaries are made again.');
  });
}

export async function verifyArchive(_: unknown, command: Command): Promise<void> {
  const config = configOf(command);
  const places = { ...placesOf(config), data: archiveFolder(config) };
  const report = await withBar('verify', (onProgress) => verify({ ...places, onProgress }));
  say(`${report.days} closed days, ${report.readings} readings`);
  for (const { month, importDiffWh, exportDiffWh } of report.monthEnds)
    say(
      `${month}: agrees to ${kWh(importDiffWh)} kWh import, ${kWh(exportDiffWh)} kWh export with the meter's month-end values`,
    );
  for (const { meter, day, file, problem, remedy } of report.findings)
    say(`BAD ${meter} ${day} ${file}: ${problem}; ${remedy}`);
  if (report.findings.length > 0) throw new CommandError(`${report.findings.length} files are damaged.`);
  say('Nothing is damaged.');
}

export async function backupArchive(target: string, _: unknown, command: Command): Promise<void> {
  const config = configOf(command);
  const places = { ...placesOf(config), data: archiveFolder(config) };
  const inside = relative(places.data, target);
  if (!inside.startsWith('..') && !isAbsolute(inside))
    throw new CommandError(`${target} lies in the data folder itself: a backup needs another place.`, EXIT.usage);
  const at = now();
  const report = await withBar('backup', (onProgress) =>
    backup({ ...places, target, at, files: BACKED_UP, onProgress }),
  );
  say(`${report.copied} of ${report.days} closed days copied to ${target}`);
  for (const { meter, day, file } of report.damaged) say(`BAD ${meter} ${day} ${file}: damaged, not copied`);
  if (report.damaged.length > 0) throw new CommandError('See: okosmero verify');
  noteBackup(places.data, { at, target: resolve(target) });
}

/** Opens the archive for this command alone. */
async function withArchive(config: Config, work: (archive: Archive) => Promise<void>): Promise<void> {
  const on = { day: () => undefined, event: () => undefined, state: say };
  const opened = await openArchive({ ...placesOf(config), flushSeconds: config.data.flushSeconds, now, on });
  if (!opened.ok) throw new CommandError(opened.text, opened.reason === 'locked' ? EXIT.locked : EXIT.failed);
  try {
    await work(opened.archive);
  } finally {
    await opened.archive.close();
  }
}

async function withBar<T>(name: string, work: (onProgress: (progress: Progress) => void) => Promise<T>): Promise<T> {
  const bar = startProgress(name);
  try {
    return await work(({ done, total }) => bar.at(done, total));
  } finally {
    bar.end();
  }
}

const placesOf = ({ data }: Config) => ({
  data: data.folder,
  ...(data.csvFolder === null ? {} : { csvFolder: data.csvFolder }),
});

const kWh = (wh: number): string => (Math.abs(wh) / 1000).toFixed(3);
