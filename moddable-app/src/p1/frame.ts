/**
 * Bytes as they come -> whole telegrams. A telegram starts at `/` at the start of a line, or at `/`, three letters and a
 * digit anywhere; it ends with a line that starts with `!`; any other `/` or `!` is data. The checksums run over the raw bytes.
 */
import type { RejectReason } from '../contract.js';
import type { Checksum } from './crc16.js';
import type { JsonText } from './jsontext.js';
import { CLEARANCE, SHORT_LINE } from './linebuffer.js';
import { NO_ROOM, START_INSIDE, type Telegram } from './telegram.js';

const LF = 0x0a;
const CR = 0x0d;
const BANG = 0x21;
const SLASH = 0x2f;

/** Longest telegram in bytes, fills included: the ring of the device's UART. */
const LONGEST = 4096;

/** Longest identification line without `/`. */
const LONGEST_IDENTIFICATION = 64;

/** Silence that ends whatever was being received, in milliseconds; meters pause for 9.8 s of every 10. */
const SILENCE = 2000;

const NOTHING = new Uint8Array(0);
const FIRST_CODE = '/XXX5'.length;
const CHECKSUM_DIGITS = 4;

export interface FrameOwner {
  /** A whole telegram lies in `telegram`; `frame` has its identification and checksums. */
  onTelegram(): void;
  onReject(reason: RejectReason): void;
}

export class Frame {
  readonly identification = new Uint8Array(LONGEST_IDENTIFICATION);
  identificationLength = 0;
  /** Variant of the checksum that the telegram prints, null when it fits none or was not printed. */
  fit: 'arc' | 'x25' | null = null;
  private readonly owner: FrameOwner;
  private readonly telegram: Telegram;
  private readonly text: JsonText;
  private readonly arcChecksum: Checksum;
  private readonly x25Checksum: Checksum;
  /** What is being fed; of the telegram's bytes, [unsummed, sumEnd) of it are in no checksum yet. */
  private fed: Uint8Array = NOTHING;
  private unsummed = 0;
  private sumEnd = 0;
  /** Checksums so far, and the one that the telegram prints, -1 without four digits. */
  private arc = 0;
  private x25 = 0;
  private printed = -1;
  private inside = false;
  /** Digits of the printed checksum so far, -1 before the `!`. */
  private digits = -1;
  /** Bytes of `/XXX5` that fit so far, while no telegram is being received. */
  private matched = 0;
  private lineStart = true;
  private length = 0;
  private lastTime = 0;

  constructor(telegram: Telegram, arc: Checksum, x25: Checksum, owner: FrameOwner) {
    this.owner = owner;
    this.telegram = telegram;
    this.text = telegram.text;
    this.arcChecksum = arc;
    this.x25Checksum = x25;
  }

  /** Takes the first `length` bytes, received at `now` (milliseconds of any steady clock). */
  feed(bytes: Uint8Array, length: number, now: number): void {
    this.idle(now);
    this.lastTime = now;
    this.fed = bytes;
    this.unsummed = 0;
    let at = 0;
    while (at < length) at = this.inside ? this.collect(bytes, at, length) : this.hunt(bytes, at, length);
    if (this.inside) this.sumRest(length);
  }

  /** True from the start of a telegram to its end: the text of the one before is gone. */
  get hearing(): boolean {
    return this.inside || this.matched > 0;
  }

  /** Lets two seconds of silence end a telegram; may be called at any time. */
  idle(now: number): void {
    // The clock may wrap: it is a 32-bit integer on the device.
    if (((now - this.lastTime) | 0) < SILENCE) return;
    if (this.inside) {
      if (this.digits < 0) {
        this.leave('torn', true);
      } else {
        this.printed = -1;
        this.conclude();
      }
    }
    this.lineStart = true;
    this.matched = 0;
  }

  /** Looks for a start; returns how far it came. */
  private hunt(bytes: Uint8Array, from: number, length: number): number {
    const { text } = this;
    if (this.matched === 0) {
      const at = bytes.indexOf(SLASH, from);
      if (at < 0 || at >= length) {
        this.lineStart = bytes[length - 1] === LF;
        return length;
      }
      const lineStart = at > from ? bytes[at - 1] === LF : this.lineStart;
      this.enter(at);
      if (lineStart) return at;
      this.inside = false;
      this.matched = 1;
      text.bytes[text.end++] = SLASH;
      return at + 1;
    }
    const byte = bytes[from] as number;
    const small = byte | 0x20;
    if (this.matched < FIRST_CODE - 1 ? small < 0x61 || small > 0x7a : byte < 0x30 || byte > 0x39) {
      this.matched = 0;
      this.lineStart = false;
      return from;
    }
    text.bytes[text.end++] = byte;
    if (++this.matched === FIRST_CODE) {
      this.matched = 0;
      this.inside = true;
      this.length = FIRST_CODE;
      this.sumAll(from + 1);
    }
    return from + 1;
  }

  /** `next`: position behind what the text will hold. */
  private enter(next: number): void {
    this.telegram.begin();
    this.unsummed = next;
    this.arcChecksum.reset();
    this.x25Checksum.reset();
    this.identificationLength = 0;
    this.length = 0;
    this.printed = 0;
    this.digits = -1;
    this.inside = true;
  }

  /** `lineStart`: the next byte is the first of a line. */
  private leave(reason: RejectReason, lineStart: boolean): void {
    this.inside = false;
    this.lineStart = lineStart;
    this.owner.onReject(reason);
  }

  /** The checksums begin with the bytes in the text; those from `next` on are still to come. */
  private sumAll(next: number): void {
    const { text } = this;
    const piece = text.bytes.subarray(text.line, text.end);
    this.arc = this.arcChecksum.checksum(piece);
    this.x25 = this.x25Checksum.checksum(piece);
    this.unsummed = next;
  }

  /** What was fed goes away: both checksums take the rest of it. */
  private sumRest(length: number): void {
    const unsummed = this.unsummed;
    const end = this.digits < 0 ? length : this.sumEnd;
    this.sumEnd = 0;
    if (end <= unsummed) return;
    const piece = this.fed.subarray(unsummed, end);
    this.arc = this.arcChecksum.checksum(piece);
    this.x25 = this.x25Checksum.checksum(piece);
  }

  /** The checksum with what it lacks, `before` when it lacks nothing. */
  private sum(checksum: Checksum, before: number): number {
    const { unsummed, sumEnd } = this;
    return sumEnd > unsummed ? checksum.checksum(this.fed.subarray(unsummed, sumEnd)) : before;
  }

  /** Takes the telegram's bytes up to a line's end at least, or all of them; returns how far it came. */
  private collect(bytes: Uint8Array, from: number, length: number): number {
    if (this.digits >= 0) return this.collectDigit(bytes, from);
    const text = this.text;
    const line = text.line;
    const end = text.end;
    if (end === line && bytes[from] === BANG) {
      this.digits = 0;
      this.sumEnd = from + 1;
      return from + 1;
    }
    const lineEnd = bytes.indexOf(LF, from) + 1;
    let next = lineEnd > 0 && lineEnd <= length ? lineEnd : length;
    const room = Math.min(text.rest - end - CLEARANCE, LONGEST - this.length);
    if (next - from > room) {
      if (room <= 0) return this.overflow(from);
      next = from + room;
    }
    text.bytes.set(bytes.subarray(from, next), end);
    text.end = end + next - from;
    this.length += next - from;
    if (text.end > line + SHORT_LINE) text.collapseFill();
    return next === lineEnd ? this.endLine(bytes, next, length) : next;
  }

  /** No room for the byte at `from`: the telegram is given up, unless a fill was all that took the room. */
  private overflow(from: number): number {
    const { text } = this;
    const { line, end } = text;
    let start = -1;
    if (end > line) {
      text.collapseFill();
      if (text.end < end && this.length < LONGEST) return from;
      start = text.findStart(line + 1);
    }
    this.leave('overflow', false);
    if (start >= 0) this.restart(start, from);
    return from;
  }

  /** The line in the text is complete: it is read, and what follows it at `from` as far as that is quick; returns how far. */
  private endLine(bytes: Uint8Array, from: number, length: number): number {
    const telegram = this.telegram;
    if (this.identificationLength === 0) {
      this.endIdentification(from);
      return from;
    }
    const end = Math.min(length, from + LONGEST - this.length);
    const next = telegram.readLines(end < bytes.length ? bytes.subarray(0, end) : bytes, from);
    this.length += next - from;
    if (telegram.found === START_INSIDE) {
      this.leave('torn', true);
      this.restart(telegram.start, next);
      this.endIdentification(next);
    } else if (telegram.found === NO_ROOM) {
      this.leave('overflow', true);
    }
    return next;
  }

  /** The line's bytes from `start` on become the first of a telegram, which goes on at `next`. */
  private restart(start: number, next: number): void {
    const { text } = this;
    const { bytes, end } = text;
    this.enter(next);
    bytes.copyWithin(text.line, start, end);
    text.end = text.line + end - start;
    this.length = end - start;
    this.sumAll(next);
  }

  private endIdentification(next: number): void {
    const { text } = this;
    const start = text.findStart(text.line + 1);
    if (start >= 0) {
      this.leave('torn', true);
      this.restart(start, next);
      this.endIdentification(next);
    } else if (this.takeIdentification(text.bytes, text.line + 1, text.end - 1)) {
      text.nextLine();
    } else {
      this.leave('grammar', true);
    }
  }

  /** Keeps the identification in [from, to), CR included; false when it is none. */
  private takeIdentification(bytes: Uint8Array, from: number, to: number): boolean {
    const length = to - from - (bytes[to - 1] === CR ? 1 : 0);
    if (length < 1 || length > LONGEST_IDENTIFICATION) return false;
    for (let i = 0; i < length; i++) {
      const byte = bytes[from + i] as number;
      if (byte < 0x20 || byte > 0x7e) return false;
    }
    this.identification.set(bytes.subarray(from, from + length));
    this.identificationLength = length;
    return true;
  }

  /** Takes a character of the checksum behind `!`; any other one is left to the hunt for the next start. */
  private collectDigit(bytes: Uint8Array, from: number): number {
    const digit = hexDigit(bytes[from] as number);
    if (digit < 0) {
      this.printed = -1;
      this.conclude();
      return from;
    }
    this.printed = this.printed * 16 + digit;
    if (++this.digits === CHECKSUM_DIGITS) this.conclude();
    return from + 1;
  }

  /** X25 is looked at only when ARC, which nearly all meters print, does not fit. */
  private conclude(): void {
    this.inside = false;
    this.lineStart = false;
    const { printed } = this;
    this.fit = null;
    if (printed >= 0) {
      if (this.sum(this.arcChecksum, this.arc) === printed) this.fit = 'arc';
      else if (this.sum(this.x25Checksum, this.x25) === printed) this.fit = 'x25';
    }
    this.owner.onTelegram();
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const small = byte | 0x20;
  return small >= 0x61 && small <= 0x66 ? small - 0x57 : -1;
}
