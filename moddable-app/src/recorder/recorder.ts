import type { Flash } from './flash.js';
import { FlashLog } from './log.js';
import {
  addReading,
  encodeMeter,
  type LogReading,
  renumberMeter,
  SLOT_BYTES,
  sealSlot,
  slotCount,
  slotLog,
  slotSeq,
  startMinute,
} from './slot.js';

/** Numbers that may be given without one of them in flash, and those left out after each start: the lost ones may have gone out live. */
const CHECKPOINT = 128;
const START_GAP = 2 * CHECKPOINT;
/** An acknowledged number up to this far ahead is believed: flash must have forgotten it. Beyond it is an error of the sender. */
const ACK_AHEAD = 65_536;

/** A reading to be recorded. `time` is null when the meter's clock is invalid: such a reading gets its number but no place in the log. */
export type Recordable = Omit<LogReading, 'seq' | 'time'> & { readonly time: number | null };

/**
 * The device's black box: numbers each reading and keeps its {@link LogReading} columns in flash. The running minute is held in
 * RAM and written when it ends (by the first reading of another minute, or by {@link closeMinute}), which is when it can be sent
 * as backfill; a power cut costs at most that minute. Record numbers ascend for ever, with holes, and never restart.
 */
export class Recorder {
  readonly log: FlashLog;
  /** Identity of the log: 8 hex digits, from the format on. */
  readonly id: string;
  /** Minutes that were given up because no sector could be written, since boot. */
  droppedMinutes = 0;
  #next = 1;
  #inFlash = 0;
  #meterId = '';
  /** The meter slot in force has yet to be written in front of the next minute. */
  #meterDue = true;
  readonly #meter = new ArrayBuffer(SLOT_BYTES);
  /** The running minute: a slot without its checksum, the readings in it, the last of them. */
  #minute = new ArrayBuffer(SLOT_BYTES);
  #count = 0;
  #previous: LogReading | undefined;
  /** A minute that is over and waits for an erased sector. */
  #over = new ArrayBuffer(SLOT_BYTES);
  #waiting = false;

  /** `random` gives 32 bits as an unsigned integer: the id of a new log. Call {@link maintain} once before the first reading. */
  constructor(flash: Flash, random: () => number) {
    this.log = new FlashLog(flash);
    let id = random().toString(16).padStart(8, '0');
    const bytes = new Uint8Array(SLOT_BYTES);
    const last = this.log.last(bytes);
    if (last >= 0) {
      this.#inFlash = slotSeq(bytes, 0) + slotCount(bytes, 0) - 1;
      this.#next = this.#inFlash + 1 + START_GAP;
      if (this.log.meterAt(last, bytes, 0)) id = slotLog(bytes, 0);
    }
    this.id = id;
  }

  /** The number that the next reading gets. */
  get next(): number {
    return this.#next;
  }

  /** The highest record number in flash: what can be sent as backfill. */
  get inFlash(): number {
    return this.#inFlash;
  }

  /** True when {@link maintain} has work that must not wait for the end of the next telegram. */
  get eraseDue(): boolean {
    return this.log.eraseDue;
  }

  /** Gives the reading its number and records it. Never erases; writes one slot when a minute ends. */
  record(recordable: Recordable, meterId: string): number {
    const seq = this.#next++;
    const time = recordable.time;
    const reading = time === null ? undefined : { ...recordable, seq, time };
    if (reading === undefined || meterId !== this.#meterId || !this.#add(reading)) {
      this.closeMinute();
      if (this.#meterDue || meterId !== this.#meterId) this.#setMeter(meterId, seq);
      if (reading !== undefined && startMinute(new Uint8Array(this.#minute), 0, reading)) this.#count = 1;
    }
    this.#previous = reading;
    if (seq - this.#inFlash > CHECKPOINT) {
      this.closeMinute();
      this.#setMeter(meterId, seq + 1);
    }
    return seq;
  }

  /** Writes the running minute. For a meter that fell silent, and before a restart on purpose. */
  closeMinute(): void {
    if (this.#count === 0) return;
    this.#count = 0;
    sealSlot(new Uint8Array(this.#minute), 0);
    if (this.#waiting && !this.#writeOver()) {
      this.droppedMinutes++;
      return;
    }
    const over = this.#minute;
    this.#minute = this.#over;
    this.#over = over;
    this.#waiting = true;
    this.#writeOver();
  }

  /** Erases a sector ahead of need, at most one a call. Call it right after each telegram, when the line is silent. */
  maintain(): void {
    this.log.maintain();
    if (this.#waiting) this.#writeOver();
  }

  /** The service has record `seq` of this log. Numbers that flash has forgotten (all its newest slots damaged) are not given again. */
  acknowledged(seq: number): void {
    if (seq >= this.#next && seq - this.#next < ACK_AHEAD) this.#next = seq + 1;
  }

  #add(reading: LogReading): boolean {
    if (this.#count === 0 || this.#previous === undefined) return false;
    if (!addReading(new Uint8Array(this.#minute), 0, this.#count, this.#previous, reading)) return false;
    this.#count++;
    return true;
  }

  /** Writes who the readings from `seq` on belong to; at once, so that after a power cut these numbers are not given again. */
  #setMeter(meterId: string, seq: number): void {
    if (this.#waiting && !this.#writeOver() && meterId !== this.#meterId) {
      // It would come to stand behind the new meter's slot.
      this.#waiting = false;
      this.droppedMinutes++;
    }
    this.#meterId = meterId;
    this.#meterDue = true;
    encodeMeter({ log: this.id, meterId, seq }, new Uint8Array(this.#meter), 0);
    if (!this.#waiting) this.#writeMeter(seq);
  }

  #writeMeter(seq: number): boolean {
    renumberMeter(new Uint8Array(this.#meter), 0, seq);
    if (this.log.append(this.#meter, this.#meter) === 'wait') return false;
    this.#meterDue = false;
    this.#inFlash = seq - 1;
    return true;
  }

  #writeOver(): boolean {
    const bytes = new Uint8Array(this.#over);
    const seq = slotSeq(bytes, 0);
    if (this.#meterDue && !this.#writeMeter(seq)) return false;
    if (this.log.append(this.#over, this.#meter) === 'wait') return false;
    this.#inFlash = seq + slotCount(bytes, 0) - 1;
    this.#waiting = false;
    return true;
  }
}
