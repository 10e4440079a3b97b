/** Numbers as meters print them -> their shortest decimal form, behind the objects' text. */
import { LineBuffer } from './linebuffer.js';
import { KILO_LENGTH, KILO_WORD, KILO_WORD_BACK, UNIT_LENGTH, UNIT_MASK, UNIT_WORD, UNITS } from './obis.js';

const BLANK = 0x20;
const STAR = 0x2a;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const SMALL_K = 0x6b;

/**
 * Four digits, `dd.d` and `dd*k` at a time: xor with the pattern leaves 0-9 for a digit and 0 for what must stand there; the
 * addition carries everything else into the high nibbles.
 */
const DIGITS = 0x30303030;
const DIGITS_CARRY = 0x06060606;
const POINT_WORD = 0x30302e30;
const POINT_CARRY = 0x06060f06;
const KILO_PATTERN = 0x30302a6b;
const KILO_CARRY = 0x06060f0f;
const HIGH_NIBBLES = 0xf0f0f0f0 | 0;

/** Digits that an integer holds exactly. */
const MOST_WHOLE_DIGITS = 10;
const MOST_DECIMALS = 5;

export class NumberText extends LineBuffer {
  /** The number appended last is value / 10^places. */
  value = 0;
  places = 0;

  /** The number appended last as an integer in units of 10^-decimals, cut. */
  integer(decimals: number): number {
    const more = decimals - this.places;
    return more < 0 ? Math.trunc(this.value / 10 ** -more) : this.value * 10 ** more;
  }

  /**
   * Appends the number between `at` and the `)` at `close` in the form of nearly all registers, `dddddd.ddd*kWh` or
   * `dd.ddd*kW`, checked four bytes at a time; otherwise as {@link appendNumber}. `exact`: its integer is wanted.
   */
  appendKilo(at: number, close: number, unit: number, exact: boolean): number {
    const words = this.words;
    const tens = close - (KILO_LENGTH[unit] as number);
    const thousands = tens === at + 4 ? words.getInt32(at) ^ DIGITS : tens === at ? 0 : -1;
    const middle = words.getInt32(tens) ^ POINT_WORD;
    const end = words.getInt32(tens + 4) ^ KILO_PATTERN;
    if (
      (((thousands | (thousands + DIGITS_CARRY) | middle | (middle + POINT_CARRY) | end | (end + KILO_CARRY)) &
        HIGH_NIBBLES) |
        (words.getInt32(close - (KILO_WORD_BACK[unit] as number)) ^ (KILO_WORD[unit] as number))) !==
      0
    ) {
      return this.appendNumber(at, close, unit);
    }
    let from = tens;
    if (thousands !== 0) from = at + (Math.clz32(thousands) >> 3);
    else if (middle >> 24 === 0) from++;
    let to = tens + 6;
    if ((end & 0xff0000) === 0) to -= end !== 0 ? 1 : (middle & 15) !== 0 ? 2 : 4;
    this.bytes.copyWithin(this.out, from, to);
    this.out += to - from;
    if (exact) {
      const whole = (middle >> 24) * 10 + ((middle >> 16) & 15) + fourDigits(thousands) * 100;
      this.value = whole * 1000 + (middle & 15) * 100 + (end >> 24) * 10 + ((end >> 16) & 15);
      this.places = 3;
    }
    return close;
  }

  /**
   * Appends the number between `at` and the `)` at `close`, in its shortest decimal form; its integer goes to `value`, in
   * units of 10^-places. Returns the new position of the `)`, or -1 and appends nothing when this is not a number of that unit.
   */
  appendNumber(at: number, close: number, unit: number): number {
    const bytes = this.bytes;
    const out = this.out;
    if (bytes[at] === MINUS) return this.appendNegative(at, close, unit);
    const first = at;
    while (bytes[at] === ZERO) at++;
    let from = at;
    let value = 0;
    let digit = (bytes[at] as number) ^ ZERO;
    while (digit < 10) {
      value = value * 10 + digit;
      digit = (bytes[++at] as number) ^ ZERO;
    }
    if (at === first || at - from > MOST_WHOLE_DIGITS) return -1;
    if (at === from) from--;
    let to = at;
    let places = 0;
    if (bytes[at] === POINT) {
      digit = (bytes[++at] as number) ^ ZERO;
      while (digit < 10) {
        value = value * 10 + digit;
        digit = (bytes[++at] as number) ^ ZERO;
      }
      places = at - to - 1;
      if (places === 0 || places > MOST_DECIMALS) return -1;
      to = at;
      while (bytes[to - 1] === ZERO) to--;
      if (bytes[to - 1] === POINT) to--;
    }
    this.value = value;
    this.places = places;
    if (
      at !== close - (UNIT_LENGTH[unit] as number) ||
      (this.words.getInt32(close - 3) & (UNIT_MASK[unit] as number)) !== UNIT_WORD[unit]
    ) {
      return this.appendScaled(at, close, unit);
    }
    bytes.copyWithin(out, from, to);
    this.out = out + to - from;
    return close;
  }

  private appendNegative(at: number, close: number, unit: number): number {
    const { bytes, out } = this;
    if (bytes[at + 1] === MINUS) return -1;
    bytes[out] = MINUS;
    this.out = out + 1;
    const end = this.appendNumber(at + 1, close, unit);
    if (end < 0) {
      this.out = out;
    } else if (this.value === 0) {
      bytes[out] = ZERO;
      this.out = out + 1;
    } else {
      this.value = -this.value;
    }
    return end;
  }

  /** The same number, its unit at `at` spelt otherwise: a blank behind it, another case (kVArh), no kilo (24000*W). */
  private appendScaled(at: number, close: number, unit: number): number {
    const { bytes } = this;
    const name = UNITS[unit] as Uint8Array;
    if (name.length === 0 || bytes[at++] !== STAR) return -1;
    const kilo = name[0] === SMALL_K && ((bytes[at] as number) | BLANK) !== SMALL_K ? 1 : 0;
    for (let i = kilo; i < name.length; i++) {
      if (((bytes[at++] as number) | BLANK) !== ((name[i] as number) | BLANK)) return -1;
    }
    if (bytes[at] === BLANK) at++;
    if (at !== close) return -1;
    const end = this.reserve(2 + MOST_WHOLE_DIGITS + MOST_DECIMALS + 3, close);
    if (end < 0) return -1;
    this.places += 3 * kilo;
    this.appendDecimal(this.value, this.places);
    return end;
  }

  /** Appends value / 10^places, both integers, in the shortest form. */
  appendDecimal(value: number, places: number): void {
    let digits = value;
    let left = places;
    while (left > 0 && digits % 10 === 0) {
      digits /= 10;
      left--;
    }
    let length = 1;
    for (let power = 10; power <= digits || length <= left; power *= 10) length++;
    if (left > 0) length++;
    for (let i = length - 1; i >= 0; i--) {
      if (left > 0 && i === length - left - 1) {
        this.bytes[this.out + i] = POINT;
      } else {
        this.bytes[this.out + i] = ZERO + (digits % 10);
        digits = Math.floor(digits / 10);
      }
    }
    this.out += length;
  }
}

/** The number that four bytes of 0-9 spell. */
function fourDigits(digits: number): number {
  const pairs = (digits >> 8) * 10 + digits;
  return ((pairs >> 16) & 255) * 100 + (pairs & 255);
}
