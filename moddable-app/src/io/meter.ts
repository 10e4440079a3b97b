import type { CrcVariant, DeviceHealth, RejectReason } from '../contract.js';
import { type Checksum, READER_BYTES, type ReadingColumns, type ReadingOwner, TelegramReader } from '../p1/reader.js';
import { recordableOf } from '../recorder/recordable.js';
import type { Recorder } from '../recorder/recorder.js';
import type { MeterPort } from './platform.js';
import { TelegramCounts } from './telegram-counts.js';

/** Time between two looks at the ring: it fills in 355 ms. */
export const POLL_MILLISECONDS = 20;
/** Bytes of one look. The rest waits for the next, so that Wi-Fi gets its turn in between. */
const CHUNK_BYTES = 256;
/** A meter that is silent for so long has ended its minute; its readings can go to flash. */
const SILENT_SECONDS = 70;

export interface MeterOptions {
  readonly port: MeterPort;
  readonly recorder: Recorder;
  readonly device: string;
  readonly arc: Checksum;
  readonly x25: Checksum;
}

export interface ReadingListener {
  /** A reading is in the log. `json` is good until the next {@link Meter.poll} that does not hold; `seq` is its number. */
  onRecorded(json: Uint8Array, seq: number): void;
}

/** The meter's line: bytes from the port into readings, each of them into the flash log before anyone hears of it. */
export class Meter implements ReadingOwner {
  readonly counts = new TelegramCounts();
  /** Meter of the last reading; null before the first. */
  meterId: string | null = null;
  readonly #options: MeterOptions;
  readonly #reader: TelegramReader;
  readonly #chunk = new Uint8Array(CHUNK_BYTES);
  #listener: ReadingListener | undefined;
  /** The reading of this look at the ring. One look holds one at most: no telegram is as short as {@link CHUNK_BYTES}. */
  #json: Uint8Array | undefined;
  #columns: ReadingColumns | undefined;
  #now = 0;
  /** Telegrams accepted when the log was maintained last. */
  #maintained = -1;

  constructor(options: MeterOptions) {
    this.#options = options;
    const { recorder, device, arc, x25 } = options;
    const buffer = new Uint8Array(READER_BYTES);
    this.#reader = new TelegramReader({ device, log: recorder.id, buffer, arc, x25 }, this);
  }

  takeSeq(): number {
    return this.#options.recorder.next;
  }

  onReject(reason: RejectReason): void {
    this.counts.reject(reason, this.#now);
  }

  onReading(json: Uint8Array, columns: ReadingColumns): void {
    this.#json = json;
    this.#columns = columns;
  }

  /** One listener hears of each reading, when it is in the log. */
  listen(listener: ReadingListener): void {
    this.#listener = listener;
  }

  get crc(): CrcVariant | null {
    return this.#reader.crc;
  }

  /** First line of the last telegram, without its slash; null before the first reading. */
  get identification(): string | null {
    return this.meterId === null ? null : this.#reader.identification;
  }

  /** Whether the last telegram gave a number for the register at `index` of the table. */
  hasNumber(index: number): boolean {
    return this.#reader.hasNumber(index);
  }

  /** What the health topic says of the line and the log at second `now`. */
  health(now: number): Pick<DeviceHealth, 'telegrams' | 'crc' | 'uart' | 'log'> {
    const { counts } = this;
    const { port, recorder } = this.#options;
    return {
      telegrams: {
        accepted: counts.accepted,
        rejected: counts.rejected,
        lastAge: counts.lastAccepted === undefined ? null : now - counts.lastAccepted,
      },
      crc: this.crc,
      uart: { overflow: port.overflow, framing: port.framing },
      log: { id: recorder.id, oldest: recorder.log.oldestSeq, next: recorder.next },
    };
  }

  /**
   * To be called every {@link POLL_MILLISECONDS} with the clock's milliseconds. While `hold` the bytes stay in the ring,
   * because the last reading's text is still being sent from the buffer that they would overwrite.
   */
  poll(hold: boolean, ticks: number): void {
    if (hold) return;
    const count = this.#options.port.read(this.#chunk);
    if (count) this.#reader.feed(this.#chunk, count, ticks);
    else this.#reader.idle(ticks);
    this.#settle();
    // The line is silent for 9.8 s after a telegram: now an erase of flash, which stops all interrupts, costs no byte.
    const { accepted } = this.counts;
    if (count || accepted === this.#maintained) return;
    this.#maintained = accepted;
    this.#options.recorder.maintain();
  }

  /** To be called once a second. */
  tick(now: number): void {
    this.#now = now;
    if (now - (this.counts.lastAccepted ?? 0) >= SILENT_SECONDS) this.#options.recorder.closeMinute();
  }

  /** Records the reading of this look and tells of it. Not done inside the reader, where the engine's stack is deep already. */
  #settle(): void {
    const json = this.#json;
    const columns = this.#columns;
    if (!json || !columns) return;
    this.#json = undefined;
    this.counts.accept(this.#now);
    this.meterId = columns.meterId;
    const seq = this.#options.recorder.record(recordableOf(columns), columns.meterId);
    if (!this.#reader.hearing) this.#listener?.onRecorded(json, seq);
  }
}
