/** Pure: the lines of a day, in any order and however often -> what the closed day holds, always the same. */
import { stringify } from 'csv-stringify/sync';
import { CSV_HEADER } from '../contract.js';
import { contentOf, csvCells, instantOf, parseStored, rankOf, type Stored } from './stored.js';
import { Table as NewTable, type Table, tableRow } from './table.js';

export interface DayContent {
  /** Lines of the closed day in order of time. */
  readonly lines: readonly string[];
  /** The reading of each instant that goes into CSV and pack, in order of time. */
  readonly readings: readonly Stored[];
  readonly table: Table;
  /** Instants with different readings; both are among the lines. */
  readonly conflicts: readonly number[];
  /** Lines with a fitting checksum that are no reading. */
  readonly strange: readonly string[];
}

interface Entry {
  readonly line: string;
  readonly stored: Stored;
  readonly utc: number;
}

export function dayContent(wholeLines: readonly string[]): DayContent {
  const strange: string[] = [];
  const entries: Entry[] = [];
  for (const line of new Set(wholeLines)) {
    const stored = parseStored(line);
    if (stored === null) strange.push(line);
    else entries.push({ line, stored, utc: instantOf(stored.time, stored.receivedAt ?? 0).utc });
  }
  entries.sort(inOrder);

  const lines: string[] = [];
  const readings: Stored[] = [];
  const table = new NewTable();
  const conflicts: number[] = [];
  for (let i = 0; i < entries.length; ) {
    const first = entries[i] as Entry;
    let end = i + 1;
    while (entries[end]?.utc === first.utc) end++;
    const kept = end === i + 1 ? [first] : different(entries.slice(i, end));
    for (const { line } of kept) lines.push(line);
    if (kept.length > 1) conflicts.push(first.utc);
    readings.push(first.stored);
    table.put(tableRow(first.stored.objects, first.utc));
    i = end;
  }
  return { lines, readings, table, conflicts, strange };
}

/** By instant, then the fuller reading, then the earlier record, then the text: the same whatever the order of arrival. */
function inOrder(a: Entry, b: Entry): number {
  return (
    a.utc - b.utc ||
    rankOf(a.stored) - rankOf(b.stored) ||
    (a.stored.seq ?? 0) - (b.stored.seq ?? 0) ||
    (a.line < b.line ? -1 : 1)
  );
}

/** Of one instant's entries in order: those of the best rank whose content differs. */
function different(entries: readonly Entry[]): Entry[] {
  const best = rankOf((entries[0] as Entry).stored);
  const seen = new Set<string>();
  return entries.filter(({ stored }) => {
    const content = contentOf(stored);
    const fresh = rankOf(stored) === best && !seen.has(content);
    seen.add(content);
    return fresh;
  });
}

/** The whole CSV file of a day. */
export function csvText(readings: readonly Stored[]): string {
  return CSV_HEAD + csvRows(readings);
}

export function csvRows(readings: readonly Stored[]): string {
  return stringify(readings.map(csvCells) as unknown as string[][]);
}

export const CSV_HEAD = stringify([CSV_HEADER as unknown as string[]]);
