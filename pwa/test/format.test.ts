import { afterEach, describe, expect, it } from 'vitest';
import * as format from '../src/format.js';
import { language } from '../src/locales/language.js';

afterEach(() => language.set('hu'));

/** Intl separates with narrow and non-breaking spaces; for reading they are spaces. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('numbers and dates', () => {
  it('have a decimal comma and spaces in Hungarian', () => {
    expect(format.kilowatts(2710)).toBe('2,71');
    expect([4823, 18_640, 1_711_200].map(format.kilowattHours)).toEqual(['4,82', '18,6', '1711']);
    expect(plain(format.number(1_234_567))).toBe('1 234 567');
    expect(plain(format.forints(12_345.6))).toBe('12 346 Ft');
  });

  it('have a point and commas in English', () => {
    language.set('en');
    expect(format.kilowatts(2710)).toBe('2.71');
    expect(format.number(1_234_567)).toBe('1,234,567');
  });

  it('have a minus sign, and never before a zero', () => {
    expect(format.number(-12.5, 1)).toBe('\u221212,5');
    expect(plain(format.forints(-9296))).toBe('\u22129296 Ft');
    expect([-0, -4].map((watts) => format.kilowatts(watts))).toEqual(['0,00', '0,00']);
  });

  it('are the household’s, whatever zone the machine is in', () => {
    expect(format.clock(Date.UTC(2026, 7, 15, 13, 52) / 1000)).toBe('15:52');
    expect(format.clock(Date.UTC(2026, 0, 15, 22, 59) / 1000)).toBe('23:59');
    expect(format.day('2026-08-15', 'fullDay')).toBe('2026. aug. 15., szombat');
    expect(format.periodTitle({ span: 'month', day: '2026-08-01' }, '2026-08-31')).toBe('2026. augusztus');
    expect(format.periodTitle({ span: 'year', day: '2026-01-01' }, '2026-12-31')).toBe('2026');
  });

  it('tell an age in the unit that fits it', () => {
    expect([3, 89, 90, 5400, 36 * 3600].map(format.ago)).toEqual([
      '3 másodperce',
      '89 másodperce',
      '2 perce',
      '2 órája',
      '2 napja',
    ]);
  });

  it('tell sizes', () => {
    expect([512, 8_000, 2_900_000, 64_000_000].map(format.bytes)).toEqual(['1 kB', '8 kB', '2,9 MB', '64 MB']);
  });
});
