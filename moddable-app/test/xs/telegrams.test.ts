/** The reader on the real XS engine: the same text as in Node, within the firmware's memory, within a budget of byte codes. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { generator, telegrams } from '../p1/household.js';
import { bytesOf, NAMES, readInOrder } from '../p1/telegrams.js';
import { type Bits, hostOf, WIDTHS } from './build.js';
import { type Creation, firmwareCreation, type Probe, type Run, runOnXs } from './run.js';

const BUILD_TIMEOUT = 600_000;
const RUN_TIMEOUT = 300_000;

/** Measured with XS 13.3 and rounded up; a change of the engine's version asks for new figures. */
const BUDGET = {
  /** Byte codes for one 2,405-byte Sanxing telegram; natives are not counted. */
  byteCodes: 45_800,
  /** Peak of slots and chunk bytes, the program's own 256-byte chunk and the checksums included. */
  slots: 448,
  chunkBytes: 7_500,
  /** Bytes of stack, slots and chunks, by the machine's width. */
  allocated: { 32: 19_000, 64: 31_000 },
};

const creation = firmwareCreation();
const hosts: { [bits in Bits]?: string } = {};
/** As on the board, where that can be built. */
const NARROWEST = WIDTHS.at(-1) as Bits;

beforeAll(async () => {
  for (const bits of WIDTHS) hosts[bits] = await hostOf(bits);
}, BUILD_TIMEOUT);

const host = (bits: Bits): string => hosts[bits] as string;

/** A machine that starts small shows what the reader needs; the firmware's own shows only what it was given. */
const smallCreation: Creation = {
  ...creation,
  chunk: { initial: 1536, incremental: 512 },
  heap: { initial: 448, incremental: 32 },
  stack: 256,
};

/** A 64-bit machine's slots and pointers are twice as large. */
const limitOf = (bits: Bits): number => (bits === 32 ? creation.static : 2 * creation.static);

function run(bits: Bits, program: string, input: Uint8Array, given: Creation = creation): Run {
  const result = runOnXs(host(bits), program, given, input, limitOf(bits));
  expect(result.stderr).toBe('');
  expect(result.status).toBe(0);
  return result;
}

const repeated = (bytes: Uint8Array, times: number): Uint8Array =>
  Buffer.concat(Array.from({ length: times }, () => bytes));

const steady = (probes: readonly Probe[]): readonly Probe[] => probes.filter(({ name }) => name === 'reading').slice(2);

test.skipIf(!WIDTHS.includes(32))('one machine has 32-bit slots like the ESP8266', () => {
  const ELF_CLASS = 4;
  expect(readFileSync(host(32))[ELF_CLASS]).toBe(1);
});

describe.each(WIDTHS)('%i bit', (bits) => {
  test.each(NAMES)('%s gives the same text as in Node', { timeout: RUN_TIMEOUT }, (name) => {
    expect(run(bits, 'telegrams', bytesOf(name)).lines).toEqual(readInOrder([bytesOf(name)]));
  });

  test('a Sanxing telegram keeps to the budget', { timeout: RUN_TIMEOUT }, () => {
    const probes = steady(run(bits, 'telegrams', repeated(bytesOf('sanxing-3ph-1552-00'), 8), smallCreation).probes);
    expect(probes).toHaveLength(6);
    const most = (key: 'byteCodes' | 'slots' | 'chunkBytes' | 'keys' | 'allocated'): number =>
      Math.max(...probes.map((probe) => probe[key]));
    console.info(
      `XS ${bits} bit, a Sanxing telegram: ${most('byteCodes')} byte codes, ${most('slots')} slots, ${most('chunkBytes')} chunk bytes, ${most('allocated')} bytes allocated`,
    );
    expect(most('byteCodes')).toBeLessThanOrEqual(BUDGET.byteCodes);
    expect(most('slots')).toBeLessThanOrEqual(BUDGET.slots);
    expect(most('chunkBytes')).toBeLessThanOrEqual(BUDGET.chunkBytes);
    expect(most('allocated')).toBeLessThanOrEqual(BUDGET.allocated[bits]);
    expect(most('keys')).toBe(0);
  });
});

test('20,000 telegrams, half of them damaged: flat memory and no new key', { timeout: RUN_TIMEOUT }, () => {
  const random = generator(77);
  const series = telegrams('sanxing-3ph-1552-00', 200).map((telegram, i) => {
    if (i % 2 === 0) return telegram;
    const damaged = telegram.slice();
    for (let flips = 0; flips < 12; flips++) damaged[random(damaged.length)] = random(256);
    return damaged;
  });
  const input = repeated(Buffer.concat(series), 100);
  const { lines, probes } = run(NARROWEST, 'endurance', input);
  expect(lines).toEqual(readInOrder([input]));
  expect(lines.filter((line) => line.startsWith('{')).length).toBeGreaterThan(9_000);
  expect(probes.length).toBeGreaterThanOrEqual(19);
  const [first, ...later] = probes as [Probe, ...Probe[]];
  for (const probe of later) {
    expect(probe.keys).toBe(0);
    expect(probe.allocated).toBe(first.allocated);
  }
  const last = later.at(-1) as Probe;
  expect(last.slots - first.slots).toBeLessThanOrEqual(0);
  expect(last.chunkBytes - first.chunkBytes).toBeLessThanOrEqual(64);
});

test('a module that writes to its own buffer fails here as on the chip', { timeout: RUN_TIMEOUT }, () => {
  const { status, stderr } = runOnXs(host(64), 'frozen', creation, new Uint8Array(), limitOf(64));
  expect(status).toBe(1);
  expect(stderr).toContain('read-only buffer');
});

test('a machine without enough memory says so and fails', { timeout: RUN_TIMEOUT }, () => {
  const { status, stderr } = runOnXs(host(64), 'telegrams', creation, bytesOf('sagemcom-3ph'), 30_000);
  expect(status).toBe(1);
  expect(stderr).toMatch(/memory full|over the limit/);
});
