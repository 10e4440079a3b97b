import type { RejectReason } from '../contract.js';

/** Counts of the telegrams since boot. Fixed names: a name taken from received text would never be freed again. */
export class TelegramCounts {
  accepted = 0;
  readonly rejected: { [reason in RejectReason]: number } = {
    crc: 0,
    overflow: 0,
    torn: 0,
    grammar: 0,
    sums: 0,
    step: 0,
  };
  /** Second of the last accepted and of the last rejected one; undefined before the first. */
  lastAccepted: number | undefined;
  lastRejected: number | undefined;

  accept(now: number): void {
    this.accepted++;
    this.lastAccepted = now;
  }

  reject(reason: RejectReason, now: number): void {
    this.rejected[reason]++;
    this.lastRejected = now;
  }
}
