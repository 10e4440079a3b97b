/** Brings daily CSV files of the mission's format into the archive, whatever their names, with a header line or none. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { CSV_HEADER } from '../contract.js';
import { fromCells } from '../csv.js';
import type { Archive, Outcome, Progress } from './archive.js';

export interface Skipped {
  /** Path below the folder. */
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

export interface ImportReport {
  readonly files: number;
  readonly rows: number;
  readonly stored: number;
  /** Rows of instants that the archive had already. */
  readonly known: number;
  readonly skippedRows: number;
  /** The first of them. */
  readonly skipped: readonly Skipped[];
}

/** The archive takes no more; what was stored before stays. */
export class ImportStopped extends Error {}

const IN_FLIGHT = 2000;
const MAX_SKIPPED = 200;

/** Resolves when everything is durable and its days are closed. */
export async function importCsv(
  archive: Archive,
  folder: string,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<ImportReport> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => /\.csv$/i.test(name)).sort();
  const skipped: Skipped[] = [];
  const counts = { rows: 0, stored: 0, known: 0, skipped: 0 };
  let waiting: Promise<Outcome>[] = [];
  const settle = async () => {
    for (const outcome of await Promise.all(waiting)) {
      if (outcome === 'stored') counts.stored++;
      else if (outcome === 'duplicate') counts.known++;
      else
        throw new ImportStopped(
          `The archive takes no rows (${outcome}). See "okosmero doctor", then import again: what is stored is known.`,
        );
    }
    waiting = [];
  };
  for (const [index, file] of files.entries()) {
    const skip = (line: number, reason: string) => {
      counts.skipped++;
      if (skipped.length < MAX_SKIPPED) skipped.push({ file, line, reason });
    };
    try {
      for await (const { record, line } of rowsOf(join(folder, file))) {
        if (line === 1 && isHeader(record)) continue;
        const parsed = fromCells(record);
        if (!parsed.ok) {
          skip(line, parsed.reason);
          continue;
        }
        counts.rows++;
        waiting.push(archive.acceptCsvRow(parsed.row));
        if (waiting.length >= IN_FLIGHT) await settle();
      }
    } catch (error) {
      if (!isCsvError(error)) throw error;
      skip(error.lines ?? 0, `not CSV from here on: ${error.message}`);
    }
    await settle();
    onProgress({ done: index + 1, total: files.length });
  }
  await archive.closeDays();
  const { rows, stored, known } = counts;
  return { files: files.length, rows, stored, known, skippedRows: counts.skipped, skipped };
}

async function* rowsOf(path: string): AsyncGenerator<{ readonly record: string[]; readonly line: number }> {
  const parser = createReadStream(path).pipe(
    parse({
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
      max_record_size: 4096,
    }),
  );
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>)
    yield { record, line: info.lines };
}

function isHeader(record: readonly string[]): boolean {
  return record.length === CSV_HEADER.length && record[0]?.toLowerCase() === CSV_HEADER[0].toLowerCase();
}

function isCsvError(error: unknown): error is Error & { readonly lines?: number } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');
}
