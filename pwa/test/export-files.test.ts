import { CSV_HEADER } from '@okosmero/pi-service/contract';
import { fromCells } from '@okosmero/pi-service/csv';
import { ABSENT } from '@okosmero/pi-service/pack';
import { describe, expect, it } from 'vitest';
import { dayCsv, dayJson, daysCsv } from '../src/pages/log/export-files.js';
import { dayColumns } from './columns.js';
import { daySummary, METER } from './service.js';

describe('files made on the phone', () => {
  it('have the very rows of the archive’s CSV', () => {
    const columns = dayColumns({ day: '2023-08-15' });
    const at = columns.time.indexOf(Date.UTC(2023, 7, 15, 13, 52) / 1000);
    columns.importW[at] = 2352;
    columns.importWh[at] = 8_995_626;
    columns.exportWh[at] = 1_590_321;
    const lines = dayCsv('9912345678', columns).split('\n');
    expect(lines[0]).toBe(CSV_HEADER.join());
    expect(lines[at + 1]).toBe('9912345678,2023-08-15 15:52:00,S,2.352,0.0,8995.626,1590.321');
  });

  it('read back to the same columns, the repeated hour included', () => {
    const columns = dayColumns({ day: '2026-10-25', step: 600, watts: (s) => (s % 4000) - 2000 });
    columns.exportW[3] = ABSENT;
    const rows = dayCsv(METER, columns)
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => fromCells(line.split(',')));
    expect(rows).toHaveLength(150);
    for (const [i, parsed] of rows.entries()) {
      if (!parsed.ok) throw new Error(parsed.reason);
      expect(parsed.row.time).toBe(columns.time[i]);
      expect(parsed.row.importW).toBe(columns.importW[i]);
      expect(parsed.row.exportW).toBe(i === 3 ? null : columns.exportW[i]);
    }
  });

  it('keep absent absent in JSON', () => {
    const columns = dayColumns({ day: '2026-08-15', step: 3600 });
    columns.importW[0] = ABSENT;
    expect(JSON.parse(dayJson(METER, columns, null)).readings[0]).toMatchObject({ importW: null, exportW: 0 });
  });

  it('list days with empty cells for what is not known', () => {
    const csv = daysCsv(METER, [daySummary('2026-08-15', { exportWh: null })]);
    expect(csv.split('\n')[1]).toBe('9912345678,2026-08-15,2.4,,3.42,2.1,8640,8640');
  });
});
