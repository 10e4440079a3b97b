/** What every scenario holds the image to, and the table that says how near it came. */
import { appendFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Chip } from './chip.js';

/** The soft watchdog bites 1.6 to 3.2 s after the last feed. */
const LONGEST_UNFED_MS = 1000;
/** Bytes of the 4.6 KB that the Arduino core gives to JavaScript. */
const DEEPEST_STACK = 3500;
/** Bytes: less is one connection from none. */
const LOWEST_HEAP = 1024;
/** For all of `setup()`: engine, settings and log. */
const START_INSTRUCTIONS = 6_500_000;
const START_FLASH_READS = 200;

export interface Row {
  readonly scenario: string;
  readonly seconds: number;
  readonly instructions: number;
  readonly longestUnfedMs: number;
  readonly stack: number;
  readonly lowestHeap: number;
  readonly erases: number;
}

/** What the scenario itself causes. */
export interface Caused {
  readonly restarts?: number;
  /** Bytes that come before the firmware listens. */
  readonly mostLost?: number;
}

/** Nothing went wrong that the chip would have felt. */
export function expectHealthy(chip: Chip, scenario: string, { restarts = 0, mostLost = 0 }: Caused = {}): void {
  const { report } = chip;
  const row: Row = {
    scenario,
    seconds: report.seconds,
    instructions: report.instructions,
    longestUnfedMs: report.unfed.longestMs,
    stack: report.stack.used,
    lowestHeap: report.heap.lowest,
    erases: report.flash.erases,
  };
  if (process.env.OKOSMERO_CHIP_TABLE) appendFileSync(process.env.OKOSMERO_CHIP_TABLE, `${JSON.stringify(row)}\n`);
  for (const fault of ['trap', 'abort', 'watchdog'] as const) expect(chip.all(fault)).toEqual([]);
  expect(report.traps).toBe(0);
  expect(report.restarts).toBe(restarts);
  expect(report.net.noMemory, 'packets without memory').toBe(0);
  expect(report.uart.fifoOverflow, 'bytes that the FIFO lost').toBeLessThanOrEqual(mostLost);
  expect(report.unfed.longestMs).toBeLessThan(LONGEST_UNFED_MS);
  expect(report.heap.lowest).toBeGreaterThan(LOWEST_HEAP);
  expect(report.stack.used).toBeLessThan(DEEPEST_STACK);
  for (const { instructions, flashReads } of chip.all('started')) {
    expect(instructions).toBeLessThan(START_INSTRUCTIONS);
    expect(flashReads).toBeLessThan(START_FLASH_READS);
  }
}
