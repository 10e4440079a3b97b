/** The last hour's curve: what the archive has of today, continued by what came live since. Pure. */
import type { DayColumns } from '@okosmero/pi-service/pack';
import type { Sample } from './live.js';
import { firstAtOrAfter } from './series.js';

export function lastHour(today: DayColumns | null, live: readonly Sample[], now: number): DayColumns {
  const start = today === null ? 0 : firstAtOrAfter(today.time, now - 3600);
  const archived = today === null ? 0 : today.time.length - start;
  const after = archived === 0 ? now - 3600 : (today?.time.at(-1) as number);
  const added = live.filter(({ time }) => time > after);
  const rows = archived + added.length;
  const columns = {
    time: new Uint32Array(rows),
    importW: new Int32Array(rows),
    exportW: new Int32Array(rows),
    importWh: new Float64Array(0),
    exportWh: new Float64Array(0),
  };
  if (today !== null) {
    columns.time.set(today.time.subarray(start));
    columns.importW.set(today.importW.subarray(start));
    columns.exportW.set(today.exportW.subarray(start));
  }
  for (const [i, sample] of added.entries()) {
    columns.time[archived + i] = sample.time;
    columns.importW[archived + i] = sample.importW;
    columns.exportW[archived + i] = sample.exportW;
  }
  return columns;
}
