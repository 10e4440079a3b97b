import { Backfill } from './backfill.js';
import { decimalAt, isWord, wordEnd } from './message-text.js';
import type { Recorder } from './recorder.js';

/** An ack that is this many times as old as the service promised makes the device connect anew, but not more often than this. */
const ACKS_MISSED = 5;
const RECONNECT_SECONDS = 600;
/** What was delivered this many promised intervals ago and is still not acknowledged got lost. */
const ACKS_UNTIL_LOST = 2;
const SECONDS_A_DAY = 86_400;
const LAST_MINUTE = 2 ** 27 - 1;

/**
 * Decides which part of the log goes out next. What the newest ack does not cover is sent as backfill, oldest first, only while
 * the service is online and has acknowledged something on this connection, one message in flight; what went out live on this
 * connection is not sent again unless the acks leave it out. The ack rules: if it falls back (an archive restored from a backup)
 * everything after it is sent again. A replay runs when no backfill is due. Times are seconds of any clock that does not jump.
 */
export class Delivery {
  readonly #recorder: Recorder;
  readonly #backfill: Backfill;
  readonly #message: Uint8Array;
  #up = false;
  #upAt = 0;
  #online = false;
  /** An ack of this log came on this connection, since the service came online. */
  #heard = false;
  #acked = 0;
  /** Second of the newest ack, -1 before the first ever; seconds until the next at most. */
  #ackAt = -1;
  #every = 0;
  /** Every record up to this one is acknowledged or delivered on this connection. */
  #delivered = 0;
  /** A stretch beyond it that went out live, 0 to 0 when there is none. */
  #liveFrom = 0;
  #liveTo = 0;
  /** What had been delivered at `#owedAt`: the acks must have reached it two intervals later. */
  #owed = 0;
  #owedAt = 0;
  /** A message is in flight; the first record that it covers, 0 when it is of no account or a replay. */
  #inFlight = false;
  #sentFrom = 0;
  /** Number up to which the log was found to hold nothing to send. */
  #nothingUpTo = -1;
  /** The replay that runs: the record to go on with (0: none runs), that after the message in flight, its minutes. */
  #replayFrom = 0;
  #replayNext = 0;
  #replayFirst = 0;
  #replayLast = 0;
  #reconnectAt = -RECONNECT_SECONDS;

  /** `message` has room for `MESSAGE_BYTES` and is not touched between {@link take} and {@link onDelivered}. */
  constructor(recorder: Recorder, message: Uint8Array) {
    this.#recorder = recorder;
    this.#backfill = new Backfill(recorder.log, message);
    this.#message = message;
  }

  /** The broker has accepted the connection and the subscriptions. */
  onUp(now: number): void {
    this.#up = true;
    this.#upAt = now;
  }

  onDown(): void {
    this.#up = this.#online = this.#heard = this.#inFlight = false;
  }

  /** `okosmero/service/availability`: `online` or anything else. After it was away only a new ack tells where it stands. */
  onAvailability(text: Uint8Array): void {
    this.#online = isWord(text, text.length, 'online');
    if (!this.#online) this.#heard = false;
  }

  /** `<log> <seq> <every>`. False when it is of another log or not such a text: it changes nothing. */
  onAck(text: Uint8Array, now: number): boolean {
    const logEnd = wordEnd(text, 0);
    const seqEnd = wordEnd(text, logEnd + 1);
    const seq = decimalAt(text, logEnd + 1, seqEnd);
    const every = decimalAt(text, seqEnd + 1, text.length);
    if (!isWord(text, logEnd, this.#recorder.id) || seq < 0 || every < 1 || every > SECONDS_A_DAY) return false;
    this.#recorder.acknowledged(seq);
    if (seq >= this.#recorder.next) return false;
    const lost = seq < this.#owed && now - this.#owedAt >= ACKS_UNTIL_LOST * every;
    if (!this.#heard || seq < this.#acked || lost) this.#startAfter(seq);
    else this.#cover(seq);
    if (seq >= this.#owed || lost) {
      this.#owed = this.#delivered;
      this.#owedAt = now;
    }
    this.#heard = true;
    this.#acked = seq;
    this.#ackAt = now;
    this.#every = every;
    return true;
  }

  /** `<fromUtc> <toUtc>` in seconds, both included. A replay that runs is widened to both stretches. False for any other text. */
  onReplay(text: Uint8Array): boolean {
    const end = wordEnd(text, 0);
    const from = decimalAt(text, 0, end);
    const to = decimalAt(text, end + 1, text.length);
    if (from < 0 || to < from) return false;
    const first = Math.floor(from / 60);
    const last = Math.min(Math.floor(to / 60), LAST_MINUTE);
    const runs = this.#replayFrom > 0;
    this.#replayFirst = runs ? Math.min(first, this.#replayFirst) : first;
    this.#replayLast = runs ? Math.max(last, this.#replayLast) : last;
    this.#replayFrom = this.#replayNext = 1;
    return true;
  }

  /** The broker has the live Reading with this record number. */
  onLiveDelivered(seq: number): void {
    if (seq === this.#delivered + 1) this.#cover(seq);
    else if (seq === this.#liveTo + 1) this.#liveTo = seq;
    else if (seq > this.#delivered) this.#liveFrom = this.#liveTo = seq;
  }

  /** The `backfill` message that is due, undefined when none is. It is in flight until {@link onDelivered} or {@link onDown}. */
  take(): Uint8Array | undefined {
    if (!this.#up || !this.#online || !this.#heard || this.#inFlight) return undefined;
    if (!this.#fillBackfill() && !this.#fillReplay()) return undefined;
    this.#inFlight = true;
    return this.#message.subarray(0, this.#backfill.length);
  }

  /** The broker has the message that {@link take} gave. */
  onDelivered(): void {
    this.#inFlight = false;
    if (this.#sentFrom === 0) this.#replayFrom = this.#replayNext;
    // After an ack that fell back the message is of no account: it starts too late.
    else if (this.#sentFrom <= this.#delivered + 1) this.#cover(this.#backfill.end);
  }

  /** True, once in ten minutes at most, when the service is said to be online but its acks stay away: make a new connection. */
  reconnectDue(now: number): boolean {
    const since = Math.max(this.#ackAt, this.#upAt);
    if (!this.#up || !this.#online || this.#ackAt < 0 || now - since <= ACKS_MISSED * this.#every) return false;
    if (now - this.#reconnectAt < RECONNECT_SECONDS) return false;
    this.#reconnectAt = now;
    return true;
  }

  /** Seconds since the last ack of this log, null before the first. */
  ackAge(now: number): number | null {
    return this.#ackAt < 0 ? null : now - this.#ackAt;
  }

  #fillBackfill(): boolean {
    const { inFlash } = this.#recorder;
    if (this.#delivered >= inFlash || this.#nothingUpTo === inFlash) return false;
    this.#sentFrom = this.#delivered + 1;
    this.#backfill.fill(this.#sentFrom, this.#liveFrom > 0 ? Math.min(this.#liveFrom - 1, inFlash) : inFlash);
    if (this.#backfill.length === 0) this.#nothingUpTo = inFlash;
    return this.#backfill.length > 0;
  }

  /** One step of the replay that runs: it may find nothing to send yet. */
  #fillReplay(): boolean {
    if (this.#replayFrom === 0) return false;
    this.#sentFrom = 0;
    this.#replayNext = this.#backfill.replay(this.#replayFrom, this.#replayFirst, this.#replayLast);
    if (this.#backfill.length === 0) this.#replayFrom = this.#replayNext;
    return this.#backfill.length > 0;
  }

  #startAfter(seq: number): void {
    this.#delivered = this.#owed = seq;
    this.#liveFrom = this.#liveTo = 0;
    this.#nothingUpTo = -1;
  }

  /** Every record up to `seq` is delivered, and with it the live stretch that follows. */
  #cover(seq: number): void {
    if (seq > this.#delivered) this.#delivered = seq;
    if (this.#liveFrom === 0 || this.#liveFrom > this.#delivered + 1) return;
    if (this.#liveTo > this.#delivered) this.#delivered = this.#liveTo;
    this.#liveFrom = this.#liveTo = 0;
  }
}
