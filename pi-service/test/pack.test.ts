import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ABSENT, type DayColumns, decodeDay, decodePhases, encodeDay, encodePhases } from '../src/pack.js';

const absentOr = (value: fc.Arbitrary<number>) => fc.oneof({ weight: 9, arbitrary: value }, fc.constant(ABSENT));
const int32 = absentOr(fc.integer({ min: ABSENT + 1 }));
const counter = absentOr(fc.integer({ min: 0, max: 99_999_999_999 }));
const rows = fc.array(fc.tuple(fc.nat(0xffffffff), int32, int32, counter, counter), { maxLength: 300 });

function columnsOf(list: readonly (readonly [number, number, number, number, number])[]): DayColumns {
  return {
    time: Uint32Array.from(list, (row) => row[0]),
    importW: Int32Array.from(list, (row) => row[1]),
    exportW: Int32Array.from(list, (row) => row[2]),
    importWh: Float64Array.from(list, (row) => row[3]),
    exportWh: Float64Array.from(list, (row) => row[4]),
  };
}

describe('pack', () => {
  it('gives back every day, in any order and with anything absent', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const columns = columnsOf(list);
        expect(decodeDay(encodeDay(columns))).toEqual({ ok: true, columns });
      }),
    );
  });

  it('gives back steps of every length, at and around the bounds of one byte, two and more', () => {
    const steps = Array.from({ length: 21 }, (_, power) => 2 ** power).flatMap((step) => [step - 1, step, step + 1]);
    const there = steps.flatMap((step) => [step, 0, ABSENT, 2 * step, step]);
    const columns = columnsOf(there.map((value, i) => [10 * i, value, -value | 0, value, value]));
    expect(decodeDay(encodeDay(columns))).toEqual({ ok: true, columns });
  });

  it('gives back phases', () => {
    fc.assert(
      fc.property(fc.array(fc.array(int32, { minLength: 6, maxLength: 6 }), { maxLength: 100 }), (list) => {
        const column = (i: number) => Int32Array.from(list, (row) => row[i] as number);
        const columns = {
          time: Uint32Array.from(list, (_, i) => 1_700_000_000 + 10 * i),
          voltages: [column(0), column(1), column(2)] as const,
          currents: [column(3), column(4), column(5)] as const,
        };
        expect(decodePhases(encodePhases(columns))).toEqual({ ok: true, columns });
      }),
    );
  });

  it('never takes damage for data: any changed, cut or added byte is a reason', () => {
    const whole = encodeDay(columnsOf([[1_692_107_520, 2352, 0, 8_995_626, 1_590_321]]));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = whole.slice();
        damaged[at] = (damaged[at] as number) ^ flip;
        expect(decodeDay(damaged).ok).toBe(false);
      }),
    );
    for (let length = 0; length < whole.length; length++) expect(decodeDay(whole.subarray(0, length)).ok).toBe(false);
    expect(decodeDay(Uint8Array.of(...whole, 0)).ok).toBe(false);
    expect(decodePhases(whole).ok).toBe(false);
  });

  it('survives garbage, also with a fitting checksum and a huge row count', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (body) => {
        const bytes = Uint8Array.of(0x4f, 0x4b, 0x50, 1, 1, ...body, 0, 0, 0, 0);
        const view = new DataView(bytes.buffer);
        view.setUint32(bytes.length - 4, crc32(bytes.subarray(0, -4)), true);
        const result = decodeDay(bytes);
        if (result.ok) expect(decodeDay(encodeDay(result.columns))).toEqual(result);
      }),
      { numRuns: 2000 },
    );
  });

  it('ends with the same CRC-32 as zlib', () => {
    for (let rows = 0; rows < 9; rows++) {
      const bytes = encodeDay(columnsOf(Array.from({ length: rows }, () => [0, 0, ABSENT, 700, 70_000])));
      expect(Buffer.from(bytes).readUInt32LE(bytes.length - 4)).toBe(crc32(bytes.subarray(0, -4)));
    }
  });
});
