/**
 * Why readings are missing: stretches of time in which something was seen not to work, one list for the whole service.
 * A gap takes the cause that covers most of it.
 */
import type { DeviceHealth } from '@okosmero/moddable-app/contract';
import { GAP_CAUSES, type GapCause } from '../contract.js';
import type { Evidence } from './archive.js';

export interface Trouble {
  readonly cause: GapCause;
  readonly from: number;
  readonly to: number;
  /** Null: all devices. */
  readonly device: string | null;
}

/** Longer ago nothing can be refilled, nor is a cause looked for. */
const KEPT_SECONDS = 40 * 86_400;
const MAX_TROUBLES = 20_000;
/** A board's clock of uptime and ours drift by less between two reports. */
const BOOT_TOLERANCE = 30;

interface Board {
  offlineSince: number | null;
  health: { readonly at: number; readonly report: DeviceHealth } | null;
}

export class TroubleList {
  readonly #troubles: Trouble[] = [];
  readonly #boards = new Map<string, Board>();
  #brokerDownSince: number | null = null;

  /** `onTrouble` is told of each finished stretch, to keep it over a restart. */
  constructor(private readonly onTrouble: (trouble: Trouble) => void) {}

  /** Puts back what was kept. */
  restore(trouble: Trouble): void {
    this.#troubles.push(trouble);
  }

  /** The service itself was not running. */
  serviceDown(from: number, to: number): void {
    this.#add('service', from, to, null);
  }

  see(evidence: Evidence): void {
    if (evidence.kind === 'broker') this.#broker(evidence.connected, evidence.at);
    else if (evidence.kind === 'availability') this.#availability(evidence.device, evidence.online, evidence.at);
    else this.#health(evidence.device, evidence.health, evidence.at);
  }

  /** The cause of a silence of a device; `unknown` when nothing was seen in at least a tenth of it. */
  causeOf(device: string | null, from: number, to: number): GapCause {
    const covered = new Map<GapCause, number>();
    const add = (cause: GapCause, start: number, end: number) => {
      const seconds = Math.min(end, to) - Math.max(start, from);
      if (seconds > 0) covered.set(cause, (covered.get(cause) ?? 0) + seconds);
    };
    for (const trouble of this.#troubles)
      if (trouble.device === null || trouble.device === device) add(trouble.cause, trouble.from, trouble.to);
    if (this.#brokerDownSince !== null) add('broker', this.#brokerDownSince, to);
    const offline = device === null ? null : (this.#boards.get(device)?.offlineSince ?? null);
    if (offline !== null) add('wifi', offline, to);
    let best: GapCause = 'unknown';
    let most = (to - from) / 10;
    // In the order of GAP_CAUSES, so that a restart counts before the silence that it also causes.
    for (const cause of GAP_CAUSES) {
      const seconds = covered.get(cause) ?? 0;
      if (seconds > most) {
        best = cause;
        most = seconds;
      }
    }
    return best;
  }

  #broker(connected: boolean, at: number): void {
    if (!connected) this.#brokerDownSince ??= at;
    else if (this.#brokerDownSince !== null) {
      this.#add('broker', this.#brokerDownSince, at, null);
      this.#brokerDownSince = null;
    }
  }

  #availability(device: string, online: boolean, at: number): void {
    const board = this.#board(device);
    if (!online) board.offlineSince ??= at;
    else if (board.offlineSince !== null) {
      this.#add('wifi', board.offlineSince, at, device);
      board.offlineSince = null;
    }
  }

  /** Two reports of one board tell what happened between them. */
  #health(device: string, report: DeviceHealth, at: number): void {
    const board = this.#board(device);
    const last = board.health;
    board.health = { at, report };
    if (last === null || at <= last.at) return;
    const booted = at - report.uptime;
    if (booted > last.at - last.report.uptime + BOOT_TOLERANCE) {
      this.#add('device', last.at, Math.max(booted, last.at), device);
      return;
    }
    if (report.connects.wifi > last.report.connects.wifi) this.#add('wifi', last.at, at, device);
    else if (report.connects.broker > last.report.connects.broker) this.#add('broker', last.at, at, device);
    if (report.telegrams.accepted > last.report.telegrams.accepted) return;
    const rejected = sum(report.telegrams.rejected) > sum(last.report.telegrams.rejected);
    this.#add(rejected ? 'rejected' : 'meter', last.at, at, device);
  }

  #board(device: string): Board {
    const held = this.#boards.get(device) ?? { offlineSince: null, health: null };
    this.#boards.set(device, held);
    return held;
  }

  #add(cause: GapCause, from: number, to: number, device: string | null): void {
    if (to <= from) return;
    const trouble: Trouble = { cause, from, to, device };
    this.#troubles.push(trouble);
    while (this.#troubles.length > MAX_TROUBLES || (this.#troubles[0]?.to ?? to) < to - KEPT_SECONDS)
      this.#troubles.shift();
    this.onTrouble(trouble);
  }
}

function sum(counts: Readonly<Record<string, number>>): number {
  let total = 0;
  for (const reason in counts) total += counts[reason] as number;
  return total;
}
