/**
 * The one injected buffer that a telegram is read in. The objects' text grows up from {@link HEADER_ROOM}, the line being
 * received lies a little above it, the text of `rest` ends at the buffer's end. Written for XS: nothing is named after
 * received text, no string grows, a line makes no garbage.
 */

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
  readonly words: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
    let end = this.end;
    bytes[end] = FILL;
    let at = bytes.indexOf(FILL, this.line);
    while (at < end) {
      // Behind the line stands something else, so that no run needs to be bounded.
      bytes[end] = 0;
      let stop = at + 1;
      while ((words.getInt32(stop) & words.getInt32(stop + 4)) === -1) stop += 8;
      while (bytes[stop] === FILL) stop++;
      at += LONGEST_RUN;
      if (stop > at) {
        bytes.copyWithin(at, stop, end);
        end -= stop - at;
      } else {
        at = stop;
      }
      bytes[end] = FILL;
      at = bytes.indexOf(FILL, at);
    }
    this.end = end;
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
