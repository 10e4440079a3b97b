import type { Recorder } from '../../src/recorder/recorder.js';
import { METER, readBack, reading, rows, type Stored } from './model.js';

/** The truth about a recorder: what it was given, and what of it must be read back whenever power goes away. */
export class Ledger {
  readonly given = new Map<number, Stored>();
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
    this.given.set(seq, { ...columns, time: columns.time as number, seq, meterId });
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

  /** Goes on with a restarted recorder: what it does not give back any more was allowed to go. */
  accept(restarted: Recorder): void {
    const back = new Set(readBack(restarted).map(({ seq }) => seq));
    for (const seq of this.given.keys()) if (!back.has(seq)) this.gone.add(seq);
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
      if (truth === undefined || !isSame(stored, truth))
        throw new Error(`${what}: read "${rows([stored])}" where "${truth && rows([truth])}" was given`);
      if (back.has(stored.seq)) throw new Error(`${what}: record ${stored.seq} comes twice`);
      back.add(stored.seq);
    }
    for (let seq = this.from; seq <= this.to; seq++) {
      if (this.given.has(seq) && !this.gone.has(seq) && !back.has(seq))
        throw new Error(`${what}: ${seq} of ${this.from}-${this.to} is missing`);
    }
    if (restarted.id === this.id && restarted.next <= this.published)
      throw new Error(`${what}: number ${restarted.next} is given again after ${this.published}`);
  }
}

/** Equal in every column but the voltages, which only the first of a slot keeps. */
function isSame(a: Stored, b: Stored): boolean {
  return (
    a.seq === b.seq &&
    a.meterId === b.meterId &&
    a.time === b.time &&
    a.summer === b.summer &&
    a.importWh === b.importWh &&
    a.exportWh === b.exportWh &&
    a.importW === b.importW &&
    a.exportW === b.exportW
  );
}
