/**
 * System calls that the archive writes with, the k-th one failed or ending in a kill (strace), over append, closing and
 * rewriting of a day: nothing acknowledged is lost, and the archive opens and verifies afterwards. The long run takes every k.
 */
import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { verify } from '../../src/archive/verify.js';
import { dayBounds } from '../../src/day.js';
import { temporaryFolder } from './fixture.js';
import { lookAt, runWorker } from './process.js';

const LONG = process.env.OKOSMERO_LONG === '1';
const FROM = dayBounds('2026-10-20').start + 36_000;
const NOW = FROM + 90 * 86_400;
const COUNT = 12;

const CALLS = { fdatasync: [2], fsync: [9], rename: [3], pwrite64: [4], mkdir: [2], unlink: [1] } as const;
type Call = keyof typeof CALLS;

const folders: Awaited<ReturnType<typeof temporaryFolder>>[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove();
});

/** Runs the worker with one call spoiled; false when it made fewer than `k` of them. */
async function spoil(call: Call, k: number, how: string): Promise<boolean> {
  const [data, traces] = [await temporaryFolder(), await temporaryFolder()];
  folders.push(data, traces);
  const trace = `${traces.path}/trace`;
  const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:${how}:when=${k}`];
  const before = ['strace', '-f', '-qq', '-o', trace, ...inject];
  const { acknowledged, done } = await runWorker({ folder: data.path, from: FROM, count: COUNT, before });
  const spoilt = /INJECTED|killed by SIGKILL/.test(await readFile(trace, 'utf8'));

  const { lost, duplicates } = await lookAt(data.path, NOW, acknowledged);
  expect({ call, k, how, lost, duplicates }).toEqual({ call, k, how, lost: [], duplicates: 0 });
  // An error that passes is got over without a restart.
  if (done) expect(acknowledged).toHaveLength(COUNT * 2);
  expect((await verify({ data: data.path })).findings).toEqual([]);
  return spoilt;
}

describe('a system call that', () => {
  for (const call of Object.keys(CALLS) as Call[])
    for (const [what, how] of [
      ['kills', 'signal=SIGKILL'],
      ['fails', 'error=EIO'],
    ] as const)
      it(`${what}: ${call}${LONG ? ', every one' : ''}`, { timeout: 3_600_000 }, async () => {
        if (!LONG) for (const k of CALLS[call]) expect(await spoil(call, k, how)).toBe(true);
        else for (let k = 1; await spoil(call, k, how); k++) expect(k).toBeLessThan(500);
      });
});
