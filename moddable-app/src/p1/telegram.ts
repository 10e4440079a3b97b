/** Lines of a telegram -> COSEM objects: their JSON text, the integers of the numbers, the meter's id and clock. */
import { registerIndex } from '../registers.js';
import type { JsonText } from './jsontext.js';
import { GAP } from './linebuffer.js';
import {
  CODE_LENGTH,
  DECIMALS_OF,
  FIRST_WORD,
  GROUP_UNITS,
  IS_RECKONED,
  KEYS,
  KILO_WORD,
  LAST_WORD,
  MEMBER_FRAME,
  MEMBERS,
  MIDDLE_WORD,
  MODULUS,
  SLOTS,
  TEXT,
  UNIT_OF,
} from './obis.js';
import { TIMESTAMP_LENGTH, utcSeconds } from './timestamp.js';

const CR = 0x0d;
const OPEN = 0x28;
const CLOSE = 0x29;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const SLASH = 0x2f;
const ZERO = 0x30;
const COLON = 0x3a;
const BRACKET = 0x5b;

/** Objects outside the register table that are told apart; more of them go to `rest`. */
const STRANGERS = 48;

/** A of the codes that P1 ports print, 0 (abstract) or 1 (electricity); B, the meter itself, its P1 port (3), M-Bus 1-4. */
const LAST_MEDIUM = 1;
const LAST_CHANNEL = 4;

/** What {@link Telegram.readLine} found: nothing special, the start of another telegram, no room. */
export const READ = 0;
export const START_INSIDE = 1;
export const NO_ROOM = 2;

/** A multi-line object: none, its code stood alone on a line, between its parentheses. */
const OUTSIDE = 0;
const ANNOUNCED = 1;
const INSIDE = 2;

const TIME = registerIndex('time');
const METER_ID = registerIndex('meterId');
const METER_ID_ALTERNATIVE = registerIndex('meterIdAlternative');
const MONTH_START = registerIndex('monthStart');

export class Telegram {
  readonly text: JsonText;
  /** Register -> 0 not printed, 1 printed, 2 printed as a number. */
  readonly seen = new Uint8Array(KEYS.length);
  /** Register -> integer in units of 10^-decimals (Wh, W, 0.1 V), of those that something reckons with. */
  readonly values = new Float64Array(KEYS.length);
  /** Where another telegram starts in the line, after {@link START_INSIDE}. */
  start = 0;
  /** UTC seconds, -1 without a valid time. */
  utc = -1;
  /** Positions of the timestamp and of the meter id in the objects' text; 0 without one. */
  timeAt = 0;
  idAt = 0;
  idEnd = 0;
  private grammatical = true;
  private block = OUTSIDE;
  /** Register read last, and register -> the one behind it; one more stands for the telegram's start. */
  private previous = KEYS.length;
  private readonly next = new Uint8Array(KEYS.length + 1);
  private readonly strangers = new Float64Array(STRANGERS);
  private strangerCount = 0;

  constructor(text: JsonText) {
    this.text = text;
  }

  /** Forgets everything; the next line is the first after the identification. */
  begin(): void {
    this.seen.fill(0);
    this.text.clear();
    this.grammatical = true;
    this.block = OUTSIDE;
    this.previous = KEYS.length;
    this.utc = -1;
    this.timeAt = 0;
    this.idAt = 0;
    this.strangerCount = 0;
  }

  /** True when every line was one that known meters print; asked at the telegram's end. */
  get isGrammatical(): boolean {
    return this.grammatical && this.block !== INSIDE;
  }

  /** Where another telegram starts (`/`, three letters, a digit) in the line from `from` on, or -1. */
  findStart(from: number): number {
    const { bytes, end } = this.text;
    bytes[end] = SLASH;
    for (let at = bytes.indexOf(SLASH, from); at < end - 4; at = bytes.indexOf(SLASH, at + 1)) {
      if (
        isLetter(bytes[at + 1] as number) &&
        isLetter(bytes[at + 2] as number) &&
        isLetter(bytes[at + 3] as number) &&
        ((bytes[at + 4] as number) ^ ZERO) < 10
      ) {
        return at;
      }
    }
    return -1;
  }

  /**
   * Reads the line that lies complete in the text, line end included, and appends its object. Meters print the same lines in
   * the same order, so the register that followed the last one in the telegram before is tried first.
   */
  readLine(): number {
    const text = this.text;
    const bytes = text.bytes;
    const words = text.words;
    const line = text.line;
    let stop = text.end - 1;
    if (bytes[stop - 1] === CR) stop--;
    text.stop = stop;
    const index = this.next[this.previous] as number;
    const at = line + (CODE_LENGTH[index] as number);
    if (
      this.block !== OUTSIDE ||
      words.getInt32(line) !== FIRST_WORD[index] ||
      words.getInt32(at - 3) !== LAST_WORD[index] ||
      words.getInt32(line + 4) !== MIDDLE_WORD[index]
    ) {
      return this.readUnexpected();
    }
    return this.readRegister(index, at, text);
  }

  /** The line of a register of the table; `at` is the `(` behind its code. */
  private readRegister(index: number, at: number, text: JsonText): number {
    const unit = UNIT_OF[index] as number;
    this.previous = index;
    if (unit === TEXT) return this.readText(index, at);
    if (this.seen[index] !== 0) return this.keep();
    const before = text.out;
    text.bytes.set(MEMBERS[index] as Uint8Array, before);
    text.out = before + (CODE_LENGTH[index] as number) + MEMBER_FRAME;
    const reckoned = IS_RECKONED[index] === 1;
    const close =
      KILO_WORD[unit] === 0
        ? text.appendNumber(at + 1, unit, DECIMALS_OF[index] as number, true)
        : text.appendKilo(at + 1, unit, reckoned, true);
    if (close > 0) {
      this.seen[index] = 2;
      if (reckoned) this.values[index] = text.value;
      const line = text.out + GAP;
      text.line = line;
      text.end = line;
      return READ;
    }
    text.out = before;
    if (!this.isUnmeasured(at + 1)) return this.readOddLine();
    this.seen[index] = 1;
    text.appendMember(index);
    return this.appendGroups(at, true);
  }

  /** A line whose register is not known beforehand. */
  private readUnexpected(): number {
    const { text } = this;
    const { bytes, line, stop } = text;
    if (line === stop) {
      text.nextLine();
      return READ;
    }
    if (this.block !== OUTSIDE) return this.readBlockLine();
    const channel = (bytes[line + 2] as number) ^ ZERO;
    let key = (bytes[line] as number) ^ ZERO;
    if (key > LAST_MEDIUM || channel > LAST_CHANNEL || bytes[line + 1] !== MINUS || bytes[line + 3] !== COLON)
      return this.readOddLine();
    key += channel * 16;
    let at = line + 3;
    for (let field = 0; field < 3; field++) {
      let number = (bytes[++at] as number) ^ ZERO;
      if (number > 9) return this.readOddLine();
      let digit = (bytes[++at] as number) ^ ZERO;
      while (digit < 10) {
        number = number * 10 + digit;
        digit = (bytes[++at] as number) ^ ZERO;
      }
      if (number > 255 || (field < 2 && bytes[at] !== POINT)) return this.readOddLine();
      key = key * 256 + number;
    }
    const codeEnd = at;
    if (at === stop) {
      this.block = ANNOUNCED;
      return this.keep();
    }
    // The F group, `*255` or `.255`, names the same object.
    if (bytes[at] !== OPEN && bytes[at + 1] === 0x32 && bytes[at + 2] === 0x35 && bytes[at + 3] === 0x35) at += 4;
    if (bytes[at] !== OPEN || bytes[stop - 1] !== CLOSE) return this.readOddLine();

    const index = SLOTS[key % MODULUS] as number;
    if (KEYS[index] !== key) return this.readStranger(key, codeEnd, at);
    if (codeEnd - line !== CODE_LENGTH[index]) return this.readOddLine();
    this.next[this.previous] = index;
    return this.readRegister(index, at, text);
  }

  /** An object that the table does not know: as printed, the first of its code. */
  private readStranger(key: number, codeEnd: number, at: number): number {
    if (this.findStart(at) >= 0) return this.readOddLine();
    for (let i = 0; i < this.strangerCount; i++) if (this.strangers[i] === key) return this.keep();
    if (this.strangerCount === STRANGERS) return this.keep();
    this.strangers[this.strangerCount++] = key;
    this.text.appendCode(codeEnd);
    return this.appendGroups(at, false);
  }

  private readText(index: number, at: number): number {
    if (this.text.bytes[this.text.stop - 1] !== CLOSE || this.findStart(at) >= 0) return this.readOddLine();
    if (this.seen[index] !== 0) return this.keep();
    this.seen[index] = 1;
    const { text } = this;
    const { bytes } = text;
    text.appendMember(index);
    if (index === MONTH_START && bytes[at + TIMESTAMP_LENGTH + 1] === CLOSE) return this.appendMonthStart(at);
    const from = text.out + 1;
    if (index === TIME) {
      if (at + TIMESTAMP_LENGTH + 2 === text.stop) this.utc = utcSeconds(bytes, at + 1);
      this.timeAt = from;
    }
    const result = this.appendGroups(at, true);
    if (index === METER_ID || (index === METER_ID_ALTERNATIVE && this.idAt === 0)) {
      this.idAt = from;
      this.idEnd = text.out - 1;
    }
    return result;
  }

  /** A line of `0-0:98.1.0` CR LF `(` CR LF … `)`, as Holley prints it: legal, and all of it is `rest`. */
  private readBlockLine(): number {
    const { bytes, line, stop } = this.text;
    if (this.findStart(line) >= 0) return this.readOddLine();
    if (this.block === INSIDE) {
      if (bytes[line] === CLOSE && line + 1 === stop) this.block = OUTSIDE;
      return this.keep();
    }
    this.block = OUTSIDE;
    if (bytes[line] !== OPEN) return this.readLine();
    if (line + 1 === stop) this.block = INSIDE;
    else if (bytes[stop - 1] !== CLOSE) return this.readOddLine();
    return this.keep();
  }

  private readOddLine(): number {
    const { bytes, line, stop } = this.text;
    this.start = this.findStart(line);
    if (this.start >= 0) return START_INSIDE;
    // DSMR 3 prints the value of 0-n:24.3.0 in a line of its own.
    if (bytes[line] !== OPEN || bytes[stop - 1] !== CLOSE) this.grammatical = false;
    return this.keep();
  }

  private keep(): number {
    const kept = this.text.keep();
    this.text.nextLine();
    return kept ? READ : NO_ROOM;
  }

  /** `()` or a number without its unit (Elgama's limiter): kept as printed. */
  private isUnmeasured(at: number): boolean {
    const { bytes, stop } = this.text;
    if (bytes[stop - 1] !== CLOSE) return false;
    for (let i = at; i < stop - 1; i++) {
      const byte = bytes[i] as number;
      if ((byte ^ ZERO) > 9 && byte !== POINT) return false;
    }
    return true;
  }

  /** Appends all groups from the `(` at `at` on: a string, or an array of strings. */
  private appendGroups(at: number, table: boolean): number {
    const { text } = this;
    const { bytes } = text;
    const from = text.out;
    let close = text.appendText(at, table);
    if (close >= 0 && close + 1 < text.stop) {
      bytes.copyWithin(from + 1, from, text.out++);
      bytes[from] = BRACKET;
      while (close >= 0 && close + 1 < text.stop) {
        bytes[text.out++] = COMMA;
        close = text.appendText(close + 1, table);
      }
      bytes[text.out++] = BRACKET + 2;
    }
    text.nextLine();
    return close < 0 ? NO_ROOM : READ;
  }

  /** 0-0:98.1.0 as Hungarian meters print it: a timestamp, then numbers whose units the register table knows. */
  private appendMonthStart(at: number): number {
    const { text } = this;
    const { bytes } = text;
    bytes[text.out++] = BRACKET;
    let close = text.appendText(at, true);
    let group = 0;
    while (close >= 0 && close + 1 < text.stop) {
      bytes[text.out++] = COMMA;
      const unit = GROUP_UNITS[group++];
      const next = unit === undefined ? -1 : text.appendKilo(close + 2, unit, false, false);
      if (next < 0) this.grammatical = false;
      close = next < 0 ? text.appendText(close + 1, true) : next;
    }
    bytes[text.out++] = BRACKET + 2;
    text.nextLine();
    return close < 0 ? NO_ROOM : READ;
  }
}

function isLetter(byte: number): boolean {
  const small = byte | 0x20;
  return small >= 0x61 && small <= 0x7a;
}
