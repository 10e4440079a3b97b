import { describe, expect, it } from 'vitest';
import { type Edge, edgeAt, type SummaryInput, summarise } from '../../src/archive/summary.js';
import { Table, type TableRow } from '../../src/archive/table.js';
import { dayBounds } from '../../src/day.js';
import { ABSENT } from '../../src/pack.js';

const DAY = '2026-11-20';
const { start, end } = dayBounds(DAY);

function row(time: number, values: Partial<TableRow> = {}): TableRow {
  return {
    time,
    importW: 360,
    exportW: 0,
    importWh: 1_000_000 + Math.floor((time - start) / 10),
    exportWh: 0,
    voltages: [23_000, ABSENT, ABSENT],
    currents: [ABSENT, ABSENT, ABSENT],
    tariffWh: Array(8).fill(ABSENT),
    limitW: ABSENT,
    ...values,
  };
}

function tableOf(rows: Iterable<TableRow>): Table {
  const table = new Table();
  for (const one of rows) table.put(one);
  return table;
}

function* every(from: number, to: number, step: number, values: (time: number) => Partial<TableRow> = () => ({})) {
  for (let time = from; time < to; time += step) yield row(time, values(time));
}

function summaryOf(rows: Iterable<TableRow>, more: Partial<SummaryInput> = {}) {
  return summarise({
    day: DAY,
    version: 1,
    closed: true,
    columns: tableOf(rows).columns(),
    before: null,
    after: null,
    beforeIsFinal: true,
    until: end,
    causeOf: () => 'unknown',
    ...more,
  });
}

const edge = (one: TableRow): Edge => edgeAt(tableOf([row(one.time - 10), one]).columns(), 1);

describe('the summary of a day', () => {
  it('counts a whole day from midnight to midnight', () => {
    const summary = summaryOf(every(start, end, 10), { before: edge(row(start - 10)), after: edge(row(end)) });
    expect(summary).toMatchObject({
      importWh: 8640,
      exportWh: 0,
      openingImportWh: 1_000_000,
      closingImportWh: 1_008_639,
      received: 8640,
      expected: 8640,
      baseLoadW: 360,
      simultaneousWh: 0,
      gaps: [],
    });
    expect(new Set(summary.quarterImportWh)).toEqual(new Set([90]));
    expect(summary.voltage).toEqual([{ min: 230, max: 230, outside: 0, means: 144 }, null, null]);
  });

  it('reads a counter between two readings when midnight and the quarters fall between them', () => {
    const shifted = (from: number, to: number) => every(from, to, 10, (time) => ({ importWh: 5 + (time - start) }));
    const summary = summaryOf(shifted(start + 4, end), {
      before: edge(row(start - 6, { importWh: 5 - 6 })),
      after: edge(row(end + 4, { importWh: 5 + end + 4 - start })),
    });
    // A counter below zero is no counter of a meter, yet the sums are the same: 1 Wh a second.
    expect(summary.importWh).toBe(86_400);
    expect(new Set(summary.quarterImportWh)).toEqual(new Set([900]));
  });

  it('leaves the quarters of a gap unknown, yet counts its energy in the day', () => {
    const rows = [...every(start, end, 10)].filter(({ time }) => time < start + 3600 || time >= start + 7200);
    const summary = summaryOf(rows, { after: edge(row(end)), causeOf: () => 'wifi' });
    expect(summary.quarterImportWh.slice(3, 9)).toEqual([null, null, null, null, null, 90]);
    expect(summary.gaps).toEqual([{ from: start + 3590, to: start + 7200, cause: 'wifi', importWh: 361, exportWh: 0 }]);
    expect([summary.importWh, summary.received, summary.expected]).toEqual([8640, 8280, 8640]);
  });

  it('never counts across a restarted counter or one that jumps further than the limiter allows', () => {
    const noon = start + 43_200;
    for (const jump of [-900_000, 5_000_000]) {
      const rows = every(start, end, 10, (time) => ({
        importWh: 1_000_000 + Math.floor((time - start) / 10) + (time >= noon ? jump : 0),
      }));
      const summary = summaryOf(rows, { after: edge(row(end, { importWh: 1_008_640 + jump })) });
      expect(summary.importWh).toBe(8639);
      expect(summary.quarterImportWh.every((wh) => wh === 90 || wh === null || wh === 89)).toBe(true);
    }
  });

  it('splits by tariff where the meter does', () => {
    const rows = every(start, end, 10, (time) => {
      const wh = Math.floor((time - start) / 10);
      return { tariffWh: [Math.min(wh, 3000), Math.max(0, wh - 3000), ABSENT, ABSENT, 7, 0, ABSENT, ABSENT] };
    });
    const summary = summaryOf(rows);
    expect(summary.tariffImportWh).toEqual([3000, 5639, null, null]);
    expect(summary.tariffExportWh).toEqual([0, 0, null, null]);
  });

  it('finds peaks, simultaneous import and export, and voltage outside 230 V ± 10 %', () => {
    const rows = every(start, start + 7200, 10, (time) => ({
      importW: time === start + 500 ? 9000 : 400,
      exportW: time < start + 3600 ? 168 : 0,
      voltages: [time < start + 1200 ? 25_400 : 23_000, 20_600, ABSENT],
    }));
    const summary = summaryOf(rows, { until: start + 7200 });
    expect(summary.maxImport).toEqual({ w: 9000, at: start + 500 });
    expect(summary.maxExport).toEqual({ w: 168, at: start });
    expect(summary.simultaneousWh).toBe(168);
    expect(summary.voltage).toEqual([
      { min: 230, max: 254, outside: 2, means: 12 },
      { min: 206, max: 206, outside: 12, means: 12 },
      null,
    ]);
    expect([summary.received, summary.expected]).toEqual([720, 720]);
  });

  it('takes the base load from the night, when no rooftop hides it', () => {
    const night = start + 5 * 3600;
    const counted = (time: number) => ({ importWh: 1_000_000 + (Math.min(time, night) - start) / 10 });
    expect(summaryOf(every(start, end, 10, counted)).baseLoadW).toBe(360);
    expect(summaryOf(every(night, end, 10)).baseLoadW).toBeNull();
  });

  it('calls the silence before a day a gap once the day before is closed', () => {
    const before = edge(row(start - 600));
    const silent = (beforeIsFinal: boolean) => summaryOf(every(start, end, 10), { before, beforeIsFinal }).gaps;
    expect(silent(false)).toEqual([]);
    expect(silent(true)).toMatchObject([{ from: start - 600, to: start }]);
  });

  it('knows nothing of a counter that was printed once, or never', () => {
    const summary = summaryOf([row(start + 100, { exportWh: ABSENT })]);
    expect([summary.importWh, summary.exportWh, summary.closingExportWh, summary.baseLoadW]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
