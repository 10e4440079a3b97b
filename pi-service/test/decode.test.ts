import type { Reading } from '@okosmero/moddable-app/contract';
import { encodeMeter, encodeMinute, type LogReading, SLOT_BYTES } from '@okosmero/moddable-app/recorder';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBackfill, decodeReading } from '../src/decode.js';

const GOOD: Reading = {
  schema: 1,
  device: 'a1b2c3',
  log: '9f3c21d0',
  seq: 4711,
  identification: 'AUX59912345678',
  meterId: '9912345678',
  time: '2023-08-15T15:52:00+02:00',
  crc: 'arc',
  objects: { '1-0:1.7.0': 2.352, '0-0:96.14.0': '0001', '0-0:98.1.0': ['230801000000S', 8944.326] },
  rest: [],
};

const decode = (value: unknown) => decodeReading(Buffer.from(JSON.stringify(value)), 'a1b2c3');

describe('decodeReading', () => {
  it('gives what was sent', () => {
    expect(decode(GOOD)).toEqual({ ok: true, value: GOOD });
    expect(decode({ ...GOOD, time: null, later: 'a member of a newer schema is left out' })).toEqual({
      ok: true,
      value: { ...GOOD, time: null },
    });
  });

  it('names what is wrong', () => {
    const cases: [string, unknown][] = [
      ['schema', { ...GOOD, schema: 2 }],
      ['device', { ...GOOD, device: 'other' }],
      ['log', { ...GOOD, log: 'x' }],
      ['seq', { ...GOOD, seq: 1.5 }],
      ['seq', { ...GOOD, seq: '1' }],
      ['meterId', { ...GOOD, meterId: '../../etc/passwd' }],
      ['meterId', { ...GOOD, meterId: 'a'.repeat(33) }],
      ['meterId', { ...GOOD, meterId: '_x' }],
      ['time', { ...GOOD, time: '2023-02-30T15:52:00+02:00' }],
      ['time', { ...GOOD, time: 5 }],
      ['crc', { ...GOOD, crc: 'none' }],
      ['objects', { ...GOOD, objects: [] }],
      ['1-0:1.7.0', { ...GOOD, objects: { '1-0:1.7.0': null } }],
      ['1-0:1.7.0', { ...GOOD, objects: { '1-0:1.7.0': { deep: 1 } } }],
      ['OBIS', { ...GOOD, objects: { constructor: 1 } }],
      ['rest', { ...GOOD, rest: [5] }],
      ['rest', { ...GOOD, rest: undefined }],
      ['object', [GOOD]],
      ['object', null],
    ];
    for (const [name, value] of cases) {
      const result = decode(value);
      expect(result.ok ? '' : result.reason).toContain(name);
    }
    const text = JSON.stringify(GOOD).replace('"1-0:1.7.0":2.352', '"__proto__":{"polluted":1},"1-0:1.7.0":2.352');
    expect(decodeReading(Buffer.from(text), 'a1b2c3').ok).toBe(false);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(decode({ ...GOOD, identification: 'x'.repeat(20_000) })).toMatchObject({ ok: false });
    expect(decodeReading(Buffer.from(`${'['.repeat(16_000)}`), 'a1b2c3')).toMatchObject({ ok: false });
    expect(decodeReading(Buffer.from(JSON.stringify(GOOD).replace('2.352', '1e999')), 'a1b2c3').ok).toBe(false);
  });

  it('never throws, and what it lets through has safe ids and finite numbers', () => {
    const anything = fc.oneof(
      fc.json(),
      fc.string(),
      fc.record({ ...Object.fromEntries(Object.keys(GOOD).map((key) => [key, fc.anything()])) }).map((value) => {
        try {
          return JSON.stringify({ ...GOOD, ...value });
        } catch {
          return '{}';
        }
      }),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const result = decodeReading(Buffer.from(text ?? ''), 'a1b2c3');
        if (result.ok) expect(result.value.meterId).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/);
        else expect(result.reason.length).toBeLessThan(200);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('decodeBackfill', () => {
  const readings: LogReading[] = [0, 10, 20, 30, 40, 50].map((second, i) => ({
    seq: 100 + i,
    time: 1_692_107_520 + second,
    summer: true,
    importWh: 8_995_626 + i,
    exportWh: 1_590_321,
    importW: 2352,
    exportW: 0,
  }));
  const message = () => {
    const bytes = new Uint8Array(2 * SLOT_BYTES);
    encodeMeter({ log: '9f3c21d0', meterId: '9912345678', seq: 90 }, bytes, 0);
    encodeMinute(readings, bytes, SLOT_BYTES);
    return bytes;
  };

  it('gives the readings and the stretch of records that the message covers', () => {
    const result = decodeBackfill(message(), 'a1b2c3');
    if (!result.ok) throw new Error(result.reason);
    expect(result.value).toMatchObject({ device: 'a1b2c3', log: '9f3c21d0', from: 90, to: 105 });
    expect(result.value.readings).toEqual(readings.map((reading) => ({ ...reading, meterId: '9912345678' })));
  });

  it('refuses a message with a damaged slot, and what is no message', () => {
    const damaged = message();
    damaged[SLOT_BYTES + 20] = (damaged[SLOT_BYTES + 20] as number) ^ 4;
    expect(decodeBackfill(damaged, 'a1b2c3')).toEqual({ ok: false, reason: 'slot 1 of the backfill is damaged' });
    expect(decodeBackfill(message().subarray(0, 100), 'a1b2c3').ok).toBe(false);
    expect(decodeBackfill(message().subarray(SLOT_BYTES), 'a1b2c3').ok).toBe(false);
    expect(decodeBackfill(new Uint8Array(0), 'a1b2c3').ok).toBe(false);
  });
});
