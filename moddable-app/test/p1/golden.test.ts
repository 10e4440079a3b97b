import type { CosemGroup } from '@okosmero/moddable-app/contract';
import { REGISTERS } from '@okosmero/moddable-app/registers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, type Expected, expectedOf, NAMES, type Result, read } from './telegrams.js';

/** Value and unit that a reader of `objects` sees: the table's unit for a number, the printed one for `123*s`. */
function measured(group: CosemGroup | undefined, unit: string): readonly [number, string] | string | undefined {
  if (typeof group === 'number') return [group, unit];
  const printed = /^(\d+(?:\.\d+)?)\*(\w+)$/.exec(group ?? '');
  return printed ? [Number(printed[1]), printed[2] as string] : group;
}

function expectObjects(objects: Result['readings'][0]['objects'], expected: NonNullable<Expected['objects']>): void {
  for (const [code, wanted] of Object.entries(expected)) {
    const register = REGISTERS.find((entry) => entry.code === code);
    const value = objects[code];
    if ('values' in wanted) {
      const groups = value as readonly CosemGroup[];
      expect(groups, code).toHaveLength(wanted.values.length);
      for (const [i, group] of wanted.values.entries()) {
        const name = register?.groups?.[i - 1];
        const unit = REGISTERS.find((entry) => entry.name === name)?.unit ?? '';
        expect(measured(groups[i], unit), `${code} group ${i}`).toEqual(group);
      }
    } else {
      const unit = register?.unit ?? '';
      const group = typeof wanted.value === 'number' ? [wanted.value, wanted.unit ?? ''] : wanted.value;
      expect(measured(value as CosemGroup, unit), code).toEqual(group);
    }
  }
}

function expectResult(result: Result, expected: Expected): void {
  expect(result.readings).toHaveLength(expected.telegrams);
  if (expected.rejected) expect(result.rejected).toEqual(expected.rejected);
  const times = expected.times ?? (expected.time === undefined ? undefined : [expected.time]);
  if (times) expect(result.readings.map((reading) => reading.time)).toEqual(times);
  const first = result.readings[0];
  if (expected.identification !== undefined) expect(first?.identification).toBe(expected.identification);
  if (expected.crc !== undefined) expect(first?.crc).toBe(expected.crc);
  if (expected.objects) expectObjects(first?.objects ?? {}, expected.objects);
}

function* pieces(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] as number;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

describe.each(NAMES)('%s', (name) => {
  const bytes = bytesOf(name);
  const expected = expectedOf(name);
  const whole = read([bytes]);

  test('gives its expected result', () => {
    expectResult(whole, expected);
  });

  test('gives the same byte by byte', () => {
    expect(read(pieces(bytes, [1]))).toEqual(whole);
  });

  test('gives the same in random pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        expect(read(pieces(bytes, sizes))).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });
});

describe.each(NAMES.filter((name) => !name.startsWith('stream-')))('%s', (name) => {
  test('loses no line', () => {
    const lines = new TextDecoder('latin1').decode(bytesOf(name)).split('\r\n');
    const { readings } = read([bytesOf(name)]);
    const kept = new Set(readings.flatMap((reading) => reading.rest));
    const codes = new Set(readings.flatMap((reading) => Object.keys(reading.objects)));
    for (const line of lines) {
      const code = /^(\d-\d:\d+\.\d+\.\d+)\(/.exec(line)?.[1];
      if (code === undefined ? !/^[/!]|^$/.test(line) : !codes.has(code)) expect(kept).toContain(line);
    }
  });
});

test('a Reading has the members of the contract in their order', () => {
  const { readings } = read([bytesOf('sanxing-3ph-1552-00')]);
  expect(Object.keys(readings[0] ?? {})).toEqual(
    'schema device log seq identification meterId time crc objects rest'.split(' '),
  );
  expect(readings[0]).toMatchObject({ schema: 1, device: 'a1b2c3', log: '9f3c21d0', seq: 1, meterId: '9912345678' });
  expect(readings[0]?.objects['0-0:96.13.0']).toBe('');
});

test("Holley's month-end block is kept as printed and its repeated objects do not win", () => {
  const { readings } = read([bytesOf('holley-x25')]);
  expect(readings[0]?.rest).toEqual([
    '0-0:98.1.0',
    '(',
    '0-0:1.0.0(220201000000T)',
    '1-0:1.8.0(00003610.200*kWh)',
    '1-0:1.8.1(00001702.100*kWh)',
    '1-0:1.8.2(00001908.100*kWh)',
    '1-0:2.8.0(00003402.000*kWh)',
    ')',
  ]);
  expect(readings[0]?.meterId).toBe('HLY5-D545-METER-a1b2c3');
});
