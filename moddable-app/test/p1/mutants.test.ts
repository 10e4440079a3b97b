/**
 * A million damaged telegrams on a meter's line, between good ones: nothing crashes, memory stays bounded, and whatever is
 * accepted is byte for byte what an undamaged telegram says.
 */
import { expect, test } from 'vitest';
import { TelegramReader } from '../../src/p1/reader.js';
import { readerParts } from '../../src/p1/readings.js';
import { generator, telegrams } from './household.js';

const MUTANTS = process.env.OKOSMERO_LONG === '1' ? 10_000_000 : 1_000_000;
const SEED = 20_261_123;

/** Telegrams of a series; the meter starts over with a new reader after it. */
const SERIES = 400;
/** Good telegrams at the start of a series, so that the checksum is locked, and every so many damaged ones. */
const FIRST_GOOD = 3;
const GOOD_EVERY = 4;

const LAYOUTS = ['dsmr5-nl-gas', 'sagemcom-3ph', 'holley-new-firmware', 'sanxing-1ph'];

const random = generator(SEED);

/** Damages a copy of `telegram`; `other` is another one of the series. Returns the length. */
const DAMAGES: Readonly<Record<string, (to: Uint8Array, telegram: Uint8Array, other: Uint8Array) => number>> = {
  'flipped bits': (to, telegram) => {
    to.set(telegram);
    for (let flips = 1 + random(12); flips > 0; flips--) {
      const at = random(telegram.length);
      to[at] = (to[at] as number) ^ (1 << random(8));
    }
    return telegram.length;
  },
  'a lost stretch': (to, telegram) => {
    const from = random(telegram.length);
    const length = Math.min(1 + random(random(2) === 0 ? 3 : 200), telegram.length - from);
    to.set(telegram.subarray(0, from));
    to.set(telegram.subarray(from + length), from);
    return telegram.length - length;
  },
  'a doubled stretch': (to, telegram) => {
    const from = random(telegram.length);
    const length = Math.min(1 + random(random(2) === 0 ? 3 : 200), telegram.length - from);
    to.set(telegram.subarray(0, from + length));
    to.set(telegram.subarray(from), from + length);
    return telegram.length + length;
  },
  'a cut end': (to, telegram) => {
    const length = random(telegram.length);
    to.set(telegram.subarray(0, length));
    return length;
  },
  'other digits': (to, telegram) => {
    to.set(telegram);
    for (let digits = 1 + random(6); digits > 0; digits--) {
      const at = random(telegram.length);
      const digit = to[at] as number;
      if (digit >= 0x30 && digit <= 0x39) to[at] = 0x30 + random(10);
    }
    return telegram.length;
  },
  'a splice at one place': (to, telegram, other) => {
    const at = random(telegram.length);
    to.set(telegram.subarray(0, at));
    to.set(other.subarray(at), at);
    return telegram.length;
  },
  'a splice of two places': (to, telegram, other) => {
    const head = random(telegram.length);
    const tail = random(other.length);
    to.set(telegram.subarray(0, head));
    to.set(other.subarray(tail), head);
    return head + other.length - tail;
  },
};
const KINDS = Object.values(DAMAGES);

test(`${MUTANTS.toLocaleString('en')} damaged telegrams store no wrong value`, { timeout: 1_800_000 }, () => {
  let outcome = '';
  let good = 0;
  let accepted = 0;
  const wrong: string[] = [];
  const rejected: Record<string, number> = {};
  const newReader = (onReading: (json: Uint8Array) => void): TelegramReader =>
    new TelegramReader(readerParts('a1b2c3', '9f3c21d0'), {
      takeSeq: () => 0,
      onReading,
      onReject: (reason) => {
        rejected[reason] = (rejected[reason] ?? 0) + 1;
      },
    });
  const meters = LAYOUTS.map((name) => {
    const series = telegrams(name, SERIES);
    const truths = new Set<string>();
    const reader = newReader((json) => truths.add(Buffer.from(json).toString('latin1')));
    for (const telegram of series) reader.feed(telegram);
    expect(truths.size, name).toBe(SERIES);
    return { series, truths };
  });

  const before = process.memoryUsage().heapUsed;
  const mutant = new Uint8Array(8192);
  let mutants = 0;
  for (let round = 0; mutants < MUTANTS; round++) {
    const { series, truths } = meters[round % meters.length] as (typeof meters)[0];
    const reader = newReader((json) => {
      accepted++;
      outcome = Buffer.from(json).toString('latin1');
      if (!truths.has(outcome)) wrong.push(outcome);
    });
    for (let i = 0; i < SERIES; i++) {
      const telegram = series[i] as Uint8Array;
      if (i < FIRST_GOOD || i % GOOD_EVERY === 0) {
        reader.feed(telegram);
        good++;
      } else {
        const kind = KINDS[random(KINDS.length)] as (typeof KINDS)[0];
        const length = kind(mutant, telegram, series[(i + 1 + random(20)) % SERIES] as Uint8Array);
        reader.feed(mutant, length);
        mutants++;
      }
    }
  }
  console.info(
    `mutants: ${mutants}, good: ${good}, accepted: ${accepted}, rejected: ${JSON.stringify(rejected)}, wrong: ${wrong.length}`,
  );
  expect(wrong.slice(0, 5)).toEqual([]);
  // A damaged end takes the good telegram behind it along only when its line end is gone too.
  expect(accepted).toBeGreaterThan(good * 0.9);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
});
