/** The rules of acceptance and the odd forms, one sentence each. */

import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/p1/reader.js';
import { readReadings } from '../../src/p1/readings.js';
import { bodyOf, seal, telegrams } from './household.js';
import { bytesOf, read } from './telegrams.js';

const GOOD = bytesOf('sanxing-3ph-1552-00');
const BODY = bodyOf('sanxing-3ph-1552-00');
const small = (lines: string): Uint8Array => seal(`/TST5small\r\n\r\n${lines.replaceAll('\n', '\r\n')}\r\n!`);
const objects = (lines: string) => read([small(lines)]).readings[0]?.objects;
const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const readReadingsWith = (onReading: () => void, rejected: string[]) =>
  readReadings({ device: 'a1b2c3', log: '9f3c21d0', onReading, onReject: (reason) => rejected.push(reason) });
const withChecksum = (body: string, digits: string): Uint8Array => latin1(`${body}${digits}\r\n`);

describe('checksum', () => {
  const series = telegrams('sagemcom-3ph', 30);
  const missing = (telegram: Uint8Array): Uint8Array => {
    const copy = telegram.slice();
    copy.set(latin1('0000'), telegram.length - 6);
    return copy;
  };

  test('a locked variant is left only after six misses in a row; the sixth is the first accepted', () => {
    const findings: Finding[] = [];
    const stream = [...series.slice(0, 3), ...series.slice(3, 9).map(missing)];
    const { readings, rejected } = read(stream, { onFinding: (finding) => findings.push(finding) });
    expect(readings.map(({ crc }) => crc)).toEqual(['arc', 'arc', 'arc', 'unknown']);
    expect(rejected).toEqual({ crc: 5 });
    expect(findings).toEqual(['checksum', 'checksum']);
  });

  test('a fit between the misses starts the row over', () => {
    const stream = series.slice(0, 20).map((telegram, i) => (i > 2 && i % 5 > 0 ? missing(telegram) : telegram));
    expect(read(stream).rejected).toEqual({ crc: stream.length - 6 });
  });

  test('three fits in a row win an unknown variant back', () => {
    const stream = [...series.slice(0, 7).map(missing), ...series.slice(7, 12)];
    const { readings } = read(stream);
    expect(readings.map(({ crc }) => crc)).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'arc', 'arc', 'arc']);
  });

  test('damage to the id alone makes up no meter that is believed without a checksum', () => {
    const stream = series.flatMap((telegram, i) => {
      const damaged = latin1(Buffer.from(telegram).toString('latin1').replace('0-0:96.1.0(39', '0-0:96.1.0(38'));
      return i < 3 ? [telegram] : [damaged, telegram];
    });
    const { readings, rejected } = read(stream);
    expect(new Set(readings.map(({ meterId }) => meterId))).toEqual(new Set(['990000000000417']));
    expect(rejected).toEqual({ crc: 27 });
  });
});

test('another meter on the line is accepted from its third telegram in a row on', () => {
  const other = telegrams('sanxing-3ph-1552-00', 6).slice(1);
  const { readings, rejected } = read([bytesOf('sanxing-1ph'), ...other]);
  expect(readings.map(({ meterId }) => meterId)).toEqual(['9940000257', '9912345678', '9912345678', '9912345678']);
  expect(rejected).toEqual({ step: 2 });
});

describe('sums and steps', () => {
  const broken = (telegram: string): string => telegram.replace('1-0:1.8.2(003895.411', '1-0:1.8.2(003895.412');

  test('a failing sum rejects until it failed six times in a row, then it is switched off and reported', () => {
    const findings: Finding[] = [];
    const { readings, rejected } = read(
      Array.from({ length: 8 }, () => seal(broken(BODY))),
      { onFinding: (finding) => findings.push(finding) },
    );
    expect(rejected).toEqual({ sums: 5 });
    expect(readings).toHaveLength(3);
    expect(findings).toContain('sumsOff');
  });

  test('15.8.0 may round by 0.02 and no more', () => {
    expect(read([seal(BODY.replace('(010585.947', '(010585.967'))]).readings).toHaveLength(1);
    expect(read([seal(BODY.replace('(010585.947', '(010585.968'))]).rejected).toEqual({ sums: 1 });
  });

  const later = (seconds: number, add: number): Uint8Array =>
    seal(
      BODY.replace('230815155200S', `2308151552${String(seconds).padStart(2, '0')}S`)
        .replace('1-0:1.8.0(008995.626', `1-0:1.8.0(00${(8995.626 + add).toFixed(3)}`)
        .replace('1-0:1.8.1(005100.215', `1-0:1.8.1(00${(5100.215 + add).toFixed(3)}`)
        .replace('(010585.947', `(0${(10585.947 + add).toFixed(3)}`),
    );

  test('a counter may go as far as 1.2 x the limiter in the time, and 10 Wh', () => {
    expect(read([GOOD, later(10, 0.31)]).readings).toHaveLength(2);
    expect(read([GOOD, later(10, 0.311)]).rejected).toEqual({ step: 1 });
  });

  test('a counter that steps back is held; three consistent telegrams in a row start a new epoch', () => {
    const findings: Finding[] = [];
    const back = [later(10, -50), later(20, -49.99), later(30, -49.98), later(40, -49.97)];
    const { readings, rejected } = read([GOOD, ...back], { onFinding: (finding) => findings.push(finding) });
    expect(rejected).toEqual({ step: 2 });
    expect(readings.map(({ objects }) => objects['1-0:1.8.0'])).toEqual([8995.626, 8945.646, 8945.656]);
    expect(findings).toContain('epoch');
  });

  test('held telegrams that do not fit each other start nothing', () => {
    expect(read([GOOD, later(10, -50), later(20, -60), later(30, -70), later(40, 0.01)]).rejected).toEqual({ step: 3 });
  });
});

describe('grammar', () => {
  const odd = BODY.replace('0-0:96.14.0(0001)', 'what is this');

  test('a line that no meter prints rejects, until the meter has printed it six times in a row', () => {
    const { readings, rejected } = read(Array.from({ length: 7 }, () => seal(odd)));
    expect(rejected).toEqual({ grammar: 5 });
    expect(readings[0]?.rest).toEqual(['what is this']);
  });

  test('a unit of another kind rejects', () => {
    expect(read([seal(BODY.replace('(02.352*kW)', '(02.352*kV)'))]).rejected).toEqual({ grammar: 1 });
    expect(read([seal(BODY.replace('(08.120*kW)', '(08.120*kWh)'))]).rejected).toEqual({ grammar: 1 });
  });

  test('an empty or unmeasured number is kept as printed', () => {
    expect(objects('0-0:17.0.0(0000.5)\n1-0:32.7.0()')).toEqual({ '0-0:17.0.0': '0000.5', '1-0:32.7.0': '' });
  });

  test('the F group 255 names the same object', () => {
    expect(objects('1-0:32.7.0*255(230.10*V)\n1-0:52.7.0.255(231*V)')).toEqual({
      '1-0:32.7.0': 230.1,
      '1-0:52.7.0': 231,
    });
  });

  test('parentheses within a text belong to it', () => {
    expect(objects('0-0:96.14.0((ER11))')).toEqual({ '0-0:96.14.0': '(ER11)' });
  });

  test("DSMR 3's gas value in a line of its own is kept", () => {
    const { readings } = read([small('0-1:24.3.0(121030140000)(00)(60)(1)(0-1:24.2.1)(m3)\n(00024.123)')]);
    expect(readings[0]?.rest).toEqual(['(00024.123)']);
  });

  test('a fill of 0xFF bytes or F digits is no message, a short 0xFF is data', () => {
    expect(objects(`0-0:96.13.0(${'\xff'.repeat(1024)})`)).toEqual({ '0-0:96.13.0': '' });
    expect(objects(`0-0:96.13.0(${'F'.repeat(2048)})`)).toEqual({ '0-0:96.13.0': '' });
    expect(objects('0-0:96.13.0(a\xffb)')).toEqual({ '0-0:96.13.0': 'a\xffb' });
    expect(objects(`0-0:96.13.0(Szia${'\xff'.repeat(1020)})`)).toEqual({ '0-0:96.13.0': 'Szia' });
  });
});

describe('time and meter id', () => {
  const timeOf = (timestamp: string) => read([small(`0-0:1.0.0(${timestamp})`)]).readings[0]?.time;

  test.each([
    ['230815155200S', '2023-08-15T15:52:00+02:00'],
    ['240229235959W', '2024-02-29T23:59:59+01:00'],
    ['161231005960W', '2016-12-31T01:00:00+01:00'],
    ['230229000000W', null],
    ['632525252525W', null],
    ['000000000000W', null],
    ['700101000000W', null],
    ['220201000000T', null],
    ['2308151552S', null],
  ])('%s is %s', (timestamp, time) => {
    expect(timeOf(timestamp)).toBe(time);
  });

  test.each([
    ['0-0:96.1.0(9912345678)', '9912345678'],
    ['0-0:96.1.1(4530303434303030303030303030)', 'E0044000000000'],
    ['0-0:96.1.1(1)\n0-0:96.1.0(22)', '22'],
    ['0-0:96.1.0(1234567890123456)', '1234567890123456'],
    ['0-0:96.1.0(a/b)', 'TST5small-a1b2c3'],
    ['0-0:96.1.0()', 'TST5small-a1b2c3'],
  ])('%s names the meter %s', (lines, id) => {
    expect(read([small(lines)]).readings[0]?.meterId).toBe(id);
  });

  test('a long identification is cut so that the id fits', () => {
    const { readings } = read([seal(`/ADN9 ${'x'.repeat(40)}\r\n\r\n0-0:96.14.0(1)\r\n!`)]);
    expect(readings[0]?.meterId).toBe(`ADN9-${'x'.repeat(20)}-a1b2c3`);
  });
});

describe('frame', () => {
  test('two seconds of silence end a telegram that broke off', () => {
    const rejected: string[] = [];
    let readings = 0;
    const reader = readReadingsWith(() => readings++, rejected);
    reader.feed(GOOD.subarray(0, 500), 500, 1000);
    reader.idle(2900);
    expect(rejected).toEqual([]);
    reader.feed(GOOD, GOOD.length, 11_000);
    expect(rejected).toEqual(['torn']);
    expect(readings).toBe(1);
  });

  test('a clock that wraps in the silence counts it all the same', () => {
    const rejected: string[] = [];
    const reader = readReadingsWith(() => undefined, rejected);
    reader.feed(GOOD.subarray(0, 500), 500, 2 ** 31 - 100);
    reader.idle(-(2 ** 31) + 1800);
    expect(rejected).toEqual([]);
    reader.idle(-(2 ** 31) + 2000);
    expect(rejected).toEqual(['torn']);
  });

  test('every prefix of a telegram leaves the next one whole', () => {
    const good = bytesOf('dsmr5-nl-gas');
    for (let length = 0; length < good.length; length++) {
      expect(read([good.subarray(0, length), good]).readings.length, `${length} bytes`).toBeGreaterThanOrEqual(1);
    }
  });

  test('a megabyte without an end is one overflow, and the next telegram is read', () => {
    const { readings, rejected } = read([latin1(`/AUX5${'A'.repeat(1 << 20)}\r\n`), GOOD]);
    expect(readings).toHaveLength(1);
    expect(rejected).toEqual({ overflow: 1 });
  });

  test('a megabyte of 0xFF is one overflow', () => {
    const { readings, rejected } = read([latin1(`/AUX5\r\n\r\n0-0:96.13.0(${'\xff'.repeat(1 << 20)})\r\n`), GOOD]);
    expect(readings).toHaveLength(1);
    expect(rejected).toEqual({ overflow: 1 });
  });

  test('more text than the buffer holds is an overflow, not a cut', () => {
    const lines = Array.from({ length: 60 }, (_, i) => `1-1:${i}.0.0(${'\x01'.repeat(20)})`).join('\n');
    expect(read([small(lines)]).rejected).toEqual({ overflow: 1 });
  });

  test('the checksum may lack, and then it is a miss', () => {
    expect(read([withChecksum(BODY, ''), GOOD]).rejected).toEqual({ crc: 1 });
  });
});
