/** The closed days of a meter: version, edges, and bytes and sha256 of each file. A line per closing; the last of a day holds. */
import { createHash } from 'node:crypto';
import type { Disk } from './disk.js';
import { seal, splitLines } from './line.js';
import type { Edge } from './summary.js';

export interface FileEntry {
  readonly bytes: number;
  readonly sha256: string;
}

export interface DayRecord {
  readonly day: string;
  readonly version: number;
  readonly rows: number;
  /** Board and identification of the day's last full reading. */
  readonly device: string | null;
  readonly identification: string | null;
  readonly first: Edge;
  readonly last: Edge;
  /** Longest silence in seconds that is no gap. */
  readonly longestStep: number;
  /** `plain`: bytes of the JSON lines before compression. */
  readonly json: FileEntry & { readonly plain: number };
  readonly csv: FileEntry;
  readonly pack: FileEntry;
  readonly phases: FileEntry;
}

export function fileEntry(bytes: Uint8Array): FileEntry {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

export class Manifest {
  readonly days = new Map<string, DayRecord>();
  #size = 0;

  private constructor(
    private readonly disk: Disk,
    private readonly path: string,
  ) {}

  static async open(disk: Disk, path: string): Promise<Manifest> {
    const manifest = new Manifest(disk, path);
    const content = await disk.read(path);
    if (content === null) return manifest;
    const { whole, damaged, torn } = splitLines(content);
    for (const line of whole) {
      const record = JSON.parse(line) as DayRecord;
      manifest.days.set(record.day, record);
    }
    manifest.#size = content.length - torn;
    if (damaged.length > 0 || whole.length > 2 * manifest.days.size + 50) await manifest.#compact();
    return manifest;
  }

  /** Durable when it resolves. */
  async put(record: DayRecord): Promise<void> {
    this.#size = await this.disk.append(this.path, this.#size, Buffer.from(`${lineOf(record)}\n`));
    this.days.set(record.day, record);
  }

  async #compact(): Promise<void> {
    const bytes = Buffer.from([...this.days.values()].map((record) => `${lineOf(record)}\n`).join(''));
    await this.disk.replace(this.path, bytes);
    this.#size = bytes.length;
  }
}

function lineOf(record: DayRecord): string {
  return seal(JSON.stringify({ schema: 1, ...record, crc32: undefined }));
}
