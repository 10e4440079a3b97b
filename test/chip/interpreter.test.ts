import { describe, expect, test } from 'vitest';
import { buildProgram } from './build.js';
import type { Chip, ChipOptions, Step } from './chip.js';
import { numbers, pattern, run } from './program-run.js';

describe('traps', () => {
  const trapsOf = async (program: string, options: ChipOptions): Promise<[string[], Chip]> => {
    const chip = await run(await buildProgram(program), { resets: 0, ...options }, { faults: true });
    return [chip.all('trap').map(({ what }) => what), chip];
  };
  const traps = (reason: number, options: ChipOptions = {}) => trapsOf('traps', { reason, ...options });
  const heap = (reason: number) => trapsOf('heap', { reason });

  test.each([
    [1, 'byte load outside data RAM'],
    [2, 'byte load outside data RAM'],
    [3, 'half-word load outside data RAM'],
    [4, 'unaligned load'],
    [5, 'store to flash'],
    [6, 'byte store to instruction RAM'],
    [8, 'ROM string function on flash'],
    [9, 'flash read while the cache is off'],
    [31, 'ROM memcpy by bytes outside data RAM'],
    [32, 'ROM memcpy by bytes outside data RAM'],
    [33, 'unaligned spi_flash_read'],
    [34, 'unaligned spi_flash_read'],
    [35, 'unaligned spi_flash_write'],
    [36, 'unaligned spi_flash_write'],
    [37, 'unaligned spi_flash_write'],
    [41, 'unaligned store'],
    [42, 'unaligned store'],
    [43, 'half-word store to instruction RAM'],
    [47, 'byte load outside data RAM'],
    [48, 'half-word store to a register'],
  ])('case %i: %s, and the run goes on', async (reason, what) => {
    const [told, chip] = await traps(reason);
    expect(told).toEqual([what]);
    expect(chip.lines).toEqual(['went on']);
    expect(chip.report.traps).toBe(1);
  });

  test.each([
    [1, 'use of freed memory'],
    [2, 'use of freed memory'],
    [3, 'double free'],
    [4, 'use of freed memory'],
    [5, 'free of what was not allocated'],
    [6, 'use of freed memory'],
    [8, 'free of an armed timer'],
    [11, 'realloc of what was not allocated'],
    [13, 'free of an armed timer'],
  ])('case %i of the heap: %s, and the run goes on', async (reason, what) => {
    const [told, chip] = await heap(reason);
    expect(told).toEqual([what]);
    expect(chip.lines).toEqual(['went on']);
    expect(chip.report.traps).toBe(1);
  });

  test.each([
    [7, 'load from nowhere'],
    [11, 'jump to nowhere'],
    [12, 'call into ROM without stand-in'],
    [13, 'unknown instruction'],
    [38, 'spi_flash_read to nowhere'],
    [39, 'spi_flash_write from nowhere'],
    [44, 'store to nowhere'],
    [45, 'store to flash'],
    [46, 'store to flash'],
    [49, 'load from ROM'],
  ])('case %i: %s, and the run ends', async (reason, what) => {
    const [told, chip] = await traps(reason);
    expect(told).toEqual([what]);
    expect(await chip.ended).toBe(2);
    expect(chip.lines).toEqual([]);
  });

  test('an interrupt routine in flash', async () => {
    const [told, chip] = await traps(14, { meter: [{ atMs: 20, bytes: pattern(3) }] });
    expect(new Set(told)).toEqual(new Set(['interrupt routine runs in flash']));
    expect(chip.all('trap')[0]?.pc).toBe('routineInFlash');
  });

  test('an interrupt routine that reads flash', async () => {
    const [told, chip] = await traps(18, { meter: [{ atMs: 20, bytes: pattern(3) }] });
    expect(told).toEqual(['interrupt routine reads flash']);
    expect(chip.all('trap')[0]?.pc).toMatch(/^routineThatReadsFlash/);
  });

  test('a stack that is too small names the function', async () => {
    const [told, chip] = await traps(15);
    expect(told[0]).toBe('stack overflow');
    expect(chip.all('trap')[0]?.pc).toMatch(/^deep/);
  });

  test.each([
    [51, 'BREAK'],
    [52, 'BREAK.N'],
    [53, 'ILL'],
    [54, 'ILL.N'],
  ])('case %i: %s is an exception: the chip starts again', async (reason) => {
    const [told, chip] = await traps(reason, { resets: 1 });
    expect(told[0]).toBe('exception');
    expect(chip.all('trap')[0]?.pc).toMatch(/^exceptionCases|^setup/);
    expect(chip.all('boot').map((boot) => boot.reason)).toEqual([reason, 2]);
    expect(chip.all('restart').map(({ planned }) => planned)).toEqual([false]);
    expect(await chip.ended).toBe(0);
  });

  test.each([17, 19])('case %i: a division by zero is an exception, too', async (reason) => {
    const [told, chip] = await traps(reason, { resets: 1 });
    expect(told[0]).toBe('division by zero');
    expect(chip.all('trap')[0]?.from).toMatch(/^codeCases|^setup/);
    expect(chip.all('boot').map((boot) => boot.reason)).toEqual([reason, 2]);
  });

  test('an armed timer in freed memory names its function', async () => {
    const [, chip] = await heap(8);
    expect(chip.all('trap')[0]?.pc).toBe('tick');
  });

  test('strncmp looks at no more than it is asked to', async () => {
    const [told] = await heap(9);
    expect(told).toEqual([]);
  });

  test('an allocator may use what is free, and a block that is given again lives', async () => {
    const [told] = await heap(7);
    expect(told).toEqual([]);
  });

  test('a timer that is not armed any more may be freed', async () => {
    const [told] = await heap(12);
    expect(told).toEqual([]);
  });

  test('realloc of freed memory', async () => {
    const [told] = await heap(10);
    expect(told[0]).toBe('realloc of freed memory');
  });
});

describe('the UART', () => {
  const bytes = pattern(2400);
  const sumOf = (of: Uint8Array) => of.reduce((before, byte) => (Math.imul(before, 31) + byte) >>> 0, 0);
  const sum = sumOf(bytes);
  const heard = async (reason: number): Promise<Chip> =>
    run(await buildProgram('uart'), { reason, meter: [{ atMs: 100, bytes }] });

  test('hands every byte to an interrupt at half a FIFO and after silence', async () => {
    const chip = await heard(1);
    // 37 times 64 bytes, and the rest after two characters of silence.
    expect(numbers(chip, 'heard')[0]).toEqual([2400, sum, 38, 0x101]);
    expect(chip.report.uart).toMatchObject({ bytes: 2400, heard: 2400, fifoOverflow: 0, interrupts: 38 });
  });

  test('loses what comes when the FIFO is full', async () => {
    const chip = await heard(2);
    expect(numbers(chip, 'fifo')[0]?.[0]).toBe(128);
    expect(chip.report.uart).toMatchObject({ heard: 2400, fifoOverflow: 2400 - 128, interrupts: 0 });
  });

  test('without the interrupt at half a FIFO it overflows, but for the end after silence', async () => {
    const chip = await heard(3);
    expect(numbers(chip, 'heard')[0]?.[0]).toBe(2400 - chip.report.uart.fifoOverflow);
    expect(chip.report.uart.fifoOverflow).toBeGreaterThan(0);
  });

  test('is heard while the image waits for a time', async () => {
    const chip = await heard(6);
    expect(numbers(chip, 'heard')[0]).toEqual([2400, sum, 38, 0x101]);
    expect(chip.report.uart.fifoOverflow).toBe(0);
  });

  test('at another speed hears errors of framing', async () => {
    const chip = await heard(4);
    const [count, other, , status = 0] = numbers(chip, 'heard')[0] ?? [];
    expect(count).toBe(2400);
    expect(other).not.toBe(sum);
    expect(status & 8).toBe(8);
  });

  test('inverts what it hears when it is told to', async () => {
    const chip = await heard(5);
    const [count, other, , status = 0] = numbers(chip, 'heard')[0] ?? [];
    expect([count, other]).toEqual([2400, sumOf(bytes.map((byte) => ~byte))]);
    expect(status & 8).toBe(8);
  });
});

describe('restarts', () => {
  const LOST = 0x600df00d;
  const restarts = async (reason: number, options: ChipOptions = {}): Promise<Chip> =>
    run(await buildProgram('restarts'), { reason, seconds: 20, ...options });

  test('the watchdog bites at the second tick, and RTC memory is what it was', async () => {
    const chip = await restarts(100);
    expect(chip.all('watchdog')).toMatchObject([{ ms: 3200, unfedMs: 3200, hardware: false }]);
    expect(numbers(chip, 'start')).toEqual([
      [100, 0, 0, 0xaaaa5555],
      [3, LOST, 0, 0xaaaa5555],
    ]);
  });

  test('a tick may come right after the last feed', async () => {
    const chip = await restarts(107);
    expect(chip.all('watchdog')).toMatchObject([{ ms: 3200, unfedMs: expect.closeTo(1700, 0), hardware: false }]);
  });

  test("the hardware's watchdog bites when the SDK's is stopped", async () => {
    const chip = await restarts(101);
    expect(chip.all('watchdog')).toMatchObject([{ ms: expect.closeTo(6000, 0), hardware: true }]);
    expect(chip.all('boot').map(({ reason }) => reason)).toEqual([101, 1]);
  });

  test('whoever feeds it lives', async () => {
    const chip = await restarts(103);
    expect(chip.all('watchdog')).toEqual([]);
    expect(chip.report.unfed.longestMs).toBeCloseTo(1000, 0);
  });

  test('whoever comes back to the system lives', async () => {
    expect((await restarts(5)).all('watchdog')).toEqual([]);
  });

  test("the SDK's erase and write feed it", async () => {
    const chip = await restarts(108);
    expect(chip.all('watchdog')).toEqual([]);
    expect(chip.report.unfed.longestMs).toBeCloseTo(1045, 0);
  });

  test('what a task of the SDK calls counts', async () => {
    const { unfed } = (await restarts(109)).report;
    expect(unfed.longestMs).toBeCloseTo(1000, 0);
    expect(unfed.at).toBe('timers from the system');
  });

  test('a restart is planned when the image asks for it, and comes 100 ms after it was asked for last', async () => {
    const chip = await restarts(102);
    expect(chip.lines.slice(0, 5)).toContain('set up');
    expect(chip.all('restart')).toMatchObject([{ planned: true, from: expect.stringMatching(/^start|^setup/) }]);
    expect(chip.all('restart')[0]?.ms).toBeCloseTo(160, 0);
    expect(chip.all('boot').map(({ reason }) => reason)).toEqual([102, 4]);
  });

  test('a task of the SDK that waits for its restart keeps it from coming: the watchdog bites', async () => {
    const chip = await restarts(106);
    expect(chip.all('watchdog')).toMatchObject([{ ms: 3200, hardware: false }]);
    expect(chip.all('boot').map(({ reason }) => reason)).toEqual([106, 3]);
  });

  test('too many end the run', async () => {
    const chip = await run(await buildProgram('restarts'), { reason: 100, seconds: 20, resets: 0 }, { faults: true });
    expect(await chip.ended).toBe(3);
    expect(chip.all('end')).toMatchObject([{ status: 3 }]);
  });

  test('an external reset keeps RTC memory, power does not', async () => {
    const chip = await restarts(5, {
      script: [
        [100, 'reset external'],
        [200, 'reset power'],
      ],
    });
    const [first, second, third] = numbers(chip, 'start');
    expect(first).toEqual([5, 0, 0, 0xaaaa5555]);
    expect(second).toEqual([6, LOST, 0, 0xaaaa5555]);
    expect(third?.[0]).toBe(0);
    expect(third?.[1]).not.toBe(LOST);
  });

  test("the image's own clocks begin at each start", async () => {
    const script: Step[] = [
      [100, 'reset external'],
      [200, 'reset power'],
    ];
    const clocks = numbers(await restarts(5, { script }), 'clocks');
    expect(clocks.length).toBe(3);
    for (const [milliseconds, microseconds = NaN, cycles = NaN, ticks] of clocks) {
      expect([milliseconds, ticks]).toEqual([0, 0]);
      expect(microseconds).toBeLessThan(1000);
      expect(cycles).toBeLessThan(80_000);
    }
  });

  test('RTC memory takes whole words at aligned addresses, as far as it goes', async () => {
    const chip = await restarts(5);
    expect(numbers(chip, 'refused')).toEqual([[0, 0, 0, 0]]);
    expect(numbers(chip, 'whole-words')).toEqual([[1, 0x22222222, 1]]);
  });

  test("whoever writes over the system's blocks of RTC memory is told", async () => {
    const chip = await run(await buildProgram('restarts'), { reason: 104 }, { faults: true });
    expect(chip.all('trap').map(({ what }) => what)).toEqual(["system_rtc_mem_write over the system's blocks"]);
  });

  test('a report leaves interrupts masked that were', async () => {
    const chip = await restarts(105, { script: [[100, 'report middle']] });
    expect(numbers(chip, 'level')).toEqual([[3]]);
  });
});
