/**
 * Lines of the archive's record files: JSON objects whose last member is `"crc32"`, zlib.crc32 of the line before that member
 * as 8 hex digits. A line that does not fit its checksum is never taken for data.
 */
import { crc32 } from 'node:zlib';

const MEMBER = ',"crc32":"';
/** `,"crc32":"89abcdef"}` */
const TAIL = MEMBER.length + 8 + 2;

/** Adds the checksum to the text of a JSON object that has at least one member; no line end. */
export function seal(json: string): string {
  const body = json.slice(0, -1);
  return body + tailOf(body);
}

/** Whether a line is whole. */
export function isWhole(line: Buffer): boolean {
  const at = line.length - TAIL;
  return at > 0 && line.toString('latin1', at) === tailOf(line.subarray(0, at));
}

/** Checksum of a whole line, which stands for its content. */
export function crcOf(line: string): number {
  return Number.parseInt(line.slice(-10, -2), 16);
}

const tailOf = (body: string | Buffer): string => `${MEMBER}${crc32(body).toString(16).padStart(8, '0')}"}`;

/** Lines as stretches of the file's own bytes: a day of strings besides is no little for a Pi. */
export interface SplitLines {
  /** Whole lines, without their line ends, in the order of the file. */
  readonly whole: readonly Buffer[];
  /** Damaged stretches, as they are. */
  readonly damaged: readonly Buffer[];
  /** Bytes behind the last line end: a write that was cut off. */
  readonly torn: number;
}

/** Takes a record file apart. A whole line glued behind a damaged one (its line end lost) is saved. */
export function splitLines(content: Buffer): SplitLines {
  const end = content.lastIndexOf(10) + 1;
  const whole: Buffer[] = [];
  const damaged: Buffer[] = [];
  for (let at = 0; at < end; ) {
    const stop = content.indexOf(10, at);
    const line = content.subarray(at, stop);
    at = stop + 1;
    if (line.length === 0) continue;
    if (isWhole(line)) {
      whole.push(line);
      continue;
    }
    const glued = line.lastIndexOf('{"schema":');
    if (glued > 0 && isWhole(line.subarray(glued))) {
      damaged.push(line.subarray(0, glued));
      whole.push(line.subarray(glued));
    } else damaged.push(line);
  }
  return { whole, damaged, torn: content.length - end };
}
