import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Flash } from '../../src/recorder/flash.js';
import { Opening } from '../../src/recorder/opening.js';
import { Recorder } from '../../src/recorder/recorder.js';
import { Sectors } from '../../src/recorder/sectors.js';
import { isWhole, SLOT_BYTES, slotKind, slotSeq } from '../../src/recorder/slot.js';
import { fills, QuickFlash } from './fills.js';
import { Ledger } from './ledger.js';
import { METER, readBack, reading } from './model.js';
import { type Defect, PowerCut, SimulatedFlash, seeded } from './simulated-flash.js';

const LONG = process.env.OKOSMERO_LONG === '1';

interface Place {
  readonly newest: number;
  readonly free: number;
  readonly oldest: number;
  readonly oldestSeq: number;
}

const EMPTY: Place = { newest: -1, free: 0, oldest: -1, oldestSeq: 0 };

/** Slots of which one has to be whole, so that a sector counts: what an erase left half done does not. */
const PROBES = 4;

/** Sectors within which the log goes on. */
const WINDOW = 11;

/** What a look at every slot of the partition finds. */
function reference(bytes: Uint8Array, sectorBytes: number): Place {
  const count = bytes.length / sectorBytes - 2;
  const slots = sectorBytes / SLOT_BYTES;
  let place = EMPTY;
  let highest = -1;
  const starts: number[] = [];
  for (let sector = 0; sector < count; sector++) {
    let free = 0;
    let start = -1;
    let end = -1;
    for (let slot = 0; slot < slots; slot++) {
      const at = sector * sectorBytes + slot * SLOT_BYTES;
      // In a worn sector a slot with a bit or two in it still takes the next try.
      const blank = bytes.subarray(at, at + 4).every((byte) => byte === 0xff);
      // A sector that begins blank is one whose erase was cut off.
      if (blank && slot === 0) break;
      if (!blank) free = slot + 1;
      if (!isWhole(slotKind(bytes, at))) continue;
      if (slot < PROBES && start < 0) start = slotSeq(bytes, at);
      if (start >= 0) end = slotSeq(bytes, at);
    }
    starts.push(start);
    // Where hardly a write works, sectors end and even begin with the same record: the later one is the newer.
    const later = start - (starts[place.newest] ?? 0) || WINDOW - ((sector - place.newest + count) % count);
    if (end > highest || (end >= 0 && end === highest && later > 0)) {
      highest = end;
      place = { ...place, newest: sector, free };
    }
  }
  if (highest < 0) return EMPTY;
  let oldest = place.newest;
  do oldest = (oldest + 1) % count;
  while (oldest !== place.newest && (starts[oldest] as number) < 0);
  return { ...place, oldest, oldestSeq: starts[oldest] as number };
}

function opened(flash: Flash): Place {
  const { newest, free, oldest, oldestSeq } = new Opening(new Sectors(flash));
  return { newest, free, oldest, oldestSeq };
}

test('at every fill of a partition of full size the place is that which a look at every slot finds', () => {
  for (const { name, bytes } of fills(seeded(29))) {
    const flash = new QuickFlash(bytes);
    expect(opened(flash), name).toEqual(reference(bytes, flash.blockSize));
    expect(flash.reads, name).toBeLessThan(80);
  }
}, 240_000);

describe('in a log with bad sectors', () => {
  const SECTORS = 90;
  const SECTOR_BYTES = 512;
  const READINGS_A_SECTOR = (SECTOR_BYTES / SLOT_BYTES - 1) * 6;
  const RUN = 8;

  /** Runs of up to eight bad sectors, two good ones between them at least, around the end of the ring too. */
  function badSectors(random: () => number): number[] {
    const bad: number[] = [];
    const first = random() % SECTORS;
    for (let at = 0; at < SECTORS - RUN - 2; ) {
      if (random() % 3 > 0) at += random() % 30;
      const run = random() & 1 ? RUN : 1 + (random() % RUN);
      for (let i = 0; i < run && at < SECTORS - 2; i++, at++) bad.push((first + at) % SECTORS);
      at += 2;
    }
    return bad.slice(0, SECTORS / 2);
  }

  test('the newest sector is found wherever they lie and whatever they hold', () => {
    let mostReads = 0;
    const property = fc.property(
      fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      fc.double({ min: 0, max: 2.5, noNaN: true }),
      fc.double({ min: 0, max: 1.5, noNaN: true }),
      fc.constantFrom('blank', 'noise', 'spaces', 'zeros'),
      fc.constantFrom<(Defect | 'any')[]>('any', 'stuck', 'worn', 'weak'),
      fc.nat(3),
      (seed, before, after, foreign, kind, damages) => {
        const random = seeded(seed);
        const flash = new SimulatedFlash(SECTORS + 2, random, SECTOR_BYTES);
        if (foreign === 'noise') flash.fillWithJunk();
        else if (foreign !== 'blank') flash.bytes.fill(foreign === 'zeros' ? 0 : 0x20);
        let recorder = new Recorder(flash, random);
        let index = 0;
        const run = (rounds: number): void => {
          for (const end = index + rounds * SECTORS * READINGS_A_SECTOR; index < end; index++) {
            recorder.maintain();
            recorder.record(reading(index), METER);
            if (random() % 500 === 0) recorder = new Recorder(flash, random);
          }
        };
        run(before);
        const defects: Defect[] = ['stuck', 'worn', 'weak'];
        for (const sector of badSectors(random))
          flash.defects.set(sector, kind === 'any' ? (defects[random() % 3] as Defect) : kind);
        run(after);
        // Power goes away in the middle of an erase or a write, or not.
        flash.budget = random() % 6000;
        try {
          run(0.05);
        } catch (error) {
          if (!(error instanceof PowerCut)) throw error;
        }
        flash.budget = Number.POSITIVE_INFINITY;
        for (let i = 0; i < damages; i++) {
          const at = random() % (SECTORS * SECTOR_BYTES);
          // Only what was written: no first word of a free slot.
          if (flash.bytes[at - (at % SLOT_BYTES)] !== 0xff)
            flash.bytes[at] = (flash.bytes[at] as number) ^ (1 << (random() % 8));
        }
        flash.reads = 0;
        const place = opened(flash);
        mostReads = Math.max(mostReads, flash.reads);
        expect(place).toEqual(reference(flash.bytes, SECTOR_BYTES));
      },
    );
    fc.assert(property, { numRuns: LONG ? 5000 : 100 });
    console.info(`an opening among bad sectors takes up to ${mostReads} reads`);
    expect(mostReads).toBeLessThan(100);
  }, 600_000);
});

test('a slot that does not take a write costs only itself, also when the search for the free slot hits on it', () => {
  for (let bad = 1; bad < 63; bad++) {
    const random = seeded(bad);
    const flash = new SimulatedFlash(6, random);
    const write = flash.write.bind(flash);
    flash.write = (offset, length, buffer) => {
      if (offset % 4096 !== bad * SLOT_BYTES) write(offset, length, buffer);
    };
    const recorder = new Recorder(flash, random);
    const ledger = new Ledger();
    recorder.maintain();
    for (let index = 0; index < 62 * 6; index++) ledger.record(recorder, index);
    ledger.require(recorder);
    const restarted = new Recorder(flash, random);
    expect(restarted.inFlash, `slot ${bad}`).toBe(recorder.inFlash);
    ledger.check(restarted, `slot ${bad}`);
  }
});

test('a damaged first slot hides no sector, be it the newest, the oldest or one of the first ten', () => {
  const random = seeded(8);
  for (const rounds of [0.04, 0.5, 0.99, 1.01, 1.06, 1.5]) {
    const flash = new SimulatedFlash(92, random, 512);
    const recorder = new Recorder(flash, random);
    for (let index = 0; index < rounds * 90 * 42; index++) {
      recorder.maintain();
      recorder.record(reading(index), METER);
    }
    const whole = opened(flash);
    const sectors = [whole.newest, whole.oldest, ...Array.from({ length: 10 }, (_, sector) => sector)];
    for (const hit of [[whole.newest], [whole.oldest], [whole.newest, whole.oldest], sectors]) {
      const copy = flash.copy();
      for (const sector of hit) copy.bytes[sector * 512 + 20] = (copy.bytes[sector * 512 + 20] as number) ^ 4;
      expect(opened(copy), `${rounds} rounds, ${hit}`).toMatchObject({ newest: whole.newest, free: whole.free });
      expect(opened(copy).oldest).toBe(whole.oldest);
      const restarted = new Recorder(copy, random);
      expect(restarted.inFlash).toBe(recorder.inFlash);
      expect(readBack(restarted).length).toBeGreaterThan(0);
    }
  }
});
