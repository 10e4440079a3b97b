/** Where a meter's readings are missing: what its board's log can be asked for. */

import { addDays, dayBounds, dayOf } from '../day.js';
import { decodeDay } from '../pack.js';
import { longestStep } from '../step.js';
import type { Hole } from './archive.js';
import { gunzip } from './day-files.js';
import type { Disk } from './disk.js';
import type { Folders } from './folders.js';
import type { MeterArchive } from './meter.js';

/** Silences between two instants that are longer than the day's usual step allows, whole days included. */
export async function holesOf(
  disk: Disk,
  folders: Folders,
  meter: MeterArchive,
  from: number,
  to: number,
): Promise<Hole[]> {
  const holes: Hole[] = [];
  let known = from - 1;
  let spacing = 0;
  const reach = (instant: number) => {
    if (instant - known - 1 > spacing) holes.push({ from: known + 1, to: instant });
    known = Math.max(known, instant);
  };
  for (let day = dayOf(from); dayBounds(day).start < to; day = addDays(day, 1)) {
    const time = await timesOf(disk, folders, meter, day);
    if (time.length > 0) spacing = longestStep(time);
    for (const instant of time) if (instant >= from && instant < to) reach(instant);
  }
  reach(to);
  return holes;
}

async function timesOf(disk: Disk, folders: Folders, meter: MeterArchive, day: string): Promise<Uint32Array> {
  if (!meter.manifest.days.has(day)) return meter.open.get(day)?.table.columns().time ?? new Uint32Array(0);
  const bytes = await disk.read(folders.pack(meter.id, day));
  const pack = bytes === null ? null : decodeDay(await gunzip(bytes));
  return pack?.ok ? pack.columns.time : new Uint32Array(0);
}
