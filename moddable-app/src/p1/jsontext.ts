/** JSON text of a telegram's objects, written from the line that lies in the same buffer. */
import { LONGEST_RUN } from './linebuffer.js';
import { NumberText } from './numbertext.js';
import { MEMBER_LENGTH, MEMBERS } from './obis.js';

const BLANK = 0x20;
const QUOTE = 0x22;
const OPEN = 0x28;
const CLOSE = 0x29;
const COMMA = 0x2c;
const ZERO = 0x30;
const COLON = 0x3a;
const BRACKET = 0x5b;
const LETTER_F = 0x46;
const BACKSLASH = 0x5c;
const SMALL_U = 0x75;
const FILL = 0xff;
const FOUR_F = 0x46464646;

/** Byte -> 1 when it stands for itself within a JSON string and cannot end a group. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= BLANK && byte < 0x7f && byte !== QUOTE && byte !== BACKSLASH && byte !== CLOSE ? 1 : 0,
);

const HEX = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

export class JsonText extends NumberText {
  /** `,"code":` of a register of the table. */
  appendMember(index: number): void {
    this.bytes.set(MEMBERS[index] as Uint8Array, this.out);
    this.out += MEMBER_LENGTH[index] as number;
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
   * Appends the text of the group whose `(` is at `at` as a string and returns the position of its `)`, the first one at
   * the line's end or before another group; -1 without room. `table`: a text of F digits is a fill.
   */
  appendText(at: number, table: boolean): number {
    const bytes = this.bytes;
    const words = this.words;
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

  /** Appends all groups from the `(` at `at` on: a string, or an array of strings; false without room. */
  appendGroups(at: number, table: boolean): boolean {
    const bytes = this.bytes;
    const from = this.out;
    let close = this.appendText(at, table);
    if (close >= 0 && close + 1 < this.stop) {
      bytes.copyWithin(from + 1, from, this.out++);
      bytes[from] = BRACKET;
      while (close >= 0 && close + 1 < this.stop) {
        bytes[this.out++] = COMMA;
        close = this.appendText(close + 1, table);
      }
      bytes[this.out++] = BRACKET + 2;
    }
    return close >= 0;
  }

  private endsGroup(at: number): boolean {
    const bytes = this.bytes;
    return bytes[at] === CLOSE && (at + 1 === this.stop || bytes[at + 1] === OPEN);
  }

  /** Appends a byte within a JSON string: itself, or escaped as \" \\ \u00XX. */
  escape(byte: number): void {
    const bytes = this.bytes;
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
