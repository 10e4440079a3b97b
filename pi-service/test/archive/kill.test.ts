/** kill -9 under load: nothing acknowledged is lost; a control that acknowledges too early must lose. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dayBounds } from '../../src/day.js';
import { temporaryFolder } from './fixture.js';
import { lookAt, runWorker } from './process.js';

const KILLS = process.env.OKOSMERO_LONG === '1' ? 200 : 4;
const FROM = dayBounds('2026-10-20').start;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

async function killOften(
  mode: 'honest' | 'early',
  kills: number,
): Promise<{ acknowledged: string[]; lost: number; duplicates: number }> {
  const acknowledged: string[] = [];
  for (let i = 0; i < kills; i++) {
    const run = await runWorker({
      folder: folder.path,
      from: FROM + i * 7200,
      count: 300,
      mode,
      killAt: 1 + ((i * 137) % 500),
    });
    acknowledged.push(...run.acknowledged);
  }
  const { lost, duplicates } = await lookAt(folder.path, FROM + 90 * 86_400, acknowledged);
  return { acknowledged, lost: lost.length, duplicates };
}

it(`loses nothing in ${KILLS} kills`, { timeout: 3_600_000 }, async () => {
  const { acknowledged, lost, duplicates } = await killOften('honest', KILLS);
  expect([lost, duplicates]).toEqual([0, 0]);
  expect(acknowledged.length).toBeGreaterThan(0);
});

it('would be found out: acknowledging before the sync loses', { timeout: 600_000 }, async () => {
  expect((await killOften('early', 3)).lost).toBeGreaterThan(0);
});
