/** Keeps what was seen of broker, boards and the service itself over a restart, so that a gap still gets its cause. */
import type { Evidence } from './archive.js';
import type { Disk } from './disk.js';
import { type Trouble, TroubleList } from './evidence.js';
import { seal, splitLines } from './line.js';
import { RecordFile } from './record-file.js';

/** A restart shorter than this explains no gap. */
const SHORTEST_DOWN = 30;
const MAX_BYTES = 2_000_000;

export class EvidenceFile {
  readonly #troubles: TroubleList;
  #file: RecordFile;
  #lastAt = 0;

  constructor(
    private readonly disk: Disk,
    private readonly path: string,
    private readonly now: () => number,
    private readonly touch: (file: RecordFile) => void,
  ) {
    this.#file = new RecordFile(disk, path, 0);
    this.#troubles = new TroubleList((trouble) => this.#keep({ trouble }));
  }

  /** `newest`: time of the newest reading on disk. What lies between the last sign of life and now, the service was down. */
  async start(newest: number): Promise<void> {
    let content = (await this.disk.read(this.path)) ?? Buffer.alloc(0);
    // Only the last weeks matter: the older half goes when the file has grown large.
    if (content.length > MAX_BYTES) {
      content = content.subarray(content.indexOf(10, content.length - MAX_BYTES / 2) + 1);
      await this.disk.replace(this.path, content);
    }
    const { whole, torn } = splitLines(content);
    this.#file = new RecordFile(this.disk, this.path, content.length - torn);
    for (const line of whole) {
      const { at, trouble } = JSON.parse(line.toString()) as { at: number; trouble?: Trouble };
      this.#lastAt = Math.max(this.#lastAt, at);
      if (trouble !== undefined) this.#troubles.restore(trouble);
    }
    const alive = Math.max(this.#lastAt, newest);
    if (alive > 0 && this.now() - alive > SHORTEST_DOWN) this.#troubles.serviceDown(alive, this.now());
  }

  see(evidence: Evidence): void {
    this.#troubles.see(evidence);
  }

  causeOf(device: string | null, from: number, to: number): ReturnType<TroubleList['causeOf']> {
    return this.#troubles.causeOf(device, from, to);
  }

  /** A sign of life, so that the next start knows how long the service was down. */
  stop(): void {
    this.#keep({});
  }

  #keep(content: { readonly trouble?: Trouble }): void {
    void this.#file.add(seal(JSON.stringify({ schema: 1, at: this.now(), ...content })));
    this.touch(this.#file);
  }
}
