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
/** Bytes of it free after the start, where nothing takes from it. */
export const START_HEAP = 18_000;
/** From one look at the meter's bytes to the next: the ring holds 355 ms of them. */
const LONGEST_TURN_MS = 330;
/** For all of `setup()`: engine, settings and log, whatever the log holds. */
const START_INSTRUCTIONS = 5_000_000;
const START_FLASH_READS = 200;

export interface Row {
  readonly scenario: string;
  readonly seconds: number;
  readonly instructions: number;
  readonly longestUnfedMs: number;
  readonly longestTurnMs: number;
  readonly stack: number;
  readonly lowestHeap: number;
  readonly erases: number;
}

/** What the scenario itself causes. */
export interface Caused {
  readonly restarts?: number;
  /** Bytes that come before the firmware listens. */
  readonly mostLost?: number;
  /** Packets that found no memory, and allocations that got nothing: they come again. */
  readonly mostDropped?: number;
  /** Bytes; {@link LOWEST_HEAP} unless the scenario takes the heap away. */
  readonly lowestHeap?: number;
}

/** The chip comes to its end, and nothing went wrong that it would have felt. */
export async function expectHealthy(chip: Chip, scenario: string, caused: Caused = {}): Promise<void> {
  const { restarts = 0, mostLost = 0, mostDropped = 0, lowestHeap = LOWEST_HEAP } = caused;
  expect(await chip.ended).toBe(0);
  const { report } = chip;
  const row: Row = {
    scenario,
    seconds: report.seconds,
    instructions: report.instructions,
    longestUnfedMs: report.unfed.longestMs,
    longestTurnMs: report.longestTurnMs,
    stack: report.stack.used,
    lowestHeap: report.heap.lowest,
    erases: report.flash.erases,
  };
  if (process.env.OKOSMERO_CHIP_TABLE) appendFileSync(process.env.OKOSMERO_CHIP_TABLE, `${JSON.stringify(row)}\n`);
  for (const fault of ['trap', 'abort', 'watchdog'] as const) expect(chip.all(fault)).toEqual([]);
  expect(report.traps).toBe(0);
  expect(report.restarts).toBe(restarts);
  expect(report.net.noMemory, 'packets without memory').toBeLessThanOrEqual(mostDropped);
  expect(report.heap.failed, 'allocations that got nothing').toBeLessThanOrEqual(mostDropped);
  expect(report.uart.fifoOverflow, 'bytes that the FIFO lost').toBeLessThanOrEqual(mostLost);
  expect(report.unfed.longestMs).toBeLessThan(LONGEST_UNFED_MS);
  expect(report.longestTurnMs).toBeLessThan(LONGEST_TURN_MS);
  expect(report.heap.lowest).toBeGreaterThan(lowestHeap);
  expect(report.stack.used).toBeLessThan(DEEPEST_STACK);
  const starts = chip.all('started');
  expect(starts.length, 'starts that came to their end').toBe(restarts + 1);
  for (const { instructions, flashReads } of starts) {
    expect(instructions).toBeLessThan(START_INSTRUCTIONS);
    expect(flashReads).toBeLessThan(START_FLASH_READS);
  }
}
