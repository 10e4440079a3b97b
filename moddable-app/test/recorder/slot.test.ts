import { crc32 as zlibCrc32 } from 'node:zlib';
import {
  decodeSlot,
  encodeMeter,
  encodeMinute,
  type LogReading,
  renumberMeter,
  SLOT_BYTES,
  slotCount,
  slotKind,
  slotMinute,
  slotReadings,
  slotSeq,
  type Volts,
} from '@okosmero/moddable-app/recorder';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from '../../src/recorder/crc32.js';

const first: LogReading = {
  seq: 4711,
  time: Date.UTC(2023, 7, 15, 13, 52, 0) / 1000,
  summer: true,
  importWh: 8_995_626,
  exportWh: 1_590_321,
  importW: 2352,
  exportW: 0,
  volts: [236, 237, 238],
};

const after = (previous: LogReading, change: Partial<LogReading> = {}): LogReading => {
  const { volts: _, ...rest } = previous;
  return { ...rest, seq: previous.seq + 1, time: previous.time + 10, ...change };
};

const encoded = (readings: readonly LogReading[]): { bytes: Uint8Array; count: number } => {
  const bytes = new Uint8Array(SLOT_BYTES);
  const count = encodeMinute(readings, bytes, 0);
  return { bytes, count };
};

const decoded = (readings: readonly LogReading[]): readonly LogReading[] => {
  const slot = decodeSlot(encoded(readings).bytes, 0);
  return slot === undefined ? [] : slotReadings(slot);
};

const wh = fc.option(fc.integer({ min: 0, max: 999_999_999 }), { freq: 20 });
const watt = fc.option(fc.integer({ min: 0, max: 131_070 }), { freq: 20 });
const volt = fc.option(fc.integer({ min: 0, max: 510 }), { freq: 5 });
const minute = fc
  .record({
    seq: fc.integer({ min: 1, max: 2 ** 32 - 7 }),
    minute: fc.integer({ min: 0, max: 2 ** 27 - 1 }),
    summer: fc.boolean(),
    importWh: wh,
    exportWh: wh,
    volts: fc.tuple(volt, volt, volt),
    rows: fc.array(
      fc.record({
        second: fc.integer({ min: 0, max: 59 }),
        importStep: fc.integer({ min: 0, max: 511 }),
        exportStep: fc.integer({ min: 0, max: 511 }),
        importW: watt,
        exportW: watt,
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ seq, minute: start, summer, rows, volts, ...counters }) => {
    let { importWh, exportWh } = counters;
    return rows.map(({ second, importStep, exportStep, importW, exportW }, index): LogReading => {
      if (importWh !== null && index > 0) importWh += importStep;
      if (exportWh !== null && index > 0) exportWh += exportStep;
      const columns = { seq: seq + index, time: start * 60 + second, summer, importWh, exportWh, importW, exportW };
      return index === 0 && volts.some((v) => v !== null) ? { ...columns, volts: volts as Volts } : columns;
    });
  });

test('a minute comes back as it went in', () => {
  fc.assert(
    fc.property(minute, fc.integer({ min: 0, max: 3 }), (readings, at) => {
      const bytes = new Uint8Array(5 * SLOT_BYTES).fill(0x55);
      expect(encodeMinute(readings, bytes, at * SLOT_BYTES)).toBe(readings.length);
      expect(decodeSlot(bytes, at * SLOT_BYTES)).toEqual({ kind: 'minute', readings });
      expect(slotSeq(bytes, at * SLOT_BYTES)).toBe(readings[0]?.seq);
      expect(slotCount(bytes, at * SLOT_BYTES)).toBe(readings.length);
      expect(slotMinute(bytes, at * SLOT_BYTES)).toBe(Math.floor((readings[0]?.time ?? 0) / 60));
      bytes.fill(0x55, at * SLOT_BYTES, (at + 1) * SLOT_BYTES);
      expect(
        bytes.every((byte) => byte === 0x55),
        'the bytes around the slot',
      ).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('a meter slot comes back as it went in, and renumbered', () => {
  const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/);
  const log = fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((n) => n.toString(16).padStart(8, '0'));
  const seq = fc.integer({ min: 1, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(id, log, seq, seq, (meterId, logId, from, to) => {
      const bytes = new Uint8Array(SLOT_BYTES);
      encodeMeter({ log: logId, meterId, seq: from }, bytes, 0);
      expect(decodeSlot(bytes, 0)).toEqual({ kind: 'meter', log: logId, meterId, seq: from });
      expect(slotCount(bytes, 0)).toBe(0);
      renumberMeter(bytes, 0, to);
      expect(decodeSlot(bytes, 0)).toEqual({ kind: 'meter', log: logId, meterId, seq: to });
    }),
  );
});

test.each(['../../etc', 'a/b', '-x', '_x', '', 'é'])('a meter slot with the id %j is out of shape', (meterId) => {
  const bytes = new Uint8Array(SLOT_BYTES);
  encodeMeter({ log: '9f3c21d0', meterId, seq: 1 }, bytes, 0);
  expect(decodeSlot(bytes, 0)).toBeUndefined();
});

test.each([
  ['a counter steps back', { importWh: 8_995_625 }],
  ['a counter steps by more than 511 Wh', { exportWh: 1_590_321 + 512 }],
  ['a counter is missing', { importWh: null }],
  ['a seq is left out', { seq: 4713 }],
  ['the next minute begins', { time: first.time + 60 }],
  ['the clock goes back a minute', { time: first.time - 10 }],
  ['the letter changes', { summer: false }],
])('the slot ends before a reading where %s', (_, change) => {
  const next = after(first, change);
  expect(encoded([first, next, after(next)]).count).toBe(1);
  expect(decoded([first, next])).toEqual([first]);
});

test('a counter at the end of its field and an absent one are no step apart', () => {
  const full = { ...first, exportWh: 2 ** 30 - 2 };
  expect(encoded([full, after(full, { exportWh: null })]).count).toBe(1);
  const absent = { ...first, exportWh: null };
  expect(decoded([absent, after(absent)])).toEqual([absent, after(absent)]);
});

test('the slot ends before the seventh reading of a minute', () => {
  const readings = [first];
  for (let i = 1; i < 10; i++) readings.push(after(readings[i - 1] as LogReading, { time: first.time + i }));
  expect(encoded(readings).count).toBe(6);
  expect(decoded(readings)).toEqual(readings.slice(0, 6));
});

test('a step of exactly 511 Wh and a power of 99,999 W fit', () => {
  const next = after(first, { importWh: 8_995_626 + 511, importW: 99_999, exportW: 99_999 });
  expect(decoded([first, next])).toEqual([first, next]);
});

test.each([
  ['importWh', 2 ** 30 - 1],
  ['exportWh', -1],
  ['importW', 131_071],
  ['exportW', 2 ** 33],
  ['importW', 0.5],
  ['exportW', Number.NaN],
] as const)('%s of %d is recorded as absent, never as another value', (name, value) => {
  expect(decoded([{ ...first, [name]: value }])).toEqual([{ ...first, [name]: null }]);
});

test('a phase beyond 510 V is recorded as absent', () => {
  expect(decoded([{ ...first, volts: [236, 511, null] }])).toEqual([{ ...first, volts: [236, null, null] }]);
});

test.each([
  ['no minute of the field', { time: 2 ** 27 * 60 }],
  ['before 1970', { time: -1 }],
  ['seq 0', { seq: 0 }],
  ['a seq of 33 bits', { seq: 2 ** 32 }],
])('a reading with %s is not recorded', (_, change) => {
  expect(encoded([{ ...first, ...change }]).count).toBe(0);
});

test('every flipped bit and every torn tail is noticed', () => {
  const { bytes } = encoded([first, after(first)]);
  for (let bit = 0; bit < SLOT_BYTES * 8; bit++) {
    const damaged = bytes.slice();
    damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (0x80 >> (bit & 7));
    expect(decodeSlot(damaged, 0), `bit ${bit}`).toBeUndefined();
  }
  for (let length = 0; length < SLOT_BYTES - 1; length++) {
    const torn = bytes.slice().fill(0xff, length);
    expect(decodeSlot(torn, 0), `${length} bytes`).toBeUndefined();
    expect(slotKind(torn, 0)).toBe(0);
  }
});

test('a slot cut off by the end of the message is not read', () => {
  expect(decodeSlot(encoded([first]).bytes.subarray(0, SLOT_BYTES - 1), 0)).toBeUndefined();
});

test('the checksum is the CRC-32 of zlib', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(crc32(bytes, 0, bytes.length) >>> 0).toBe(zlibCrc32(bytes));
      // Whole words are taken at once where they are aligned.
      for (let from = 0; from < Math.min(8, bytes.length); from++) {
        expect(crc32(bytes, from, bytes.length - from) >>> 0).toBe(zlibCrc32(bytes.subarray(from)));
        expect(crc32(bytes.subarray(from), 0, bytes.length - from) >>> 0).toBe(zlibCrc32(bytes.subarray(from)));
      }
    }),
  );
});
