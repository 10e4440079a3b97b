import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Acknowledged } from '../../src/acknowledged.js';

const LOG = '9f3c21d0';
const folder = mkdtempSync(join(tmpdir(), 'okosmero-ack-'));
let files = 0;
const fresh = () => new Acknowledged(join(folder, `${files++}.json`));

test('says the end of the stretch that is whole from the first record', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(6)), { maxLength: 60 }), (stretches) => {
      const positions = fresh();
      const durable = new Set<number>();
      for (const [from, more] of stretches) {
        positions.cover('a', LOG, from, from + more);
        for (let seq = from; seq <= from + more; seq++) durable.add(seq);
        let end = 0;
        while (durable.has(end + 1)) end++;
        expect(positions.of('a', LOG)).toBe(end);
      }
    }),
    { numRuns: 2000 },
  );
});

test('never says more than what is durable when it forgets islands', () => {
  const positions = fresh();
  for (let seq = 2; seq < 40_000; seq += 2) positions.cover(seq % 4 === 0 ? 'a' : 'b', LOG, seq, seq);
  for (const [device, first] of [
    ['a', 4],
    ['b', 2],
  ] as const) {
    expect(positions.of(device, LOG)).toBe(0);
    positions.cover(device, LOG, 1, first - 1);
    expect(positions.of(device, LOG)).toBe(first);
  }
  // What was forgotten made room: islands count again.
  positions.cover('c', LOG, 1, 1);
  positions.cover('c', LOG, 3, 3);
  positions.cover('c', LOG, 2, 2);
  expect(positions.of('c', LOG)).toBe(3);
});

test('acknowledges a flood through ten meters to its end, though their files settle one after the other', () => {
  const positions = fresh();
  const records = 20_000;
  for (let meter = 0; meter < 10; meter++)
    for (let seq = 10 - meter; seq <= records; seq += 10) positions.cover('a', LOG, seq, seq);
  expect(positions.of('a', LOG)).toBe(records);
});

test('a backfill that starts at or before the next record closes holes in the numbering', () => {
  const positions = fresh();
  positions.cover('a', LOG, 1, 10);
  positions.cover('a', LOG, 267, 267);
  expect(positions.of('a', LOG)).toBe(10);
  expect(positions.cover('a', LOG, 5, 266)).toBe(true);
  expect(positions.of('a', LOG)).toBe(267);
});

test('a formatted log starts over', () => {
  const positions = fresh();
  positions.cover('a', LOG, 1, 10);
  expect(positions.of('a', '00000001')).toBe(0);
});

test('survives a restart; a torn file or a wrong digit acknowledges nothing', () => {
  const path = join(folder, 'kept.json');
  const before = new Acknowledged(path);
  before.cover('a', LOG, 1, 42);
  before.save();
  expect(new Acknowledged(path).of('a', LOG)).toBe(42);
  const kept = readFileSync(path, 'utf8');
  for (const damaged of [kept.slice(0, -20), kept.replace('42', '92'), '\0'.repeat(kept.length), '']) {
    writeFileSync(path, damaged);
    expect(new Acknowledged(path).of('a', LOG)).toBe(0);
  }
});

test('a disk that takes nothing does not end the service', () => {
  const positions = new Acknowledged('/proc/okosmero/acknowledged.json');
  positions.cover('a', LOG, 1, 1);
  expect(() => positions.save()).not.toThrow();
  expect(positions.of('a', LOG)).toBe(1);
});
