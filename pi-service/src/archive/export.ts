/** Days in one stream, its length known before it starts. */
import type { Export } from './archive.js';
import { CSV_HEAD, csvRows, dayContent } from './day-content.js';
import { gunzip } from './day-files.js';
import type { Disk } from './disk.js';
import type { Folders } from './folders.js';
import { splitLines } from './line.js';
import type { MeterArchive } from './meter.js';

interface Part {
  readonly length: number;
  readonly read: () => Promise<Uint8Array>;
}

export async function exportDays(
  disk: Disk,
  folders: Folders,
  meter: MeterArchive,
  from: string,
  to: string,
  format: 'csv' | 'jsonl',
): Promise<Export> {
  const head = Buffer.from(format === 'csv' ? CSV_HEAD : '');
  const parts: Part[] = [{ length: head.length, read: async () => head }];
  for (const day of meter.days()) {
    if (day < from || day > to) continue;
    const record = meter.manifest.days.get(day);
    if (record === undefined) {
      const open = await openDay(disk, meter, day, format);
      parts.push({ length: open.length, read: async () => open });
    } else if (format === 'csv') {
      const length = record.csv.bytes - head.length;
      parts.push({ length, read: () => closedCsv(disk, folders, meter.id, day, length) });
    } else {
      const length = record.json.plain;
      parts.push({ length, read: async () => gunzip((await disk.read(folders.closedDay(meter.id, day))) ?? '') });
    }
  }
  return { length: parts.reduce((sum, part) => sum + part.length, 0), chunks: chunksOf(parts) };
}

async function* chunksOf(parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    const bytes = await part.read();
    // The length is announced: a day that was written anew meanwhile ends the stream, which the receiver notices.
    if (bytes.length !== part.length) throw new Error('a day changed while it was exported; try again');
    yield bytes;
  }
}

async function openDay(disk: Disk, meter: MeterArchive, day: string, format: 'csv' | 'jsonl'): Promise<Uint8Array> {
  const open = meter.open.get(day);
  if (open === undefined) return Buffer.alloc(0);
  const { size, path } = open.file;
  const content = ((await disk.read(path)) ?? Buffer.alloc(0)).subarray(0, size);
  return format === 'jsonl' ? content : Buffer.from(csvRows(dayContent(splitLines(content).whole).cells));
}

/** Without its header line; made from the record when the file is not the one of the manifest. */
async function closedCsv(
  disk: Disk,
  folders: Folders,
  meter: string,
  day: string,
  length: number,
): Promise<Uint8Array> {
  const file = await disk.read(folders.csv(meter, day));
  if (file !== null && file.length === length + CSV_HEAD.length) return file.subarray(CSV_HEAD.length);
  const json = await gunzip((await disk.read(folders.closedDay(meter, day))) ?? '');
  return Buffer.from(csvRows(dayContent(splitLines(json).whole).cells));
}
