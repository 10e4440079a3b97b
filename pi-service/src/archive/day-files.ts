/** Reading and writing the files of one day. */
import { promisify } from 'node:util';
import { createGunzip, gunzip as gunzipCallback, gzip as gzipCallback } from 'node:zlib';
import { encodeDay, encodePhases } from '../pack.js';
import { reasonOf } from '../reason.js';
import { csvText, type DayContent, dayContent } from './day-content.js';
import type { Disk } from './disk.js';
import type { Folders } from './folders.js';
import { splitLines } from './line.js';
import { type DayRecord, fileEntry } from './manifest.js';
import { edgeAt } from './summary.js';

export const gzip = promisify(gzipCallback);
export const gunzip = promisify(gunzipCallback);

/** A day of the longest telegrams every second, inflated: more is no day but an attack on memory. */
const MAX_INFLATED = 400 * 1024 * 1024;

export interface DayLines {
  readonly closed: readonly Buffer[];
  readonly open: readonly Buffer[];
  /** Durable bytes of the open file. */
  readonly openBytes: number;
  /** What was set aside or cut, in words; empty when the day was whole. */
  readonly repairs: readonly string[];
}

/**
 * Lines of a day from its closed and its open file, repaired: damaged ones are set aside, a torn tail is cut. Only while nothing
 * is written to the open file. A disk that is read-only is read all the same.
 */
export async function readDayLines(disk: Disk, folders: Folders, meter: string, day: string): Promise<DayLines> {
  const repairs: string[] = [];
  const repair = async (what: string, how: () => Promise<void>) => {
    repairs.push(
      await how().then(
        () => what,
        (error: unknown) => `${what}: not yet, ${reasonOf(error)}`,
      ),
    );
  };

  const closed = await readClosedLines(disk, folders, meter, day);
  if (closed.damaged.length > 0 && closed.bytes !== null) {
    const { bytes } = closed;
    await repair(`${closed.damaged.length} damaged lines in the closed day, a copy of its file is kept`, () =>
      disk.replace(`${folders.closedDay(meter, day)}${QUARANTINE}`, bytes),
    );
  }
  const openPath = folders.openDay(meter, day);
  const content = await disk.read(openPath);
  if (content === null) return { closed: closed.lines, open: [], openBytes: 0, repairs };
  const { whole, damaged, torn } = splitLines(content);
  let openBytes = content.length - torn;
  if (damaged.length > 0)
    await repair(`${damaged.length} damaged lines of the open day set aside`, async () => {
      await setAside(disk, folders, meter, day, damaged);
      const bytes = joined(whole);
      await disk.replace(openPath, bytes);
      openBytes = bytes.length;
    });
  else if (torn > 0)
    await repair(`a torn tail of ${torn} bytes cut`, () => disk.truncate(openPath, content.length - torn));
  return { closed: closed.lines, open: whole, openBytes, repairs };
}

const QUARANTINE = '.quarantine';

/** Keeps lines that cannot be read as readings: nothing is ever deleted. */
export async function setAside(
  disk: Disk,
  folders: Folders,
  meter: string,
  day: string,
  lines: readonly Buffer[],
): Promise<void> {
  const path = folders.quarantine(meter, day);
  const size = (await disk.read(path))?.length ?? 0;
  await disk.append(path, size, joined(lines));
}

/** Lines of a closed day; a file that does not inflate gives those before the damage. */
export async function readClosedLines(
  disk: Disk,
  folders: Folders,
  meter: string,
  day: string,
): Promise<{ readonly lines: readonly Buffer[]; readonly damaged: readonly Buffer[]; readonly bytes: Buffer | null }> {
  const bytes = await disk.read(folders.closedDay(meter, day));
  if (bytes === null) return { lines: [], damaged: [], bytes };
  let content: Buffer;
  let cut: string | null = null;
  try {
    content = await gunzip(bytes, { maxOutputLength: MAX_INFLATED });
  } catch (error) {
    cut = `gzip: ${error instanceof Error ? error.message : String(error)}`;
    content = await inflatedPart(bytes);
  }
  const { whole, damaged } = splitLines(content);
  return { lines: whole, damaged: cut === null ? damaged : [...damaged, Buffer.from(cut)], bytes };
}

/** What of a damaged gzip file still comes out; empty when nothing does. */
function inflatedPart(bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const stream = createGunzip();
    const parts: Buffer[] = [];
    const done = () => resolve(Buffer.concat(parts));
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('error', done);
    stream.on('end', done);
    stream.end(bytes);
  });
}

export interface ClosedFiles {
  readonly content: DayContent;
  readonly json: Buffer;
  readonly csv: Buffer;
  readonly pack: Buffer;
  readonly phases: Buffer;
  readonly record: DayRecord;
}

/** Everything that a closed day consists of, made from its lines; null when there is no reading among them. */
export async function makeClosedFiles(
  day: string,
  version: number,
  lines: readonly Buffer[],
): Promise<ClosedFiles | null> {
  const content = dayContent(lines);
  const { table } = content;
  if (table.length === 0) return null;
  const plain = joined(content.lines);
  const columns = table.columns();
  const csv = Buffer.from(csvText(content.cells));
  const [json, pack, phases] = await Promise.all([gzip(plain), gzip(encodeDay(columns)), gzip(encodePhases(columns))]);
  const record: DayRecord = {
    day,
    version,
    rows: table.length,
    device: content.last?.device ?? null,
    identification: content.last?.identification ?? null,
    first: edgeAt(columns, 0),
    last: edgeAt(columns, table.length - 1),
    json: { ...fileEntry(json), plain: plain.length },
    csv: fileEntry(csv),
    pack: fileEntry(pack),
    phases: fileEntry(phases),
  };
  return { content, json, csv, pack, phases, record };
}

/** Lines with their ends. */
function joined(lines: readonly Buffer[]): Buffer {
  const bytes = Buffer.allocUnsafe(lines.reduce((sum, line) => sum + line.length + 1, 0));
  let at = 0;
  for (const line of lines) {
    at += line.copy(bytes, at);
    at = bytes.writeUInt8(10, at);
  }
  return bytes;
}

/** The record first: whatever fails after it can be made from it. */
export async function writeClosedFiles(disk: Disk, folders: Folders, meter: string, files: ClosedFiles): Promise<void> {
  const { day } = files.record;
  await disk.replace(folders.closedDay(meter, day), files.json);
  await writeDerivedFiles(disk, folders, meter, files);
}

export async function writeDerivedFiles(
  disk: Disk,
  folders: Folders,
  meter: string,
  { csv, pack, phases, record: { day } }: ClosedFiles,
): Promise<void> {
  await Promise.all([
    disk.replace(folders.csv(meter, day), csv),
    disk.replace(folders.pack(meter, day), pack),
    disk.replace(folders.phases(meter, day), phases),
  ]);
}
