/**
 * Copies the closed days that are new or changed to another folder, each verified before and after. What is there has the
 * layout of the data folder: restoring is copying it back and `okosmero verify`. Needs no lock.
 */
import * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';
import { METER_ID } from '@okosmero/moddable-app/contract';
import type { Progress } from './archive.js';
import { Disk } from './disk.js';
import { Folders } from './folders.js';
import { type DayRecord, fileEntry, Manifest } from './manifest.js';

export interface BackupOptions {
  readonly data: string;
  readonly csvFolder?: string;
  readonly target: string;
  /** Instant to note in the target's `backup.json`. */
  readonly at: number;
  /** Further files of the data folder, such as the household's settings; absent ones are left out. */
  readonly files?: readonly string[];
  readonly onProgress?: (progress: Progress) => void;
}

export interface BackupReport {
  readonly days: number;
  readonly copied: number;
  /** Days whose files are not those of the manifest: not copied, an older copy in the target stays. */
  readonly damaged: readonly { readonly meter: string; readonly day: string; readonly file: string }[];
}

const KINDS = ['json', 'csv', 'pack', 'phases'] as const;
type Kind = (typeof KINDS)[number];

export async function backup(options: BackupOptions): Promise<BackupReport> {
  const disk = new Disk(nodeFs);
  const source = new Folders(options.data, options.csvFolder);
  const target = new Folders(options.target, undefined);
  const meters = (await disk.list(source.jsonRoot)).filter((name) => new RegExp(METER_ID).test(name));
  const manifests = new Map<string, Manifest>();
  for (const meter of meters) manifests.set(meter, await Manifest.read(disk, source.manifest(meter)));
  const total = [...manifests.values()].reduce((sum, { days }) => sum + days.size, 0);
  const damaged: { meter: string; day: string; file: string }[] = [];
  let copied = 0;
  let done = 0;
  for (const [meter, manifest] of manifests) {
    const held = await Manifest.open(disk, target.manifest(meter));
    for (const record of manifest.days.values()) {
      const before = held.days.get(record.day);
      if (before === undefined || !sameFiles(before, record)) {
        const wrong = await copyDay(disk, source, target, meter, record);
        if (wrong === null) {
          await held.put(record);
          copied++;
        } else damaged.push({ meter, day: record.day, file: wrong });
      }
      options.onProgress?.({ done: ++done, total });
    }
    const years = await disk.list(source.summaries(meter));
    for (const name of years)
      await copy(disk, join(source.summaries(meter), name), join(target.summaries(meter), name));
    await copy(disk, source.events(meter), target.events(meter));
  }
  await copy(disk, source.evidence, target.evidence);
  for (const file of options.files ?? []) await copy(disk, join(options.data, file), join(options.target, file));
  const note = { at: options.at, days: total - damaged.length, damaged: damaged.length };
  await disk.replace(join(options.target, 'backup.json'), Buffer.from(`${JSON.stringify(note)}\n`));
  return { days: total, copied, damaged };
}

function sameFiles(a: DayRecord, b: DayRecord): boolean {
  return a.version === b.version && KINDS.every((kind) => a[kind].sha256 === b[kind].sha256);
}

function pathOf(folders: Folders, meter: string, day: string, kind: Kind): string {
  if (kind === 'json') return folders.closedDay(meter, day);
  return kind === 'csv' ? folders.csv(meter, day) : folders[kind](meter, day);
}

/** Null, or the file that is not the one of the manifest, here or as it came out over there. */
async function copyDay(
  disk: Disk,
  source: Folders,
  target: Folders,
  meter: string,
  record: DayRecord,
): Promise<string | null> {
  const files = new Map<Kind, Buffer>();
  for (const kind of KINDS) {
    const bytes = await disk.read(pathOf(source, meter, record.day, kind));
    if (bytes === null || fileEntry(bytes).sha256 !== record[kind].sha256) return kind;
    files.set(kind, bytes);
  }
  for (const [kind, bytes] of files) {
    const path = pathOf(target, meter, record.day, kind);
    await disk.replace(path, bytes);
    const written = await disk.read(path);
    if (written === null || fileEntry(written).sha256 !== record[kind].sha256) return `${kind} in the target`;
  }
  return null;
}

async function copy(disk: Disk, from: string, to: string): Promise<void> {
  const bytes = await disk.read(from);
  if (bytes !== null) await disk.replace(to, bytes);
}
