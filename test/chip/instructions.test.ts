import { beforeAll, describe, expect, test } from 'vitest';
import { buildProgram } from './build.js';
import type { Chip } from './chip.js';
import { expectedConstant, expectedResult } from './instructions.js';
import { numbers, run } from './program-run.js';

describe('instructions', () => {
  let chip: Chip;
  beforeAll(async () => {
    chip = await run(await buildProgram('instructions'), {});
  });

  test('give what the host computes, for numbers that tell sign, carry and width apart', () => {
    const wrong: string[] = [];
    let checked = 0;
    for (const line of chip.lines) {
      const [word = '', ...texts] = line.split(' ');
      const values = texts.map((text) => Number.parseInt(text, 16));
      if (values.length !== 3) continue;
      const [a = 0, b = 0, result] = values;
      const expected = expectedResult(word, a, b) ?? expectedConstant(word, a, b);
      if (expected === undefined) continue;
      checked++;
      if (expected !== result) wrong.push(`${line}, not ${expected.toString(16)}`);
    }
    expect(wrong).toEqual([]);
    expect(checked).toBe(81 * 100 + 10 * (16 * 4 + 16 * 2));
  });

  test('load and store each width', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => 0x71 + i * 0x13);
    const view = new DataView(bytes.buffer);
    const read = {
      l8ui: (at: number) => view.getUint8(at),
      l16ui: (at: number) => view.getUint16(at, true),
      l16si: (at: number) => view.getInt16(at, true) >>> 0,
      l32i: (at: number) => view.getUint32(at, true),
    };
    for (const [word, load] of Object.entries(read)) {
      const lines = numbers(chip, word);
      expect(lines.length).toBeGreaterThan(1);
      for (const [at = 0, value] of lines) expect(value, `${word} ${at}`).toBe(load(at));
    }
    for (const [word, width] of [
      ['s8i', 1],
      ['s16i', 2],
      ['s32i', 4],
    ] as const) {
      for (const [at = 0, ...words] of numbers(chip, word)) {
        const after = Uint8Array.from(bytes);
        after.set([0x44, 0x33, 0x22, 0x11].slice(0, width), at);
        const expected = [0, 4, 8, 12].map((offset) => new DataView(after.buffer).getUint32(offset, true));
        expect(words, `${word} ${at}`).toEqual(expected);
      }
    }
  });

  test('call, return and jump between flash and instruction RAM', () => {
    expect(numbers(chip, 'jx')).toEqual([[4]]);
    expect(numbers(chip, 'call0')).toEqual([[9]]);
    expect(numbers(chip, 'callx0')).toEqual([[((0x1000 * 3 + 0x12345678) ^ 0xfedcba98) >>> 0]]);
    expect(numbers(chip, 'rsil')).toEqual([[0, 3]]);
    expect(numbers(chip, 'written')).toEqual([[1, 2, 2]]);
    expect(chip.report.traps).toBe(0);
  });
});

test('the ROM divides, multiplies and copies', async () => {
  const chip = await run(await buildProgram('rom'), {});
  const pair = (value: bigint) => [[Number(BigInt.asUintN(64, value) >> 32n), Number(value & 0xffffffffn)]];
  const double = (value: number) => pair(new BigUint64Array(Float64Array.of(value).buffer)[0] ?? 0n);
  const left = -0x123456789abcdefn;
  const right = 0x7654321n;
  expect(numbers(chip, 'divsi')).toEqual([[Math.trunc(-1000003 / 97) >>> 0]]);
  expect(numbers(chip, 'udivsi')).toEqual([[Math.trunc((-1000003 >>> 0) / 97)]]);
  expect(numbers(chip, 'umodsi')).toEqual([[(-1000003 >>> 0) % 97]]);
  expect(numbers(chip, 'divdi')).toEqual(pair(left / right));
  expect(numbers(chip, 'udivdi')).toEqual(pair(BigInt.asUintN(64, left) / right));
  expect(numbers(chip, 'umoddi')).toEqual(pair(BigInt.asUintN(64, left) % right));
  expect(numbers(chip, 'muldi')).toEqual(pair(left * right));
  expect(numbers(chip, 'adddf')).toEqual(double(Math.PI + 0.5));
  expect(numbers(chip, 'muldf')).toEqual(double(Math.PI * 0.5));
  expect(numbers(chip, 'divdf')).toEqual(double(0.5 / Math.PI));
  expect(numbers(chip, 'fixdf')).toEqual([[-3141 >>> 0]]);
  expect(numbers(chip, 'floatdf')).toEqual(double(-1000003));
  expect(numbers(chip, 'memcmp')).toEqual([[1, 11, 1]]);
  expect(numbers(chip, 'strstr')).toEqual([[7]]);
  expect(chip.lines.at(-1)).toBe('xxxx');
});
