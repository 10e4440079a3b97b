import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFrameGuard } from '../../src/mqtt/frame-guard.js';

/** A packet of `length` payload bytes as MQTT 3.1.1 §2.2 frames it. */
function packet(length: number): Buffer {
  const header = [0x30];
  let rest = length;
  do {
    header.push((rest % 128) | (rest > 127 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length, 0xff)]);
}

function feed(bytes: Buffer, cuts: readonly number[], limit: number): boolean {
  const guard = createFrameGuard(limit);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const to of ends) {
    if (!guard.accepts(bytes.subarray(from, to))) return false;
    from = to;
  }
  return true;
}

test('decides by the announced length alone, however the bytes are split', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(5000), { maxLength: 12 }),
      (lengths, cuts) => {
        const bytes = Buffer.concat(lengths.map(packet));
        expect(feed(bytes, cuts, 300)).toBe(lengths.every((length) => length <= 300));
      },
    ),
    { numRuns: 5000 },
  );
});

test('a header that announces 256 MB is refused before a byte of it comes', () => {
  expect(createFrameGuard().accepts(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f))).toBe(false);
});

test('a length field of five bytes is malformed', () => {
  expect(createFrameGuard(1e12).accepts(Uint8Array.of(0x30, 0x80, 0x80, 0x80, 0x80))).toBe(false);
});
