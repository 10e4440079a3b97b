import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Recorder } from '../../src/recorder/recorder.js';
import { SettingsStore } from '../../src/recorder/settings.js';
import { fills, QuickFlash } from '../recorder/fills.js';
import { seeded } from '../recorder/simulated-flash.js';
import { PLACES, STARTS } from './boot.program.js';
import { hostOf, WIDTHS } from './build.js';
import { firmwareCreation, type Run, runOnXs, TURN_BYTE_CODES } from './run.js';

/** Of the 5 million instructions for a start the image's engine takes 1.2; a byte code of the log is some 80 there. */
const START = 47_000;
/** The newest sector found among its neighbours only. */
const START_WITH_DAMAGE = 55_000;
const START_READS = 200;
const START_PROBES = ['settings', 'open'];
/** The first turn maintains the log. */
const TURN_PROBES = ['maintain', 'ack', 'backfill', 'step', 'replay'];

const creation = firmwareCreation();
const folder = mkdtempSync(join(tmpdir(), 'okosmero-boot-'));
const image = join(folder, 'flash');
afterAll(() => rmSync(folder, { recursive: true }));

const byteCodes = (run: Run, names: readonly string[]): number[] =>
  run.probes.filter(({ name }) => names.includes(name)).map((probe) => probe.byteCodes);

const reads = (run: Run, name: string): number =>
  Number(run.lines.find((line) => line.startsWith(`${name} `))?.slice(name.length));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** What Node finds in the same flash. */
function found(bytes: Uint8Array<ArrayBuffer>): string {
  const flash = new QuickFlash(bytes);
  const recorder = new Recorder(flash, () => 0x9f3c21d0);
  recorder.maintain();
  const { id, log, inFlash, next } = recorder;
  return `found ${id} ${log.oldestSeq} ${inFlash} ${next} ${new SettingsStore(flash).load()?.length}`;
}

describe.each(WIDTHS)('on the real XS engine, %i bit', (bits) => {
  let host: string;

  beforeAll(async () => {
    host = await hostOf(bits);
  }, 600_000);

  test('a start and every turn of a delivery stay within what the watchdog allows, whatever the flash holds', () => {
    const table: string[] = [];
    for (const { name, bytes } of fills(seeded(31))) {
      writeFileSync(image, bytes);
      const limit = bits === 64 ? 2 * creation.static : creation.static;
      const run = runOnXs(host, 'boot', creation, new Uint8Array(0), limit, image);
      expect(run.stderr, name).toBe('');
      expect(run.status, name).toBe(0);
      expect(run.lines, name).toContain(found(bytes));
      const backfills = byteCodes(run, ['backfill']).length;
      const replays = byteCodes(run, ['replay']).length;
      if (name.startsWith('blank')) expect([backfills, replays], name).toEqual([0, 0]);
      else {
        expect(backfills, name).toBeGreaterThanOrEqual(STARTS);
        expect(replays, name).toBe(PLACES);
      }
      const start = sum(byteCodes(run, START_PROBES));
      const startReads = sum(START_PROBES.map((probe) => reads(run, probe)));
      const turn = Math.max(0, ...byteCodes(run, TURN_PROBES));
      table.push(`${name}: a start ${start} byte codes and ${startReads} reads, a turn ${turn} byte codes`);
      expect(start, name).toBeLessThanOrEqual(name.includes('damaged') ? START_WITH_DAMAGE : START);
      expect(startReads, name).toBeLessThanOrEqual(START_READS);
      expect(turn, name).toBeLessThanOrEqual(TURN_BYTE_CODES);
    }
    console.info(table.join('\n'));
    expect(table.length).toBeGreaterThan(60);
  }, 300_000);
});
