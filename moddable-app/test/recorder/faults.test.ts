import { expect, test } from 'vitest';
import { Recorder } from '../../src/recorder/recorder.js';
import { SLOT_BYTES } from '../../src/recorder/slot.js';
import { Ledger } from './ledger.js';
import { METER } from './model.js';
import { type Defect, PowerCut, SimulatedFlash, seeded } from './simulated-flash.js';

const READINGS_A_SECTOR = 63 * 6;
const LONG = process.env.OKOSMERO_LONG === '1';

// The log knows its sectors by the flash's block size: small ones show the same in a sixteenth of the time.
test.each(LONG ? [1024, 4096] : [1024])(
  'a power cut at every byte of every operation over two sectors of %i bytes costs at most the running minute',
  (sectorBytes) => {
    const random = seeded(11);
    const flash = new SimulatedFlash(5, random, sectorBytes);
    const readings = (sectorBytes / SLOT_BYTES - 1) * 6;
    const recorder = new Recorder(flash, random);
    recorder.maintain();
    const ledger = new Ledger();
    let index = 0;
    // A ring of three sectors, all in use before the first cut: every kind of sector is there.
    for (; index < 3 * readings; index++) ledger.record(recorder, index);
    let cuts = 0;
    flash.onCut = () => {
      const what = `cut ${++cuts}`;
      ledger.require(recorder);
      // The running minute and the reading that ended it.
      if (recorder.next - 1 - ledger.to > 7)
        throw new Error(`${what}: ${recorder.next - 1 - ledger.to} readings at stake`);
      const sampled = cuts % 23 === 0;
      // Reading back does not write; only a recorder that goes on needs a chip of its own.
      const after = sampled ? flash.copy() : flash;
      const restarted = new Recorder(after, random);
      if (restarted.id !== recorder.id) throw new Error(`${what}: the log has another id`);
      ledger.check(restarted, what);
      if (!sampled) return;
      // Life goes on: an hour more, nothing wrong, nothing lost.
      const later = ledger.copy();
      later.accept(restarted);
      restarted.maintain();
      for (let i = 0; i < 300; i++) later.record(restarted, index + 10 + i);
      later.require(restarted);
      later.check(new Recorder(after, random), `${what}, an hour later`);
    };
    for (const end = index + 2 * readings + 30; index < end; index++) ledger.record(recorder, index);
    expect(cuts, 'two sectors erased and written').toBeGreaterThan(2 * sectorBytes + 2 * (sectorBytes - SLOT_BYTES));
  },
  240_000,
);

test('power cuts in series, one upon the other, at random bytes', () => {
  for (let seed = 1; seed <= (LONG ? 2000 : 25); seed++) {
    const random = seeded(seed * 7919);
    const flash = new SimulatedFlash(5 + (seed % 5), random);
    const ledger = new Ledger();
    let recorder: Recorder | undefined;
    for (let life = 0, index = 0; life < 40; life++) {
      flash.budget = random() % (life % 3 === 0 ? 200 : 12_000);
      try {
        recorder = new Recorder(flash, random);
        ledger.check(recorder, `seed ${seed}, life ${life}`);
        ledger.accept(recorder);
        ledger.require(recorder);
        for (recorder.maintain(); ; index++) {
          if (random() % 500 === 0) index += random() % 300;
          ledger.record(recorder, index, random() % 900 === 0 ? 'other-meter' : METER);
        }
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error;
        index++;
        if (recorder !== undefined) ledger.require(recorder);
      }
    }
    const erases = flash.erases.slice(0, -2);
    expect(Math.max(...erases) - Math.min(...erases), `wear, seed ${seed}`).toBeLessThanOrEqual(20);
  }
}, 600_000);

test.each<[Defect, number]>([
  ['stuck', 0],
  ['stuck', 1],
  ['stuck', 4],
  ['stuck', 7],
  ['worn', 0],
  ['worn', 3],
  ['weak', 0],
  ['weak', 5],
])('a sector that becomes %s (number %i) is skipped and counted, through restarts too', (defect, sector) => {
  for (const rounds of [0.3, 1.7]) {
    const random = seeded(77);
    const flash = new SimulatedFlash(10, random);
    let recorder = new Recorder(flash, random);
    recorder.maintain();
    const ledger = new Ledger();
    let index = 0;
    for (; index < rounds * 8 * READINGS_A_SECTOR; index++) ledger.record(recorder, index);
    flash.defects.set(sector, defect);
    let bad = 0;
    for (let life = 0; life < 24; life++) {
      for (const end = index + 1 + (random() % READINGS_A_SECTOR); index < end; index++) ledger.record(recorder, index);
      expect(recorder.droppedMinutes).toBe(0);
      bad += recorder.log.badSectors;
      ledger.require(recorder);
      recorder = new Recorder(flash, random);
      ledger.check(recorder, `life ${life}`);
      ledger.accept(recorder);
      recorder.maintain();
    }
    expect(bad).toBeGreaterThan(0);
  }
});

test('with every sector but one bad the log stands still and counts what it gives up', () => {
  const random = seeded(3);
  const flash = new SimulatedFlash(6, random);
  const recorder = new Recorder(flash, random);
  recorder.maintain();
  const ledger = new Ledger();
  for (let index = 0; index < 100; index++) ledger.record(recorder, index);
  for (let sector = 1; sector < 4; sector++) flash.defects.set(sector, 'stuck');
  for (let index = 100; index < 6 * READINGS_A_SECTOR; index++) ledger.record(recorder, index);
  expect(recorder.droppedMinutes).toBeGreaterThan(60);
  expect(recorder.log.badSectors).toBeGreaterThan(2);
  ledger.require(recorder);
  const restarted = new Recorder(flash, random);
  // Dead flash remembers no number: here only the service's ack keeps them from being given again.
  restarted.acknowledged(ledger.published);
  ledger.check(restarted, 'stands still');
});
