/** Pure: what a closed day's readings tell beside their numbers. The same readings always give the same events. */
import type { CosemValue } from '@okosmero/moddable-app/contract';
import type { ArchiveEvent, DaySummary } from '../contract.js';
import { thousandths } from '../csv.js';
import { addDays, clockInstant, type Dst, dayBounds, dayOf } from '../day.js';
import { ABSENT } from '../pack.js';
import type { DayContent } from './day-content.js';
import { crossesEpoch } from './epoch.js';
import type { Stored } from './stored.js';
import type { Edge } from './summary.js';
import type { TableColumns } from './table.js';

/** Wh that a total may differ from the sum of its tariffs: each register is rounded on its own. */
const SUM_TOLERANCE = 2;

export function dayEvents(
  meter: string,
  content: DayContent,
  before: Edge | null,
  summary: DaySummary,
): ArchiveEvent[] {
  const columns = content.table.columns();
  return [
    ...content.conflicts.map(
      (at): ArchiveEvent => ({ at, meter, kind: 'conflict', detail: 'different readings of one instant' }),
    ),
    ...epochs(meter, columns, before),
    ...sums(meter, columns, dayBounds(summary.day).start),
    ...summary.gaps.map((gap): ArchiveEvent => ({ at: gap.from, meter, kind: 'gap', ...gap })),
  ];
}

function epochs(meter: string, columns: TableColumns, before: Edge | null): ArchiveEvent[] {
  const { time, importWh, exportWh, limitW } = columns;
  const events: ArchiveEvent[] = [];
  let last: Pick<Edge, 'time' | 'importWh' | 'exportWh'> | null = before;
  for (let i = 0; i < time.length; i++) {
    const now = { time: time[i] as number, importWh: importWh[i] as number, exportWh: exportWh[i] as number };
    if (now.importWh === ABSENT || now.exportWh === ABSENT) continue;
    if (last !== null) {
      const seconds = now.time - last.time;
      const limit = limitW[i] as number;
      if (
        (last.importWh !== ABSENT && crossesEpoch(last.importWh, now.importWh, seconds, limit)) ||
        (last.exportWh !== ABSENT && crossesEpoch(last.exportWh, now.exportWh, seconds, limit))
      )
        events.push({
          at: now.time,
          meter,
          kind: 'epoch',
          reason: 'restarted',
          importWh: now.importWh,
          exportWh: now.exportWh,
        });
    }
    last = now;
  }
  return events;
}

/** One event a day at most. */
function sums(meter: string, columns: TableColumns, at: number): ArchiveEvent[] {
  const details = [
    sumDetail('import', columns.importWh, columns.tariffWh.slice(0, 4)),
    sumDetail('export', columns.exportWh, columns.tariffWh.slice(4)),
  ].filter((detail) => detail !== null);
  return details.length === 0 ? [] : [{ at, meter, kind: 'sums', detail: details.join('; ') }];
}

function sumDetail(name: string, total: Float64Array, tariffs: readonly Float64Array[]): string | null {
  let wrong = 0;
  let most = 0;
  for (let i = 0; i < total.length; i++) {
    const printed = tariffs.map((column) => column[i] as number).filter((wh) => wh !== ABSENT);
    if (total[i] === ABSENT || printed.length < 2) continue;
    const difference = Math.abs((total[i] as number) - printed.reduce((sum, wh) => sum + wh, 0));
    if (difference <= SUM_TOLERANCE) continue;
    wrong++;
    most = Math.max(most, difference);
  }
  return wrong === 0 ? null : `${name} total is not the sum of its tariffs in ${wrong} readings, by up to ${most} Wh`;
}

/** What the meter itself stored at the last month end (0-0:98.1.0): the opening of `day`, the first of a month. */
export interface MonthEnd {
  readonly day: string;
  /** The month that ended, `YYYY-MM`. */
  readonly month: string;
  readonly importWh: number;
  readonly exportWh: number;
}

/** Groups of 0-0:98.1.0: time, +A, +A T1, +A T2, -A, … */
const GROUPS = { time: 0, importTotal: 1, exportTotal: 4 } as const;

/** The month end that a day's last full reading prints; null for a stale or unset line and for a meter without one. */
export function monthEndOf(last: Stored | null): MonthEnd | null {
  const line = last?.objects['0-0:98.1.0'];
  if (!Array.isArray(line)) return null;
  const groups = line as readonly CosemValue[];
  const at = telegramInstant(groups[GROUPS.time]);
  const importKWh = groups[GROUPS.importTotal];
  const exportKWh = groups[GROUPS.exportTotal];
  if (at === null || typeof importKWh !== 'number' || typeof exportKWh !== 'number') return null;
  const day = dayOf(at);
  // Zeros are a meter's way to say that nothing is stored yet.
  if (!day.endsWith('-01') || dayBounds(day).start !== at || (importKWh === 0 && exportKWh === 0)) return null;
  return {
    day,
    month: addDays(day, -1).slice(0, 7),
    importWh: thousandths(importKWh) as number,
    exportWh: thousandths(exportKWh) as number,
  };
}

/** `230801000000S` */
function telegramInstant(text: CosemValue | undefined): number | null {
  const match = typeof text === 'string' ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([SW])$/.exec(text) : null;
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, letter] = match;
  return clockInstant(`20${year}-${month}-${day} ${hour}:${minute}:${second}`, letter as Dst);
}

/** The check of a month end against the archive's own opening reading of that day; null when that is not known. */
export function monthEndEvent(meter: string, end: MonthEnd, opening: DaySummary | undefined): ArchiveEvent | null {
  if (opening === undefined || opening.openingImportWh === null || opening.openingExportWh === null) return null;
  return {
    at: dayBounds(end.day).start,
    meter,
    kind: 'monthEnd',
    month: end.month,
    importDiffWh: end.importWh - opening.openingImportWh,
    exportDiffWh: end.exportWh - opening.openingExportWh,
  };
}
