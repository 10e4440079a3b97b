import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { buildProgram } from './build.js';
import type { Chip, ChipOptions } from './chip.js';
import { numbers, run } from './program-run.js';

const folder = mkdtempSync(join(tmpdir(), 'chip-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the flash chip', () => {
  const BYTES = 4 * 1024 * 1024;
  const OFFSET = 0x200000;
  const after = async (name: string, options: ChipOptions = {}): Promise<[Chip, Buffer]> => {
    const flash = join(folder, name);
    const chip = await run(await buildProgram('flash'), { flash, ...options });
    return [chip, readFileSync(flash)];
  };

  test('erases to ones, writes zeros only, and keeps both in its file', async () => {
    const [chip, flash] = await after('plain');
    expect(numbers(chip, 'before')).toEqual([[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff]]);
    expect(numbers(chip, 'erase')).toEqual([[0, 0xffffffff]]);
    expect(numbers(chip, 'twice')).toEqual([[(0xff00ff0f & 0x1234fff0) >>> 0]]);
    expect(numbers(chip, 'after')).toEqual([[0, 15, 0x10001000]]);
    expect(numbers(chip, 'outcome')).toEqual([[0, 0, 0]]);
    expect(numbers(chip, 'beyond')).toEqual([[1, 1]]);
    const [page = 0, erase = 0] = numbers(chip, 'time')[0] ?? [];
    expect(page).toBeGreaterThanOrEqual(700);
    expect(erase).toBeGreaterThanOrEqual(45_000);
    expect(chip.all('erase').map(({ sector }) => sector)).toEqual([0x200, 0x201]);
    expect(flash.length).toBe(BYTES);
    expect(flash.readUInt32LE(OFFSET + 0x13c)).toBe(15);
    expect(flash.subarray(0x1010, 0x1020).every((byte) => byte === 0xff)).toBe(false);
  });

  test('finds in its file what the last run left', async () => {
    await after('kept');
    const [chip] = await after('kept');
    expect(numbers(chip, 'before')).toEqual([[0x1200ff00, 0x08000800, 0x0ffc0ffc, 0x10001000]]);
  });

  test('a worn sector neither erases nor writes', async () => {
    await after('worn later');
    const [chip] = await after('worn later', { script: [[0, `flash worn ${0x201} 1`]] });
    expect(numbers(chip, 'after')[0]?.[2]).toBe(0x10001000);
    const [fresh] = await after('worn', { script: [[0, `flash worn ${0x200} 2`]] });
    expect(numbers(fresh, 'twice')).toEqual([[0xffffffff]]);
    expect(numbers(fresh, 'after')).toEqual([[0xffffffff, 0xffffffff, 0xffffffff]]);
    // The even one does not tell, the odd one does.
    expect(numbers(fresh, 'outcome')).toEqual([[0, 1, 1]]);
  });

  test('power that goes during an erase leaves half of the sector', async () => {
    await after('erase');
    const [chip] = await after('erase', { script: [[0, 'flash cut']] });
    expect(chip.all('boot').map(({ reason }) => reason)).toEqual([0, 0]);
    expect(numbers(chip, 'before')[1]).toEqual([0xffffffff, 0x08000800, 0x0ffc0ffc, 0x10001000]);
  });

  test('power that goes during a write leaves half of it', async () => {
    const [chip] = await after('write', { script: [[46, 'flash cut write']] });
    expect(chip.all('boot').map(({ reason }) => reason)).toEqual([0, 0]);
    expect(numbers(chip, 'page')).toEqual([
      [0xffffffff, 0xffffffff],
      [15, 0xffffffff],
    ]);
  });
});
