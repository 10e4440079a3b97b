/** Lines of a telegram -> COSEM objects: their JSON text, the integers of the numbers, the meter's id and clock. */
import { registerIndex } from '../registers.js';
import type { JsonText } from './jsontext.js';
import { CLEARANCE, GAP, SHORT_LINE } from './linebuffer.js';
import {
  CODE_END,
  CODE_LENGTH,
  CODE_START,
  DECIMALS_OF,
  GROUP_UNITS,
  IS_RECKONED,
  KEYS,
  KILO_UNITS,
  MEMBER_LENGTH,
  MEMBERS,
  MODULUS,
  SLOTS,
  TEXT,
  UNIT_OF,
} from './obis.js';
import { TIMESTAMP_LENGTH, utcSeconds } from './timestamp.js';

const LF = 0x0a;
const CR = 0x0d;
const BANG = 0x21;
const OPEN = 0x28;
const CLOSE = 0x29;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const BRACKET = 0x5b;

/** Room in the text, from the line's start on, that is ample for a short line. */
const AMPLE = SHORT_LINE + CLEARANCE;

/** Objects outside the register table that are told apart; more of them go to `rest`. */
const STRANGERS = 48;

/** A of the codes that P1 ports print, 0 (abstract) or 1 (electricity); B, the meter itself, its P1 port (3), M-Bus 1-4. */
const LAST_MEDIUM = 1;
const LAST_CHANNEL = 4;

/** What {@link Telegram.readLines} found: nothing special, the start of another telegram, no room. */
export const READ = -1;
export const START_INSIDE = -2;
export const NO_ROOM = -3;

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
  /** What the line read last was, and where another telegram starts in it, after {@link START_INSIDE}. */
  found = READ;
  start = 0;
  /** The `(` behind the code of a line that was not the one expected. */
  private open = 0;
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

  /**
   * Reads the line that lies complete in the text, line end included, then the whole lines of `source` from `from` on as
   * long as they are short and find ample room. Returns the position behind the last one; `found` is what it was. Meters
   * print the same lines in the same order, so the register that followed the last one in the telegram before is tried first.
   * All in one function and in locals: on XS each call, field and destructuring costs byte codes, here once for each line.
   */
  readLines(source: Uint8Array, from: number): number {
    const text = this.text;
    const bytes = text.bytes;
    const words = text.words;
    const seen = this.seen;
    let line = text.line;
    let stop = text.end - 1;
    let at = from;
    let end = from;
    let index = 0;
    let open = 0;
    let unit = 0;
    let out = 0;
    let reckoned = false;
    for (;;) {
      if (bytes[stop - 1] === CR) stop--;
      text.stop = stop;
      index = this.next[this.previous] as number;
      open = line + (CODE_LENGTH[index] as number);
      if (
        words.getFloat64(line) !== CODE_START[index] ||
        words.getFloat64(open - 7) !== CODE_END[index] ||
        this.block !== OUTSIDE
      ) {
        if (bytes[line] === BANG) {
          text.end = line;
          return at;
        }
        index = this.readUnexpected();
        open = this.open;
      }
      if (index >= 0) {
        this.previous = index;
        unit = UNIT_OF[index] as number;
        if (unit === TEXT || ((seen[index] as number) | ((bytes[stop - 1] as number) ^ CLOSE)) !== 0) {
          index = this.readOther(index, open);
        } else {
          out = text.out;
          bytes.set(MEMBERS[index] as Uint8Array, out);
          text.out = out + (MEMBER_LENGTH[index] as number);
          reckoned = IS_RECKONED[index] === 1;
          if (
            (unit < KILO_UNITS
              ? text.appendKilo(open + 1, stop - 1, unit, reckoned)
              : text.appendNumber(open + 1, stop - 1, unit)) > 0
          ) {
            seen[index] = 2;
            if (reckoned) {
              this.values[index] =
                text.places === DECIMALS_OF[index] ? text.value : text.integer(DECIMALS_OF[index] as number);
            }
            index = READ;
          } else {
            text.out = out;
            index = this.readUnmeasured(index, open);
          }
        }
      }
      at = end;
      this.found = index;
      if (index !== READ) return at;
      line = text.out + GAP;
      text.line = line;
      end = source.indexOf(LF, at) + 1;
      if (end === 0 || end - at > SHORT_LINE || line > text.rest - AMPLE) {
        text.end = line;
        return end === 0 ? this.takeStart(source, at) : at;
      }
      bytes.set(source.subarray(at, end), line);
      stop = line + end - at;
      text.end = stop;
      stop--;
    }
  }

  /** Takes the start of a line that `source` ends with, unless that is the telegram's last one, or not short; as above. */
  private takeStart(source: Uint8Array, at: number): number {
    const text = this.text;
    const line = text.line;
    const length = source.length - at;
    if (length === 0 || source[at] === BANG || length > SHORT_LINE || line > text.rest - AMPLE) return at;
    text.bytes.set(source.subarray(at), line);
    text.end = line + length;
    return source.length;
  }

  /** A line of the table that holds no number, or not for the first time. */
  private readOther(index: number, open: number): number {
    if (UNIT_OF[index] === TEXT) return this.readText(index, open);
    return this.seen[index] !== 0 ? this.keep() : this.readOddLine();
  }

  /** `()` or a number without its unit (Elgama's limiter): kept as printed. */
  private readUnmeasured(index: number, open: number): number {
    const { text } = this;
    const { bytes, stop } = text;
    for (let i = open + 1; i < stop - 1; i++) {
      const byte = bytes[i] as number;
      if ((byte ^ ZERO) > 9 && byte !== POINT) return this.readOddLine();
    }
    this.seen[index] = 1;
    text.appendMember(index);
    return this.readGroups(open, true);
  }

  /** A line that is not the one expected: its register, which is still to be read, or what was found. */
  private readUnexpected(): number {
    const { text } = this;
    const { bytes, line, stop } = text;
    if (line === stop) return READ;
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
    this.open = at;
    return index;
  }

  /** An object that the table does not know: as printed, the first of its code. */
  private readStranger(key: number, codeEnd: number, at: number): number {
    if (this.text.findStart(at) >= 0) return this.readOddLine();
    for (let i = 0; i < this.strangerCount; i++) if (this.strangers[i] === key) return this.keep();
    if (this.strangerCount === STRANGERS) return this.keep();
    this.strangers[this.strangerCount++] = key;
    this.text.appendCode(codeEnd);
    return this.readGroups(at, false);
  }

  private readText(index: number, at: number): number {
    if (this.text.bytes[this.text.stop - 1] !== CLOSE || this.text.findStart(at) >= 0) return this.readOddLine();
    if (this.seen[index] !== 0) return this.keep();
    this.seen[index] = 1;
    const text = this.text;
    const bytes = text.bytes;
    text.appendMember(index);
    if (index === MONTH_START && bytes[at + TIMESTAMP_LENGTH + 1] === CLOSE) return this.appendMonthStart(at);
    const from = text.out + 1;
    if (index === TIME) {
      if (at + TIMESTAMP_LENGTH + 2 === text.stop) this.utc = utcSeconds(bytes, at + 1);
      this.timeAt = from;
    }
    const result = this.readGroups(at, true);
    if (index === METER_ID || (index === METER_ID_ALTERNATIVE && this.idAt === 0)) {
      this.idAt = from;
      this.idEnd = text.out - 1;
    }
    return result;
  }

  /** A line of `0-0:98.1.0` CR LF `(` CR LF … `)`, as Holley prints it: legal, and all of it is `rest`. */
  private readBlockLine(): number {
    const { bytes, line, stop } = this.text;
    if (this.text.findStart(line) >= 0) return this.readOddLine();
    if (this.block === INSIDE) {
      if (bytes[line] === CLOSE && line + 1 === stop) this.block = OUTSIDE;
      return this.keep();
    }
    this.block = OUTSIDE;
    if (bytes[line] !== OPEN) return this.readUnexpected();
    if (line + 1 === stop) this.block = INSIDE;
    else if (bytes[stop - 1] !== CLOSE) return this.readOddLine();
    return this.keep();
  }

  private readOddLine(): number {
    const { bytes, line, stop } = this.text;
    this.start = this.text.findStart(line);
    if (this.start >= 0) return START_INSIDE;
    // DSMR 3 prints the value of 0-n:24.3.0 in a line of its own.
    if (bytes[line] !== OPEN || bytes[stop - 1] !== CLOSE) this.grammatical = false;
    return this.keep();
  }

  private keep(): number {
    return this.text.keep() ? READ : NO_ROOM;
  }

  private readGroups(at: number, table: boolean): number {
    return this.text.appendGroups(at, table) ? READ : NO_ROOM;
  }

  /** 0-0:98.1.0 as Hungarian meters print it: a timestamp, then numbers whose units the register table knows. */
  private appendMonthStart(at: number): number {
    const { text } = this;
    const { bytes } = text;
    bytes[text.out++] = BRACKET;
    let open = at;
    let close = text.appendText(open, true);
    let group = 0;
    let unit: number | undefined;
    while (close >= 0 && close + 1 < text.stop) {
      bytes[text.out++] = COMMA;
      open = close + 1;
      unit = GROUP_UNITS[group++];
      close = bytes.indexOf(CLOSE, open);
      close =
        unit !== undefined && (bytes[close + 1] === OPEN || close + 1 === text.stop)
          ? text.appendKilo(open + 1, close, unit, false)
          : -1;
      if (close < 0) {
        this.grammatical = false;
        close = text.appendText(open, true);
      }
    }
    bytes[text.out++] = BRACKET + 2;
    return close < 0 ? NO_ROOM : READ;
  }
}
