/** Telegrams of one meter, ten seconds apart, made from a golden one: time, counters and powers go on, sums and checksum fit. */
import { ARC, Crc16 } from '../../src/p1/crc16.js';
import { bytesOf } from './telegrams.js';

const arc = new Crc16(ARC);

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Ends the telegram with the checksum of its bytes; `body` ends with `!`. */
export function seal(body: string): Uint8Array {
  const bytes = Buffer.from(body, 'latin1');
  arc.reset();
  const checksum = arc.checksum(bytes).toString(16).toUpperCase().padStart(4, '0');
  return new Uint8Array(Buffer.concat([bytes, Buffer.from(`${checksum}\r\n`)]));
}

/** The golden telegram without its checksum. */
export const bodyOf = (name: string): string => latin1(bytesOf(name)).replace(/![0-9A-Fa-f]{4}\r\n$/, '!');

/** `count` telegrams that start with the golden one. */
export function telegrams(name: string, count: number): Uint8Array[] {
  const body = bodyOf(name);
  const wattHours = (code: string): number =>
    Number(
      /\((\d+)\.(\d+)/
        .exec(body.slice(body.indexOf(`${code}(`)))
        ?.slice(1)
        .join(''),
    );
  const start = /\(\d{6}(\d\d)(\d\d)(\d\d)[SW]\)/.exec(body)?.slice(1).map(Number) as [number, number, number];
  let seconds = start[0] * 3600 + start[1] * 60 + start[2];
  let imported = wattHours('1-0:1.8.1');
  let exported = wattHours('1-0:2.8.1');
  const offset = (total: string, tariff: string): number => wattHours(total) - wattHours(tariff);
  const hasTotal = body.includes('1-0:1.8.0(');
  const importOffset = hasTotal ? offset('1-0:1.8.0', '1-0:1.8.1') : 0;
  const exportOffset = hasTotal ? offset('1-0:2.8.0', '1-0:2.8.1') : 0;
  const series: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const power = 300 + ((i * 7919) % 4000);
    const twoDigits = (value: number): string => String(value).padStart(2, '0');
    const clock = [seconds / 3600, (seconds / 60) % 60, seconds % 60]
      .map((part) => twoDigits(Math.floor(part)))
      .join('');
    const set = (text: string, code: string, value: number): string =>
      text.replace(new RegExp(`(${code.replaceAll('.', '\\.')}\\()(\\d+)\\.(\\d{3})`), (_all, head, whole) => {
        const digits = String(value).padStart(whole.length + 3, '0');
        return `${head}${digits.slice(0, -3)}.${digits.slice(-3)}`;
      });
    let text = body.replace(/(0-0:1\.0\.0\(\d{6})\d{6}/, `$1${clock}`);
    text = set(text, '1-0:1.8.1', imported);
    text = set(text, '1-0:2.8.1', exported);
    text = set(text, '1-0:1.8.0', imported + importOffset);
    text = set(text, '1-0:2.8.0', exported + exportOffset);
    text = set(text, '1-0:15.8.0', imported + importOffset + exported + exportOffset);
    text = set(text, '1-0:1.7.0', power);
    text = set(text, '1-0:2.7.0', (i * 104729) % 3000);
    series.push(seal(text));
    seconds += 10;
    imported += Math.round(power / 360);
    exported += i % 5;
  }
  return series;
}

/** Seeded 32-bit generator (xorshift): the same mutants in every run. */
export function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
