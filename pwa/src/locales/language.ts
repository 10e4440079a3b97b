/**
 * The language in force, and how a table of texts follows it. Hungarian is written first; English must have the same keys,
 * with functions of the same arguments, or it does not compile. Words that several pages use are in hu.ts and en.ts; a
 * page's own are in the `texts.ts` of its folder, so that they load with it.
 */
import { Cell } from '../data/cell.js';

export const LANGUAGES = ['hu', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
/** Each language in its own words. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { hu: 'Magyar', en: 'English' };

export const language = new Cell<Language>('hu');

/** The shape that a translation of `T` must have. */
export type Translation<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...values: infer A) => string
      ? (...values: A) => string
      : Translation<T[K]>;
};

/** A function that gives the table of the language in force. */
export function translations<const T extends object>(hu: T, en: Translation<T>): () => Translation<T> {
  return () => (language.value === 'hu' ? (hu as Translation<T>) : en);
}
