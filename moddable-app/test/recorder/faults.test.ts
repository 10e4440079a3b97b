import { expect, test } from 'vitest';
import { Recorder } from '../../src/recorder/recorder.js';
import { Ledger } from './ledger.js';
import { METER } from './model.js';
import { type Defect, PowerCut, SimulatedFlash, seeded } from './simulated-flash.js';

const READINGS_A_SECTOR = 63 * 6;
const LONG = process.env.OKOSMERO_LONG === '1';

test('a power cut at every byte of every operation over two sectors costs at most the running minute', () => {
  const random = seeded(11);
  const flash = new SimulatedFlash(5, random);
  const recorder = new Recorder(flash, random);
  recorder.maintain();
  const ledger = new Ledger();
  let index = 0;
  // A ring of three sectors, all in use before the first cut: every kind of sector is there.
  for (; index < 3 * READINGS_A_SECTOR; index++) ledger.record(recorder, index);
  let cuts = 0;
  flash.onCut = (image) => {
    const what = `cut ${++cuts}`;
    ledger.require(recorder);
    expect(recorder.next - 1 - ledger.to, 'the running minute and the reading that ended it').toBeLessThanOrEqual(7);
    const after = new SimulatedFlash(5, random);
    after.bytes.set(image);
    const restarted = new Recorder(after, random);
    expect(restarted.id, what).toBe(recorder.id);
    const later = ledger.copy();
    later.check(restarted, what);
    if (cuts % 61 !== 0) return;
    // Life goes on: two hours more, nothing wrong, nothing lost.
    restarted.maintain();
    for (let i = 0; i < 720; i++) later.record(restarted, index + 10 + i);
    later.require(restarted);
    later.check(new Recorder(after, random), `${what}, two hours later`);
  };
  for (const end = index + 2 * READINGS_A_SECTOR + 30; index < end; index++) ledger.record(recorder, index);
  expect(cuts, 'two sectors erased and written').toBeGreaterThan(2 * 4096 + 2 * 63 * 64);
}, 240_000);

test('power cuts in series, one upon the other, at random bytes', () => {
  for (let seed = 1; seed <= (LONG ? 2000 : 60); seed++) {
    const random = seeded(seed * 7919);
    const flash = new SimulatedFlash(5 + (seed % 5), random);
    const ledger = new Ledger();
    let recorder: Recorder | undefined;
    for (let life = 0, index = 0; life < 40; life++) {
      flash.budget = random() % (life % 3 === 0 ? 200 : 12_000);
      try {
        recorder = new Recorder(flash, random);
        ledger.check(recorder, `seed ${seed}, life ${life}`);
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
  for (const rounds of [0.3, 1.5, 2.7]) {
    const random = seeded(77);
    const flash = new SimulatedFlash(10, random);
    let recorder = new Recorder(flash, random);
    recorder.maintain();
    const ledger = new Ledger();
    let index = 0;
    for (; index < rounds * 8 * READINGS_A_SECTOR; index++) ledger.record(recorder, index);
    flash.defects.set(sector, defect);
    let bad = 0;
    for (let life = 0; life < 40; life++) {
      for (const end = index + 1 + (random() % READINGS_A_SECTOR); index < end; index++) ledger.record(recorder, index);
      expect(recorder.droppedMinutes).toBe(0);
      bad += recorder.log.badSectors;
      ledger.require(recorder);
      recorder = new Recorder(flash, random);
      ledger.check(recorder, `life ${life}`);
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
