import { BACKFILL_SLOTS } from '../contract.js';
import type { FlashLog } from './log.js';
import { LAST_SEQ, renumberMeter, SLOT_BYTES, SLOT_KIND, slotCount, slotMinute, slotSeq } from './slot.js';

/** Room that a `backfill` message needs. */
export const MESSAGE_BYTES = BACKFILL_SLOTS * SLOT_BYTES;
/** Slots that one step of a replay looks at, so that a step does not keep Wi-Fi waiting. */
const STEP_SLOTS = 128;
const LAST_MINUTE = 2 ** 27 - 1;

/**
 * Makes `backfill` messages. The first slot is the meter slot in force, its seq set to the first record that the message
 * covers; up to 15 slots of the log follow byte for byte, in order and without a gap: a record between that seq and the end
 * which is in none of them does not exist any more (power cut, damaged slot, reused sector). Keeps no place in the log: each
 * message is sought anew, so that records may be added and sectors reused between two of them. Sending a slot twice is harmless.
 */
export class Backfill {
  /** Length of the message made last in bytes, 0 when there was nothing to send; and the last record that it covers. */
  length = 0;
  end = 0;
  readonly #log: FlashLog;
  readonly #message: Uint8Array;

  /** `message` has room for {@link MESSAGE_BYTES}. */
  constructor(log: FlashLog, message: Uint8Array) {
    this.#log = log;
    this.#message = message;
  }

  /**
   * Fills the message with the slots that hold the records `from` to `to`; the first and the last slot may reach beyond them.
   * Where all of these are gone the slot after them is sent, to say so.
   */
  fill(from: number, to: number): void {
    this.#fillFrom(this.#log.locate(from), from, to, 0, LAST_MINUTE);
  }

  /**
   * One step of a replay: looks for the first of the next 128 slots from record `from` on whose UTC minute (since 1970) lies
   * within `fromMinute` and `toMinute`, both included, and fills the message from there on. Gives the record to go on with,
   * 0 at the end of the log; a step may find nothing to send. Every slot is looked at because the meter's clock may jump.
   */
  replay(from: number, fromMinute: number, toMinute: number): number {
    this.length = 0;
    let position = this.#log.locate(from);
    for (let looked = 1; position >= 0; looked++, position = this.#log.next(position)) {
      const within = this.#log.isMinute(position, fromMinute, toMinute);
      if (!within && looked < STEP_SLOTS) continue;
      if (this.#log.read(position, this.#message, 0) !== SLOT_KIND.minute) continue;
      const seq = slotSeq(this.#message, 0);
      const after = seq + slotCount(this.#message, 0);
      if (!within) return after;
      this.end = after - 1;
      this.#fillFrom(position, seq, LAST_SEQ, fromMinute, toMinute);
      return this.end + 1;
    }
    return 0;
  }

  #fillFrom(start: number, from: number, to: number, fromMinute: number, toMinute: number): void {
    this.length = 0;
    let position = start;
    // Before the first meter slot that is left, nobody knows whose readings the slots hold: not sent.
    if (position >= 0 && !this.#log.meterAt(position, this.#message, 0)) position = this.#meterAfter(position);
    if (position < 0) return;
    renumberMeter(this.#message, 0, from);
    const first = position;
    let length = SLOT_BYTES;
    for (; position >= 0 && length < MESSAGE_BYTES; position = this.#log.next(position)) {
      const kind = this.#log.read(position, this.#message, length);
      if (kind !== SLOT_KIND.minute && kind !== SLOT_KIND.meter) continue;
      // That slot is the header already.
      if (kind === SLOT_KIND.meter && position === first) continue;
      const seq = slotSeq(this.#message, length);
      if (seq > to && length > SLOT_BYTES) break;
      if (kind === SLOT_KIND.minute && !this.#within(length, fromMinute, toMinute)) break;
      const end = seq + slotCount(this.#message, length) - 1;
      // A bad sector that keeps an earlier round: it would end the message before its start, for ever.
      if (end < from && kind === SLOT_KIND.minute) continue;
      this.end = end;
      length += SLOT_BYTES;
    }
    if (length > SLOT_BYTES) this.length = length;
  }

  /** Copies the first meter slot behind `position` into the message; gives its position, -1 when there is none. */
  #meterAfter(position: number): number {
    let at = this.#log.next(position);
    // Minutes are passed by their kind: a sector's checksums would take a turn of their own.
    while (
      at >= 0 &&
      (this.#log.isMinute(at, 0, LAST_MINUTE) || this.#log.read(at, this.#message, 0) !== SLOT_KIND.meter)
    )
      at = this.#log.next(at);
    return at;
  }

  #within(slot: number, fromMinute: number, toMinute: number): boolean {
    const minute = slotMinute(this.#message, slot);
    return minute >= fromMinute && minute <= toMinute;
  }
}
