/** Days inside a sentence: Hungarian suffixes follow the vowels of the ordinal, English has a preposition. */
import { day } from './format.js';
import { language } from './locales/language.js';

/** Days of the month whose Hungarian ordinal has back vowels: másodika, harmadika, hatodika … */
const BACK_VOWELS: ReadonlySet<number> = new Set([2, 3, 6, 8, 13, 16, 18, 20, 23, 26, 28, 30]);

/** A day as a Hungarian suffix continues it, `aug. 19-`, `máj. 1-j`, and the vowel that comes next, short and long. */
function ordinal(
  date: string,
  pattern: 'shortDay' | 'mediumDay',
): { readonly stem: string; readonly vowel: string; readonly long: string } {
  const number = Number(date.slice(8));
  const stem = `${day(date, pattern).replace(/\.$/, '')}-${number === 1 ? 'j' : ''}`;
  return BACK_VOWELS.has(number) ? { stem, vowel: 'a', long: 'á' } : { stem, vowel: 'e', long: 'é' };
}

/** When something happens: `aug. 19-én`, `on 19 Aug`. */
export function onDay(date: string): string {
  if (language.value !== 'hu') return `on ${day(date, 'shortDay')}`;
  const { stem, long } = ordinal(date, 'shortDay');
  return `${stem}${long}n`;
}

/** From when on something holds: `aug. 19-e óta`, `since 19 Aug`. */
export function sinceDay(date: string, pattern: 'shortDay' | 'mediumDay' = 'shortDay'): string {
  if (language.value !== 'hu') return `since ${day(date, pattern)}`;
  const { stem, vowel } = ordinal(date, pattern);
  return `${stem}${vowel} óta`;
}
