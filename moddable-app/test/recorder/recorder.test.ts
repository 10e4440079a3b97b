import { expect, test } from 'vitest';
import { Recorder } from '../../src/recorder/recorder.js';
import { SLOT_BYTES } from '../../src/recorder/slot.js';
import { METER, readBack, reading, rows, type Stored } from './model.js';
import { SECTOR_BYTES, SimulatedFlash, seeded } from './simulated-flash.js';

const READINGS_A_SECTOR = 63 * 6;

/** A recorder in use, and the readings that it was given. */
class Recording {
  readonly given: Stored[] = [];
  recorder: Recorder;
  #index = 0;

  constructor(
    readonly flash: SimulatedFlash,
    readonly random: () => number,
  ) {
    this.recorder = this.restart();
  }

  restart(): Recorder {
    this.recorder = new Recorder(this.flash, this.random);
    this.recorder.maintain();
    return this.recorder;
  }

  /** `count` telegrams, 10 s apart. */
  run(count: number, meterId = METER): void {
    for (const end = this.#index + count; this.#index < end; this.#index++) {
      const columns = reading(this.#index);
      // In the list before it is recorded: a power cut may hit while it is written.
      this.given.push({ ...columns, time: columns.time as number, seq: this.recorder.next, meterId });
      this.recorder.record(columns, meterId);
      this.recorder.maintain();
    }
  }

  /** Readings that must be in the log: not in a reused sector, and of a minute that is over. */
  get kept(): Stored[] {
    const { inFlash, log } = this.recorder;
    return this.given.filter(({ seq }) => seq >= log.oldestSeq && seq <= inFlash);
  }
}

const recording = (sectors: number, seed = 1): Recording => {
  const random = seeded(seed);
  return new Recording(new SimulatedFlash(sectors, random), random);
};

test('what was recorded is read back, but for the running minute', () => {
  const it = recording(6);
  it.run(100);
  expect(rows(readBack(it.recorder))).toEqual(rows(it.given.slice(0, 96)));
  it.recorder.closeMinute();
  expect(rows(readBack(it.recorder))).toEqual(rows(it.given));
});

test('the first reading of each minute keeps its voltages', () => {
  const it = recording(6);
  it.run(60);
  it.recorder.closeMinute();
  const volts = readBack(it.recorder).map((stored) => stored.volts);
  expect(volts).toEqual(it.given.map((given, index) => (index % 6 === 0 ? given.volts : undefined)));
});

test('the oldest sector is reused, all others stay', () => {
  const it = recording(6);
  it.run(10 * READINGS_A_SECTOR);
  const back = rows(readBack(it.recorder));
  expect(back).toEqual(rows(it.kept));
  expect(back.length).toBeGreaterThan(2 * READINGS_A_SECTOR);
});

test('a restart finds the place again wherever the log stands, keeps the id and gives no number twice', () => {
  const it = recording(6);
  it.run(1);
  const { id } = it.recorder;
  for (let round = 0; round < 300; round++) {
    const before = it.recorder.next;
    it.run(1 + (round % 29));
    it.recorder.closeMinute();
    it.recorder.maintain();
    const kept = rows(it.kept);
    it.restart();
    expect(it.recorder.id).toBe(id);
    expect(it.recorder.next).toBeGreaterThan(before);
    expect(rows(readBack(it.recorder))).toEqual(kept);
  }
  const seqs = it.given.map(({ seq }) => seq);
  expect(new Set(seqs).size).toBe(seqs.length);
});

test('a board that restarts again and again before a minute ends gives no number twice', () => {
  const it = recording(6);
  for (let round = 0; round < 20; round++) {
    it.run(3);
    it.restart();
  }
  const seqs = it.given.map(({ seq }) => seq);
  expect(new Set(seqs).size).toBe(60);
});

test('33 days at 10 s fit into the partition of the ESP8266, and a start finds the place in it with few reads', () => {
  const it = recording(761);
  it.run(35 * 8640);
  const back = readBack(it.recorder);
  expect(rows(back)).toEqual(rows(it.kept));
  const seconds = (back.at(-1)?.time ?? 0) - (back[0]?.time ?? 0);
  expect(seconds / 86_400).toBeGreaterThan(33);
  it.flash.reads = 0;
  const restarted = new Recorder(it.flash, it.random);
  expect(it.flash.reads, 'a binary search, not a scan of 759 sectors').toBeLessThan(200);
  expect(restarted.log.oldestSeq).toBe(it.recorder.log.oldestSeq);
  expect(restarted.inFlash).toBe(it.recorder.inFlash);
}, 240_000);

test('wear stays even', () => {
  const it = recording(10);
  for (let round = 0; round < 40; round++) {
    it.run(READINGS_A_SECTOR);
    it.restart();
  }
  const log = it.flash.erases.slice(0, 8);
  expect(Math.max(...log) - Math.min(...log)).toBeLessThanOrEqual(1);
  expect(it.flash.erases.slice(8), 'the sectors of the settings').toEqual([0, 0]);
});

test('record() never erases', () => {
  const it = recording(6);
  for (let i = 0; i < 4 * READINGS_A_SECTOR; i++) {
    const before = it.flash.erases.join();
    it.recorder.record(reading(i), METER);
    expect(it.flash.erases.join()).toBe(before);
    it.recorder.maintain();
  }
});

test('without maintenance minutes are given up and counted, not written to a wrong place', () => {
  const it = recording(6);
  for (let i = 0; i < 3 * READINGS_A_SECTOR; i++) it.recorder.record(reading(i), METER);
  expect(it.recorder.droppedMinutes).toBeGreaterThan(60);
  expect(readBack(it.recorder)).toHaveLength(it.recorder.inFlash);
});

test('a meter that prints every second fills several slots a minute and loses nothing', () => {
  const it = recording(6);
  const given: Stored[] = [];
  for (let i = 0; i < 600; i++) {
    const next = reading(i, 1);
    given.push({ ...next, time: next.time as number, seq: it.recorder.record(next, METER), meterId: METER });
    it.recorder.maintain();
  }
  it.recorder.closeMinute();
  expect(rows(readBack(it.recorder))).toEqual(rows(given));
});

test('each reading comes back with the meter that it is of', () => {
  const it = recording(8);
  for (const [count, meterId] of [
    [100, 'A'],
    [1, 'B'],
    [7, 'A'],
    [600, 'C-3'],
    [3, 'A'],
  ] as const)
    it.run(count, meterId);
  it.recorder.closeMinute();
  expect(rows(readBack(it.recorder))).toEqual(rows(it.given));
});

test('a reading without a valid time gets a number of its own but no place; numbers survive a long time without a clock', () => {
  const it = recording(6);
  it.run(12);
  for (let i = 0; i < 1000; i++) it.recorder.record({ ...reading(i), time: null }, METER);
  expect(it.recorder.next).toBe(1013);
  const restarted = new Recorder(it.flash, it.random);
  expect(restarted.next).toBeGreaterThan(1013);
  expect(rows(readBack(restarted))).toEqual(rows(it.given));
});

test('an acknowledged number that flash has forgotten is not given again; a foreign one is ignored', () => {
  const it = recording(6);
  it.run(6);
  const { next } = it.recorder;
  it.recorder.acknowledged(next + 500);
  expect(it.recorder.next).toBe(next + 501);
  it.recorder.acknowledged(4_000_000_000);
  expect(it.recorder.next).toBe(next + 501);
  it.run(20);
  it.recorder.closeMinute();
  expect(rows(readBack(it.recorder))).toEqual(rows(it.given));
});

test('a damaged slot costs only itself, wherever it is', () => {
  const it = recording(6);
  it.run(3 * READINGS_A_SECTOR);
  const whole = it.kept;
  const { next } = it.recorder;
  for (let slot = 0; slot < (4 * SECTOR_BYTES) / SLOT_BYTES; slot++) {
    const flash = new SimulatedFlash(6, it.random);
    flash.bytes.set(it.flash.bytes);
    const at = slot * SLOT_BYTES + (slot % SLOT_BYTES);
    flash.bytes[at] = (flash.bytes[at] as number) ^ 0x10;
    const restarted = new Recorder(flash, it.random);
    const back = readBack(restarted);
    const seqs = new Set(back.map(({ seq }) => seq));
    expect(rows(back), `slot ${slot}`).toEqual(rows(whole.filter(({ seq }) => seqs.has(seq))));
    expect(whole.length - back.length, `slot ${slot}`).toBeLessThanOrEqual(6);
    expect(restarted.next, `slot ${slot}`).toBeGreaterThanOrEqual(next);
    expect(restarted.id).toBe(it.recorder.id);
  }
});

test('a partition full of foreign data becomes a log', () => {
  const random = seeded(5);
  const flash = new SimulatedFlash(12, random);
  flash.fillWithJunk();
  const it = new Recording(flash, random);
  it.run(5 * READINGS_A_SECTOR);
  expect(rows(readBack(it.restart()))).toEqual(rows(it.kept));
});
