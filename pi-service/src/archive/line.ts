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
  return `${body}${MEMBER}${hex(crc32(body))}"}`;
}

/** Whether a line is whole. */
export function isWhole(line: string): boolean {
  const at = line.length - TAIL;
  return (
    at > 0 &&
    line.startsWith(MEMBER, at) &&
    line.endsWith('"}') &&
    line.slice(at + MEMBER.length, -2) === hex(crc32(line.slice(0, at)))
  );
}

/** Checksum of a whole line, which stands for its content. */
export function crcOf(line: string): number {
  return Number.parseInt(line.slice(-10, -2), 16);
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}

export interface SplitLines {
  /** Whole lines, without their line ends, in the order of the file. */
  readonly whole: string[];
  /** Damaged stretches, as they are. */
  readonly damaged: string[];
  /** Bytes behind the last line end: a write that was cut off. */
  readonly torn: number;
}

/** Takes a record file apart. A whole line glued behind a damaged one (its line end lost) is saved. */
export function splitLines(content: Buffer): SplitLines {
  const end = content.lastIndexOf(10) + 1;
  const whole: string[] = [];
  const damaged: string[] = [];
  for (const line of content.toString('utf8', 0, end).split('\n')) {
    if (line === '') continue;
    if (isWhole(line)) {
      whole.push(line);
      continue;
    }
    const glued = line.lastIndexOf('{"schema":');
    if (glued > 0 && isWhole(line.slice(glued))) {
      damaged.push(line.slice(0, glued));
      whole.push(line.slice(glued));
    } else damaged.push(line);
  }
  return { whole, damaged, torn: content.length - end };
}
