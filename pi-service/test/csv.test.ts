import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromCells, toCells, toRow } from '../src/csv.js';
import { meterTime } from '../src/day.js';

const objects = { '1-0:1.7.0': 2.352, '1-0:2.7.0': 0, '1-0:1.8.0': 8995.626, '1-0:2.8.0': 1590.321 };
const at = meterTime('2023-08-15T15:52:00+02:00') ?? { utc: 0, dst: 'W' as const };

describe('a row of the daily CSV', () => {
  it("is the mission's, byte for byte", () => {
    expect(toCells({ meterId: '9912345678', objects }, at.utc, at.dst).join(',')).toBe(
      '9912345678,2023-08-15 15:52:00,S,2.352,0.0,8995.626,1590.321',
    );
  });

  it('sums the tariffs where a meter has no total, without floating point dust', () => {
    const tariffs = { '1-0:1.8.1': 0.1, '1-0:1.8.2': 0.2, '1-0:2.8.1': 90 };
    expect(toCells({ meterId: 'a', objects: tariffs }, at.utc, at.dst).slice(3)).toEqual(['', '', '0.3', '90.0']);
  });

  it('leaves the cell of an absent register empty, and of one that is text', () => {
    expect(toCells({ meterId: 'a', objects: { '1-0:1.7.0': '??' } }, at.utc, at.dst).slice(3)).toEqual([
      '',
      '',
      '',
      '',
    ]);
  });

  it('never prints an exponent', () => {
    const tiny = { '1-0:1.7.0': 1e-7, '1-0:2.7.0': 2.5e-7, '1-0:1.8.0': 1e21 };
    expect(toCells({ meterId: 'a', objects: tiny }, at.utc, at.dst).join()).not.toMatch(/e/);
  });

  it('comes back as the same columns', () => {
    const milli = fc.option(fc.nat(99_999_999_999), { nil: null });
    fc.assert(
      fc.property(
        fc.tuple(milli, milli, milli, milli),
        fc.integer({ min: 946_684_800, max: 2_200_000_000 }),
        (n, time) => {
          const [importW, exportW, importWh, exportWh] = n.map((v) => (v === null ? null : v % 1e11));
          const source = {
            meterId: 'M-1',
            objects: Object.fromEntries(
              ['1-0:1.7.0', '1-0:2.7.0', '1-0:1.8.0', '1-0:2.8.0'].flatMap((code, i) => {
                const value = n[i];
                return value === null || value === undefined ? [] : [[code, value / 1000]];
              }),
            ),
          };
          const row = { meterId: 'M-1', time, dst: 'W' as const, importW, exportW, importWh, exportWh };
          expect(toRow(source, time, 'W')).toEqual(row);
          expect(fromCells(toCells(source, time, 'W'))).toEqual({ ok: true, row });
        },
      ),
    );
  });

  it('says which cell is wrong', () => {
    const good = ['9912345678', '2023-08-15 15:52:00', 'S', '2.352', '0.0', '8995.626', '1590.321'];
    expect(fromCells(good).ok).toBe(true);
    const cases: [number, string, string][] = [
      [0, '../x', 'MeterId'],
      [1, '2023-08-15T15:52', 'Time'],
      [2, 'X', 'DST'],
      [3, '1e3', 'Import '],
      [5, 'NaN', 'TotalImport'],
      [6, '=1+1', 'TotalExport'],
    ];
    for (const [cell, text, name] of cases) {
      const result = fromCells(good.with(cell, text));
      expect(result.ok ? '' : result.reason).toContain(name);
    }
    expect(fromCells(good.slice(1)).ok).toBe(false);
  });
});
