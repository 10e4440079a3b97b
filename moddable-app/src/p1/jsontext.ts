/** JSON text of a telegram's objects, written from the line that lies in the same buffer. */
import { LineBuffer, LONGEST_RUN } from './linebuffer.js';
import { CODE_LENGTH, KILO_CLOSE, KILO_WORD, KILO_WORD_AT, MEMBER_FRAME, MEMBERS, UNITS } from './obis.js';

const BLANK = 0x20;
const QUOTE = 0x22;
const OPEN = 0x28;
const CLOSE = 0x29;
const STAR = 0x2a;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const LETTER_F = 0x46;
const BACKSLASH = 0x5c;
const SMALL_K = 0x6b;
const SMALL_U = 0x75;
const FILL = 0xff;
const FOUR_F = 0x46464646;

/**
 * Four digits, `dd.d` and `dd*k` at a time: xor with the pattern leaves 0-9 for a digit and 0 for what must stand there; the
 * addition carries everything else into the high nibbles.
 */
const DIGITS = 0x30303030;
const DIGITS_CARRY = 0x06060606;
const POINT_WORD = 0x30302e30;
const POINT_CARRY = 0x06060f06;
const KILO_WORD_PATTERN = 0x30302a6b;
const KILO_CARRY = 0x06060f0f;
const HIGH_NIBBLES = 0xf0f0f0f0 | 0;

/** Digits that an integer holds exactly. */
const MOST_WHOLE_DIGITS = 10;
const MOST_DECIMALS = 5;

/** Byte -> 1 when it stands for itself within a JSON string and cannot end a group. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= BLANK && byte < 0x7f && byte !== QUOTE && byte !== BACKSLASH && byte !== CLOSE ? 1 : 0,
);

const HEX = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

export class JsonText extends LineBuffer {
  /** Integer of the number appended last. */
  value = 0;

  /** `,"code":` of a register of the table. */
  appendMember(index: number): void {
    this.bytes.set(MEMBERS[index] as Uint8Array, this.out);
    this.out += (CODE_LENGTH[index] as number) + MEMBER_FRAME;
  }

  /** `,"code":` of the code [line, codeEnd). It is moved first: its new place is in front of the old one. */
  appendCode(codeEnd: number): void {
    const { bytes, out, line } = this;
    bytes.copyWithin(out + 2, line, codeEnd);
    bytes[out] = COMMA;
    bytes[out + 1] = QUOTE;
    const end = out + 2 + codeEnd - line;
    bytes[end] = QUOTE;
    bytes[end + 1] = COLON;
    this.out = end + 2;
  }

  /**
   * Appends the number at `at` in the form of nearly all registers, `dddddd.ddd*kWh)` or `dd.ddd*kW)`, checked four bytes at
   * a time; otherwise as {@link appendNumber}. `exact`: its integer is wanted, in thousandths.
   */
  appendKilo(at: number, unit: number, exact: boolean, only: boolean): number {
    const bytes = this.bytes;
    const words = this.words;
    const thousands = words.getInt32(at) ^ DIGITS;
    let from = at;
    let point = at;
    if (((thousands | (thousands + DIGITS_CARRY)) & HIGH_NIBBLES) === 0) point += 4;
    const middle = words.getInt32(point) ^ POINT_WORD;
    const end = words.getInt32(point + 4) ^ KILO_WORD_PATTERN;
    const unitAt = point + 8;
    const close = unitAt + (KILO_CLOSE[unit] as number);
    if (
      ((middle | (middle + POINT_CARRY) | end | (end + KILO_CARRY)) & HIGH_NIBBLES) !== 0 ||
      words.getInt32(unitAt + (KILO_WORD_AT[unit] as number)) !== KILO_WORD[unit] ||
      bytes[close] !== CLOSE ||
      (close + 1 !== this.stop && (only || bytes[close + 1] !== OPEN))
    ) {
      return this.appendNumber(at, unit, 3, only);
    }
    const out = this.out;
    if ((middle | end) === 0 && (point === at || thousands === 0)) {
      bytes[out] = ZERO;
      this.out = out + 1;
      this.value = 0;
      return close;
    }
    if (point !== at) {
      if (thousands === 0) from = point;
      else if (thousands >> 16 === 0) from += 2;
    }
    while (bytes[from] === ZERO) from++;
    if (bytes[from] === POINT) from--;
    let to = unitAt - 2;
    while (bytes[to - 1] === ZERO) to--;
    if (bytes[to - 1] === POINT) to--;
    bytes.copyWithin(out, from, to);
    this.out = out + to - from;
    if (exact) {
      const whole = (middle >> 24) * 10 + ((middle >> 16) & 15) + (point === at ? 0 : fourDigits(thousands) * 100);
      this.value = whole * 1000 + (middle & 15) * 100 + (end >> 24) * 10 + ((end >> 16) & 15);
    }
    return close;
  }

  /**
   * Appends the number at `at`, in its shortest decimal form; its integer (10^-decimals units) goes to `value`. Returns the
   * position of the `)` behind it, or -1 and appends nothing when the group is not a number of that unit. `only`: no other
   * group may follow.
   */
  appendNumber(at: number, unit: number, decimals: number, only: boolean): number {
    const { bytes, out } = this;
    if (bytes[at] === MINUS) return this.appendNegative(at, unit, decimals, only);
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
    let printed = 0;
    if (bytes[at] === POINT) {
      digit = (bytes[++at] as number) ^ ZERO;
      while (digit < 10) {
        value = value * 10 + digit;
        digit = (bytes[++at] as number) ^ ZERO;
      }
      printed = at - to - 1;
      if (printed === 0 || printed > MOST_DECIMALS) return -1;
      to = at;
      while (bytes[to - 1] === ZERO) to--;
      if (bytes[to - 1] === POINT) to--;
    }
    const name = UNITS[unit] as Uint8Array;
    const length = name.length;
    if (length !== 0) {
      if (bytes[at] !== STAR) return -1;
      for (let i = 0; i < length; i++) {
        if (bytes[++at] !== name[i]) return this.appendScaled(at - i, name, decimals, value, printed, only);
      }
      at++;
      if (bytes[at] === BLANK) at++;
    }
    if (bytes[at] !== CLOSE || (at + 1 !== this.stop && (only || bytes[at + 1] !== OPEN))) return -1;
    bytes.copyWithin(out, from, to);
    this.out = out + to - from;
    this.value = printed === decimals ? value : shift(value, decimals - printed);
    return at;
  }

  private appendNegative(at: number, unit: number, decimals: number, only: boolean): number {
    const { bytes, out } = this;
    if (bytes[at + 1] === MINUS) return -1;
    bytes[out] = MINUS;
    this.out = out + 1;
    const close = this.appendNumber(at + 1, unit, decimals, only);
    if (close < 0) {
      this.out = out;
    } else if (this.value === 0 && this.out === out + 2) {
      bytes[out] = ZERO;
      this.out = out + 1;
    } else {
      this.value = -this.value;
    }
    return close;
  }

  /** The same number in another case (kVArh) or without the unit's kilo (24000*W); scaled as decimal text. */
  private appendScaled(
    unitAt: number,
    name: Uint8Array,
    decimals: number,
    value: number,
    printed: number,
    only: boolean,
  ): number {
    const { bytes } = this;
    const kilo = name[0] === SMALL_K && ((bytes[unitAt] as number) | BLANK) !== SMALL_K ? 1 : 0;
    let at = unitAt;
    for (let i = kilo; i < name.length; i++) {
      if (((bytes[at++] as number) | BLANK) !== ((name[i] as number) | BLANK)) return -1;
    }
    if (bytes[at] === BLANK) at++;
    if (!this.endsGroup(at) || (only && at + 1 !== this.stop)) return -1;
    const places = printed + 3 * kilo;
    const close = this.reserve(2 + MOST_WHOLE_DIGITS + MOST_DECIMALS + 3, at);
    if (close < 0) return -1;
    this.appendDecimal(value, places);
    this.value = places === decimals ? value : shift(value, decimals - places);
    return close;
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

  /**
   * Appends the text of the group whose `(` is at `at` as a string and returns the position of its `)`, the first one at
   * the line's end or before another group; -1 without room. `table`: a text of F digits is a fill.
   */
  appendText(at: number, table: boolean): number {
    const { bytes, words } = this;
    at = this.reserve(8, at) + 1;
    if (at === 0) return -1;
    bytes[this.out++] = QUOTE;
    if (table && bytes[at] === LETTER_F && bytes[at + 1] === LETTER_F) {
      let stop = at + 2;
      while (words.getInt32(stop) === FOUR_F) stop += 4;
      while (bytes[stop] === LETTER_F) stop++;
      if (this.endsGroup(stop)) at = stop;
    }
    for (;;) {
      const from = at;
      while (PLAIN[bytes[at] as number] === 1) at++;
      bytes.copyWithin(this.out, from, at);
      this.out += at - from;
      const byte = bytes[at] as number;
      if (byte === CLOSE) {
        if (this.endsGroup(at)) break;
        bytes[this.out++] = CLOSE;
        at++;
      } else {
        let stop = at + 1;
        if (byte === FILL) while (bytes[stop] === FILL) stop++;
        if (stop - at >= LONGEST_RUN || (stop - at > 1 && bytes[from - 1] === OPEN && this.endsGroup(stop))) {
          at = stop;
        } else {
          at = this.reserve(8, at + 1);
          if (at < 0) return -1;
          this.escape(byte);
        }
      }
    }
    bytes[this.out++] = QUOTE;
    return at;
  }

  private endsGroup(at: number): boolean {
    return this.bytes[at] === CLOSE && (at + 1 === this.stop || this.bytes[at + 1] === OPEN);
  }

  /** Appends a byte within a JSON string: itself, or escaped as \" \\ \u00XX. */
  escape(byte: number): void {
    const { bytes } = this;
    if (byte < BLANK || byte > 0x7e) {
      bytes[this.out++] = BACKSLASH;
      bytes[this.out++] = SMALL_U;
      bytes[this.out++] = ZERO;
      bytes[this.out++] = ZERO;
      bytes[this.out++] = HEX[byte >> 4] as number;
      bytes[this.out++] = HEX[byte & 15] as number;
    } else {
      if (byte === QUOTE || byte === BACKSLASH) bytes[this.out++] = BACKSLASH;
      bytes[this.out++] = byte;
    }
  }

  /** Adds the line as printed to `rest`; false without room. */
  keep(): boolean {
    const { bytes, line, stop } = this;
    let length = 3;
    for (let at = line; at < stop; at++) {
      const byte = bytes[at] as number;
      if (byte === FILL && this.isBeyondRun(at)) continue;
      length += byte < BLANK || byte > 0x7e ? 6 : byte === QUOTE || byte === BACKSLASH ? 2 : 1;
    }
    if (this.rest - length < this.end) return false;
    bytes.copyWithin(this.rest - length, this.rest);
    this.rest -= length;
    const { out } = this;
    this.out = bytes.length - length;
    bytes[this.out++] = COMMA;
    bytes[this.out++] = QUOTE;
    for (let at = line; at < stop; at++) {
      const byte = bytes[at] as number;
      if (byte !== FILL || !this.isBeyondRun(at)) this.escape(byte);
    }
    bytes[this.out++] = QUOTE;
    this.out = out;
    return true;
  }
}

/** value x 10^places in integers, cut. */
function shift(value: number, places: number): number {
  return places < 0 ? Math.floor(value / 10 ** -places) : value * 10 ** places;
}

/** The number that four bytes of 0-9 spell. */
function fourDigits(digits: number): number {
  return (digits >> 24) * 1000 + ((digits >> 16) & 15) * 100 + ((digits >> 8) & 15) * 10 + (digits & 15);
}
