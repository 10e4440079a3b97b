import type { ReadingColumns } from '../p1/reader.js';
import type { Recordable } from './recorder.js';

/** What the log takes of a reading. */
export function recordableOf(columns: ReadingColumns): Recordable {
  return {
    time: columns.utc,
    summer: columns.dst === 'S',
    importWh: columns.totalImport,
    exportWh: columns.totalExport,
    importW: columns.import,
    exportW: columns.export,
    volts: [wholeVolts(columns.voltageL1), wholeVolts(columns.voltageL2), wholeVolts(columns.voltageL3)],
  };
}

function wholeVolts(tenths: number | null): number | null {
  return tenths === null ? null : Math.round(tenths / 10);
}
