/**
 * The one injected buffer that a telegram is read in. The objects' text grows up from {@link HEADER_ROOM}, the line being
 * received lies a little above it, the text of `rest` ends at the buffer's end. Written for XS: nothing is named after
 * received text, no string grows, a line makes no garbage.
 */

const SLASH = 0x2f;
const ZERO = 0x30;
const FILL = 0xff;

/** Bytes kept free for the members before `objects`. */
export const HEADER_ROOM = 384;

/** Distance between the objects' text and the line behind it, so that the text does not overtake the line it is made of. */
export const GAP = 16;

/** Bytes kept free behind the line: a sentinel, and what is read in words beyond the line's end. */
export const CLEARANCE = 16;

/** Lines up to this length are stored as they come, fills and all. */
export const SHORT_LINE = 64;

/** Longest run of 0xFF that is stored; one of this length or more is a fill and means nothing. */
export const LONGEST_RUN = 8;

export class LineBuffer {
  readonly bytes: Uint8Array;
  /** End of the objects' text. */
  out = 0;
  /** Start of the text of `rest`. */
  rest = 0;
  /** The line being received: [line, end), and where its text ends before CR LF. */
  line = 0;
  end = 0;
  stop = 0;
  /** The same bytes in words: at any position, and at every fourth. */
  readonly words: DataView;
  private readonly aligned: Int32Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.aligned = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  }

  clear(): void {
    this.out = HEADER_ROOM;
    this.rest = this.bytes.length;
    this.nextLine();
  }

  nextLine(): void {
    this.line = this.out + GAP;
    this.end = this.line;
  }

  /** Collapses the line's runs of 0xFF: Sanxing fills its message with 1024 of them. */
  collapseFill(): void {
    const bytes = this.bytes;
    const words = this.words;
    const aligned = this.aligned;
    let end = this.end;
    let stop = 0;
    let word = 0;
    bytes[end] = FILL;
    let at = bytes.indexOf(FILL, this.line);
    while (at < end) {
      // Behind the line stands something else, so that no run needs to be bounded.
      bytes[end] = 0;
      if ((words.getInt32(at) & words.getInt32(at + 4)) === -1) {
        at += LONGEST_RUN;
        word = at >> 2;
        while (
          ((aligned[word] as number) &
            (aligned[word + 1] as number) &
            (aligned[word + 2] as number) &
            (aligned[word + 3] as number)) ===
          -1
        ) {
          word += 4;
        }
        stop = word << 2;
        while (bytes[stop] === FILL) stop++;
        bytes.copyWithin(at, stop, end);
        end -= stop - at;
      } else {
        while (bytes[at] === FILL) at++;
      }
      bytes[end] = FILL;
      at = bytes.indexOf(FILL, at);
    }
    this.end = end;
  }

  /** Where another telegram starts (`/`, three letters, a digit) in the line from `from` on, or -1. */
  findStart(from: number): number {
    const bytes = this.bytes;
    const end = this.end;
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

  /** Stands the 0xFF at `at` behind a run that is as long as one may be? */
  protected isBeyondRun(at: number): boolean {
    let from = at;
    while (from > this.line && at - from < LONGEST_RUN && this.bytes[from - 1] === FILL) from--;
    return at - from === LONGEST_RUN;
  }

  /**
   * Makes sure that `count` bytes can be appended before the text reaches `at`, where the line is still to be read: moves the
   * rest of the line up when needed. Returns the new place of `at`, or -1 without room.
   */
  protected reserve(count: number, at: number): number {
    if (this.out + count <= at) return at;
    const distance = this.rest - this.end - CLEARANCE;
    if (this.out + count > at + distance) return -1;
    this.bytes.copyWithin(at + distance, at, this.end);
    this.end += distance;
    this.stop += distance;
    return at + distance;
  }
}

function isLetter(byte: number): boolean {
  const small = byte | 0x20;
  return small >= 0x61 && small <= 0x7a;
}
