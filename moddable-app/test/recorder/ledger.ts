import type { Recorder } from '../../src/recorder/recorder.js';
import { METER, readBack, reading, rows } from './model.js';

/** The truth about a recorder: what it was given, and what of it must be read back whenever power goes away. */
export class Ledger {
  /** Record number -> its columns as a line. */
  readonly given = new Map<number, string>();
  /** Those that an earlier power cut was allowed to take. */
  readonly gone = new Set<number>();
  /** Records of minutes that were over before the operation in progress and that lie in no reused sector. */
  from = 0;
  to = 0;
  /** The highest number that may have gone out live, and the log that it belongs to. */
  published = 0;
  id = '';

  /** One telegram, then the pause in which the device maintains its log. */
  record(recorder: Recorder, index: number, meterId = METER): void {
    const columns = reading(index);
    const seq = recorder.next;
    // Before it is recorded: power may go away while it is written.
    this.given.set(seq, rows([{ ...columns, time: columns.time as number, seq, meterId }])[0] as string);
    recorder.record(columns, meterId);
    this.published = seq;
    this.id = recorder.id;
    recorder.maintain();
  }

  /** What has to survive a power cut in the coming operation of `recorder`. */
  require({ log, inFlash }: Recorder): void {
    this.from = log.oldestSeq;
    this.to = inFlash;
  }

  copy(): Ledger {
    const copy = Object.assign(new Ledger(), this);
    return Object.assign(copy, { given: new Map(this.given), gone: new Set(this.gone) });
  }

  /** Reads the log of a restarted recorder back: nothing wrong, nothing missing, no number given again.  */
  check(restarted: Recorder, what: string): void {
    const back = new Set<number>();
    for (const stored of readBack(restarted)) {
      const truth = this.given.get(stored.seq);
      const row = rows([stored])[0];
      if (row !== truth) throw new Error(`${what}: read "${row}" where "${truth}" was given`);
      if (back.has(stored.seq)) throw new Error(`${what}: record ${stored.seq} comes twice`);
      back.add(stored.seq);
    }
    for (const seq of this.given.keys()) {
      if (back.has(seq) || this.gone.has(seq)) continue;
      if (seq >= this.from && seq <= this.to) throw new Error(`${what}: ${seq} of ${this.from}-${this.to} is missing`);
      this.gone.add(seq);
    }
    if (restarted.id === this.id && restarted.next <= this.published)
      throw new Error(`${what}: number ${restarted.next} is given again after ${this.published}`);
  }
}
