/** Reads the whole archive and says what is damaged. Changes nothing and needs no lock: it may run beside the service. */
import * as nodeFs from 'node:fs/promises';
import { METER_ID } from '@okosmero/moddable-app/contract';
import type { ArchiveEvent } from '../contract.js';
import type { Progress } from './archive.js';
import { makeClosedFiles, readClosedLines } from './day-files.js';
import { Disk } from './disk.js';
import { Folders } from './folders.js';
import { splitLines } from './line.js';
import { type DayRecord, type FileEntry, fileEntry, Manifest } from './manifest.js';
import { Summaries } from './summaries.js';

export interface Finding {
  readonly meter: string;
  readonly day: string;
  /** Which file: the record itself, or one that `okosmero rebuild` makes again. */
  readonly file: 'json' | 'csv' | 'pack' | 'phases' | 'summary';
  readonly problem: string;
  readonly remedy: string;
}

export interface VerifyReport {
  readonly days: number;
  readonly readings: number;
  readonly findings: readonly Finding[];
  /** The meter's own month-end values against the archive. */
  readonly monthEnds: readonly Extract<ArchiveEvent, { kind: 'monthEnd' }>[];
}

export interface VerifyOptions {
  readonly data: string;
  readonly csvFolder?: string;
  readonly onProgress?: (progress: Progress) => void;
}

const FROM_BACKUP = 'copy the file back from a backup';
const REBUILD = 'run "okosmero rebuild"';

export async function verify(options: VerifyOptions): Promise<VerifyReport> {
  const disk = new Disk(nodeFs);
  const folders = new Folders(options.data, options.csvFolder);
  const meters = (await disk.list(folders.jsonRoot)).filter((name) => new RegExp(METER_ID).test(name));
  const manifests = new Map<string, Manifest>();
  for (const meter of meters) manifests.set(meter, await Manifest.read(disk, folders.manifest(meter)));
  const total = [...manifests.values()].reduce((sum, { days }) => sum + days.size, 0);
  const findings: Finding[] = [];
  const monthEnds: Extract<ArchiveEvent, { kind: 'monthEnd' }>[] = [];
  let readings = 0;
  let done = 0;
  for (const [meter, manifest] of manifests) {
    const summaries = new Summaries(disk, folders, meter);
    for (const record of manifest.days.values()) {
      const check = new DayCheck(disk, folders, meter, record);
      await check.run(summaries);
      findings.push(...check.findings);
      readings += record.rows;
      options.onProgress?.({ done: ++done, total });
    }
    findings.push(...(await unlisted(disk, folders, meter, manifest)));
    const events = splitLines((await disk.read(folders.events(meter))) ?? Buffer.alloc(0)).whole;
    for (const line of events) {
      const event = JSON.parse(line.toString()) as ArchiveEvent;
      if (event.kind === 'monthEnd') monthEnds.push(event);
    }
  }
  return { days: total, readings, findings, monthEnds };
}

class DayCheck {
  readonly findings: Finding[] = [];

  constructor(
    private readonly disk: Disk,
    private readonly folders: Folders,
    private readonly meter: string,
    private readonly record: DayRecord,
  ) {}

  async run(summaries: Summaries): Promise<void> {
    const { disk, folders, meter, record } = this;
    const { day } = record;
    const { lines, damaged, bytes } = await readClosedLines(disk, folders, meter, day);
    if (this.#file('json', bytes, record.json, FROM_BACKUP) && damaged.length === 0) {
      const made = await makeClosedFiles(day, record.version, lines);
      for (const file of ['csv', 'pack', 'phases'] as const)
        if (made?.record[file].sha256 !== record[file].sha256)
          this.#find(file, 'the manifest does not fit what the record gives', REBUILD);
    }
    if (damaged.length > 0) this.#find('json', `${damaged.length} damaged lines`, FROM_BACKUP);
    this.#file('csv', await disk.read(folders.csv(meter, day)), record.csv, REBUILD);
    this.#file('pack', await disk.read(folders.pack(meter, day)), record.pack, REBUILD);
    this.#file('phases', await disk.read(folders.phases(meter, day)), record.phases, REBUILD);
    const summary = await summaries.get(day);
    if (summary?.version !== record.version) this.#find('summary', 'missing or of another version', REBUILD);
  }

  /** Whether a file is there and is the one of the manifest. */
  #file(file: Finding['file'], bytes: Buffer | null, expected: FileEntry, remedy: string): boolean {
    if (bytes === null) this.#find(file, 'missing', remedy);
    else if (fileEntry(bytes).sha256 !== expected.sha256)
      this.#find(file, 'its sha256 is not the one of the manifest', remedy);
    else return true;
    return false;
  }

  #find(file: Finding['file'], problem: string, remedy: string): void {
    this.findings.push({ meter: this.meter, day: this.record.day, file, problem, remedy });
  }
}

/** Closed days without a manifest entry, and open days with damaged lines. */
async function unlisted(disk: Disk, folders: Folders, meter: string, manifest: Manifest): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of await disk.list(folders.json(meter))) {
    const day = name.slice(0, 10);
    const find = (problem: string, remedy: string) => findings.push({ meter, day, file: 'json', problem, remedy });
    if (name.endsWith('.jsonl.gz') && !manifest.days.has(day)) find('not in the manifest', 'start the service once');
    if (name.endsWith('.quarantine')) find('damaged lines were set aside', FROM_BACKUP);
    if (!name.endsWith('.jsonl')) continue;
    const { damaged } = splitLines((await disk.read(folders.openDay(meter, day))) ?? Buffer.alloc(0));
    if (damaged.length > 0)
      find(`${damaged.length} damaged lines in the open day`, 'start the service once: it sets them aside');
  }
  return findings;
}
