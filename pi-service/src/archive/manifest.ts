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

  /** Reads the manifest of a meter; an absent one is empty. */
  static async read(disk: Disk, path: string): Promise<Manifest> {
    const manifest = new Manifest(disk, path);
    await manifest.#read();
    return manifest;
  }

  /** The same, and writes it anew when superseded or damaged lines have piled up, where the disk can be written. */
  static async open(disk: Disk, path: string): Promise<Manifest> {
    const manifest = new Manifest(disk, path);
    const { lines, damaged } = await manifest.#read();
    if (damaged > 0 || lines > 2 * manifest.days.size + 50) await manifest.#compact().catch(() => undefined);
    return manifest;
  }

  async #read(): Promise<{ readonly lines: number; readonly damaged: number }> {
    const content = (await this.disk.read(this.path)) ?? Buffer.alloc(0);
    const { whole, damaged, torn } = splitLines(content);
    for (const line of whole) {
      const record = JSON.parse(line.toString()) as DayRecord;
      this.days.set(record.day, record);
    }
    this.#size = content.length - torn;
    return { lines: whole.length, damaged: damaged.length };
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
