import { describe, expect, test } from 'vitest';
import { buildProgram } from './build.js';
import { Chip, type ChipOptions } from './chip.js';
import { numbers, run } from './program-run.js';

describe('what is told of an image that does nothing wrong', () => {
  const told = async (reason: number, options: ChipOptions = {}): Promise<Chip> =>
    run(await buildProgram('told'), { reason, ...options });

  test('each start for itself: its instructions, its flash reads, its longest time unfed, the heap it leaves', async () => {
    const chip = await told(1, { script: [[600, 'reset external']] });
    const [first, second, ...more] = chip.all('started');
    const start = { flashReads: 3, flashReadBytes: 192, longestUnfedMs: expect.closeTo(300, 0), heap: 20_000 };
    expect(first).toMatchObject({ ...start, ms: expect.closeTo(300, 0) });
    expect(first?.instructions).toBeGreaterThan(100);
    expect(second).toMatchObject({ ...start, ms: expect.closeTo(900, 0), instructions: first?.instructions });
    expect(more).toEqual([]);
  });

  test('its longest turn, not its last', async () => {
    expect((await told(1)).report.longestTurnMs).toBeCloseTo(70, 0);
  });

  test('what XS throws, and it runs', async () => {
    const chip = await told(101);
    expect(chip.all('throw')).toMatchObject([
      { message: 'no slot of -12 in beef', error: 4, from: expect.stringMatching(/^setup/) },
    ]);
    expect(chip.lines).toContain('threw 00000004');
    expect(chip.all('restart')).toEqual([]);
  });

  test('that XS aborts, and a restart that follows is not planned', async () => {
    const chip = await told(102);
    expect(chip.all('abort')).toMatchObject([{ status: 5, from: expect.stringMatching(/^setup/) }]);
    expect(chip.lines).toContain('aborted 00000005');
    expect(chip.all('restart')).toMatchObject([{ planned: false, from: expect.stringMatching(/^fxAbort/) }]);
    expect(chip.all('boot').map(({ reason }) => reason)).toEqual([102, 4]);
  });

  test('that the core panics: an exception', async () => {
    const chip = await told(103);
    expect(chip.all('abort')).toMatchObject([{ status: 0, from: expect.stringMatching(/^setup/) }]);
    expect(chip.all('restart')).toMatchObject([{ planned: false }]);
    expect(chip.all('boot').map(({ reason }) => reason)).toEqual([103, 2]);
  });

  test("the heap without the Wi-Fi driver's part, which is taken before the application starts", async () => {
    const chip = await told(1, { reserve: 3000 });
    expect(numbers(chip, 'taken')).toEqual([[3000, 3]]);
    expect(chip.all('started')).toMatchObject([{ heap: 17_000 }]);
    // Blocks of eight bytes, of which the first gives four to its head.
    expect(chip.report.heap).toEqual({ atStart: 20_000, free: 17_000, lowest: 20_000 - 2 * 1032 - 960, failed: 0 });
  });

  test('how many allocations got nothing', async () => {
    const chip = await told(107);
    expect(numbers(chip, 'got')).toEqual([[0, 1, 1]]);
    expect(chip.report.heap).toMatchObject({ failed: 1 });
  });

  test('there is no taking from an image that has no allocator', async () => {
    const chip = await run(await buildProgram('restarts'), { reserve: 3000 }, { faults: true });
    expect(await chip.ended).toBe(64);
  });

  test('and nothing of the image is changed by the telling: a report has a stack of its own', async () => {
    const chip = await told(104, { script: [[10, 'report middle']] });
    expect(chip.all('report').map(({ ms }) => ms)[0]).toBeCloseTo(10, 1);
    expect(numbers(chip, 'below')).toEqual([[0]]);
  });
});

describe('what is told of an image that cannot go on', () => {
  test('a stack that is nowhere, once, and the run ends', async () => {
    const chip = await run(await buildProgram('told'), { reason: 105 }, { faults: true });
    expect(chip.all('trap').map(({ what, address }) => [what, address])).toEqual([['store to nowhere', '0x20000000']]);
    expect(chip.all('report').map(({ heap }) => heap.free)).toEqual([20_000]);
    expect(await chip.ended).toBe(2);
  });

  test('a report that cannot be had, and the run ends without the last one, too', async () => {
    const chip = await run(await buildProgram('told'), { reason: 106 }, { faults: true });
    expect(chip.all('trap').map(({ what }) => what)).toEqual(['store to nowhere', 'store to nowhere']);
    expect(chip.all('report')).toEqual([]);
    expect(chip.all('end')).toMatchObject([{ status: 2 }]);
  });
});

describe('the script', () => {
  const status = async (verb: string): Promise<number | null> => {
    const chip = await Chip.start(await buildProgram('told'), { speed: 0, script: [[10_000, verb]], seconds: 0.01 });
    return chip.ended;
  };

  test.each([
    'flash worn 5',
    'flash worn five 6',
    'flash worn 5 6 7',
    'flash',
    'flash cut it',
    'quit now',
    'pause ',
    'wifi',
  ])('a line that is not understood is refused: %s', async (verb) => {
    expect(await status(verb)).toBe(64);
  });

  test.each(['flash worn 5 6', 'flash cut', 'flash cut write', 'report hour 1'])('%s is understood', async (verb) => {
    expect(await status(verb)).toBe(0);
  });
});

test('a pause holds virtual time until the test says go, and reports by name', async () => {
  const chip = await Chip.start(await buildProgram('restarts'), {
    speed: 0,
    seconds: 1,
    reason: 5,
    script: [
      [300, 'pause first'],
      [400, 'report middle'],
      [500, 'quit'],
    ],
  });
  expect((await chip.until('pause')).name).toBe('first');
  expect(chip.all('report')).toEqual([]);
  chip.go();
  expect((await chip.until('report', ({ name }) => name === 'middle')).seconds).toBeCloseTo(0.4, 2);
  expect(await chip.ended).toBe(0);
  expect(chip.report).toMatchObject({ name: 'end', seconds: expect.closeTo(0.5, 2) });
  await expect(chip.until('visitor')).rejects.toThrow("without 'visitor'");
  await chip.close();
});
