/** The short texts that come from the service: words and decimal numbers with one space between them, read in place. */

const SPACE = 0x20;
/** Ten digits hold 32 bits. */
const MAX_DIGITS = 10;

/** Index of the space that ends the word at `start`, or the end of the text. */
export function wordEnd(text: Uint8Array, start: number): number {
  const end = start < text.length ? text.indexOf(SPACE, start) : -1;
  return end < 0 ? text.length : end;
}

/** The decimal number from `start` up to `end`, -1 when there is anything but 1 to 10 digits. */
export function decimalAt(text: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > MAX_DIGITS) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = (text[i] as number) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** True when the first `end` bytes are exactly `word` (ASCII). */
export function isWord(text: Uint8Array, end: number, word: string): boolean {
  if (end !== word.length) return false;
  for (let i = 0; i < end; i++) if (text[i] !== word.charCodeAt(i)) return false;
  return true;
}
