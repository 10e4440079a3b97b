import { afterEach, describe, expect, it } from 'vitest';
import { onDay, sinceDay } from '../src/date-words.js';
import { language } from '../src/locales/language.js';

afterEach(() => language.set('hu'));

const dayOf = (date: number): string => `2026-08-${String(date).padStart(2, '0')}`;

describe('a day inside a sentence', () => {
  it('has the suffix of its Hungarian ordinal, for every day of a month', () => {
    // elsején, másodikán, harmadikán, negyedikén, ötödikén, hatodikán, hetedikén, nyolcadikán, kilencedikén, tizedikén …
    const suffixes =
      'jén án án én én án én án én én én én án én én án én án én án én én án én én án én án én án én'.split(' ');
    expect(suffixes.map((_, i) => onDay(dayOf(i + 1)))).toEqual(suffixes.map((suffix, i) => `aug. ${i + 1}-${suffix}`));
    expect([1, 3, 15].map((date) => sinceDay(dayOf(date)))).toEqual(['aug. 1-je óta', 'aug. 3-a óta', 'aug. 15-e óta']);
    expect(sinceDay('2022-08-01', 'mediumDay')).toBe('2022. aug. 1-je óta');
  });

  it('has a preposition in English', () => {
    language.set('en');
    expect([onDay('2026-08-19'), sinceDay('2026-08-19')]).toEqual(['on 19 Aug', 'since 19 Aug']);
  });
});
