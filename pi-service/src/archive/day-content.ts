/** Pure: the lines of a day, in any order and however often -> what the closed day holds, always the same. */
import { stringify } from 'csv-stringify/sync';
import { CSV_HEADER } from '../contract.js';
import type { CsvCells } from '../csv.js';
import { contentOf, csvCells, instantOf, parseStored, type Rank, rankOf, type Stored } from './stored.js';
import { Table, type TableRow, tableRow } from './table.js';

export interface DayContent {
  /** Lines of the closed day in order of time. */
  readonly lines: readonly Buffer[];
  /** Cells of the CSV: of each instant the reading that is shown, in order of time. */
  readonly cells: readonly CsvCells[];
  /** The numbers of the same readings. */
  readonly table: Table;
  /** The last full reading. */
  readonly last: Stored | null;
  /** Instants with different readings; both are among the lines. */
  readonly conflicts: readonly number[];
  /** Lines with a fitting checksum that are no reading. */
  readonly strange: readonly Buffer[];
}

/** The parsed objects of a whole day would take five times the memory of its lines. */
interface Entry {
  readonly line: Buffer;
  readonly utc: number;
  readonly rank: Rank;
  readonly seq: number;
  readonly cells: CsvCells;
  readonly row: TableRow;
}

export function dayContent(wholeLines: readonly Buffer[]): DayContent {
  const strange: Buffer[] = [];
  const entries: Entry[] = [];
  for (const line of wholeLines) {
    const stored = parseStored(line);
    if (stored === null) {
      strange.push(line);
      continue;
    }
    const { utc } = instantOf(stored.time, stored.receivedAt ?? 0);
    const row = tableRow(stored.objects, utc);
    entries.push({ line, utc, rank: rankOf(stored), seq: stored.seq ?? 0, cells: csvCells(stored), row });
  }
  entries.sort(inOrder);

  const lines: Buffer[] = [];
  const cells: CsvCells[] = [];
  const table = new Table();
  const conflicts: number[] = [];
  for (let i = 0; i < entries.length; ) {
    const first = entries[i] as Entry;
    let end = i + 1;
    while (entries[end]?.utc === first.utc) end++;
    const kept = end === i + 1 ? [first] : different(entries.slice(i, end));
    for (const { line } of kept) lines.push(line);
    if (kept.length > 1) conflicts.push(first.utc);
    cells.push(first.cells);
    table.put(first.row);
    i = end;
  }
  const last = entries.findLast(({ rank }) => rank === 0);
  return {
    lines,
    cells,
    table,
    last: last === undefined ? null : parseStored(last.line),
    conflicts,
    strange,
  };
}

/** By instant, then the fuller reading, then the earlier record, then the text: the same whatever the order of arrival. */
function inOrder(a: Entry, b: Entry): number {
  return a.utc - b.utc || a.rank - b.rank || a.seq - b.seq || Buffer.compare(a.line, b.line);
}

/** Of one instant's entries in order: those of the best rank whose content differs. */
function different(entries: readonly Entry[]): Entry[] {
  const best = (entries[0] as Entry).rank;
  const seen = new Set<string>();
  return entries.filter(({ rank, line }) => {
    const content = contentOf(parseStored(line) as Stored);
    const fresh = rank === best && !seen.has(content);
    seen.add(content);
    return fresh;
  });
}

/** The whole CSV file of a day. */
export function csvText(cells: readonly CsvCells[]): string {
  return CSV_HEAD + csvRows(cells);
}

export function csvRows(cells: readonly CsvCells[]): string {
  return stringify(cells as unknown as string[][]);
}

export const CSV_HEAD = stringify([CSV_HEADER as unknown as string[]]);
