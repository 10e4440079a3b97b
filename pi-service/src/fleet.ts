/** What is known of each board: its presence, its own health report, when it last sent a telegram. In memory only. */
import type { DeviceHealth, DeviceInfo, Reading } from '@okosmero/moddable-app/contract';
import type { DeviceStatus } from './contract.js';
import { meterTime } from './day.js';
import { Pace } from './pace.js';

/** A hostile broker may invent names without end. */
const MAX_DEVICES = 5000;

interface Board {
  available: boolean;
  lastTelegram: number | null;
  health: DeviceHealth | null;
  info: DeviceInfo | null;
}

export class Fleet {
  readonly #boards = new Map<string, Board>();
  /** Meter id -> instant of its newest live reading, and how they come in. */
  readonly #newest = new Map<string, { utc: number; readonly pace: Pace }>();

  /** The board of this name, noticed now at the latest; null when there are too many. */
  board(device: string): Board | null {
    const held = this.#boards.get(device);
    if (held) return held;
    if (this.#boards.size >= MAX_DEVICES) return null;
    const board: Board = { available: false, lastTelegram: null, health: null, info: null };
    this.#boards.set(device, board);
    return board;
  }

  /**
   * True when no newer reading of this meter came before, by the meter's clock, or when they come in as they are taken: a
   * clock that was ahead, or fell back to 2000, does not stop the live view. One without a time counts as new.
   */
  isNewest({ meterId, time }: Reading, receivedAt: number): boolean {
    const utc = time === null ? null : (meterTime(time)?.utc ?? null);
    if (utc === null) return true;
    const held = this.#newest.get(meterId);
    if (held === undefined) {
      if (this.#newest.size >= MAX_DEVICES) return false;
      const pace = new Pace();
      pace.see(utc, receivedAt);
      this.#newest.set(meterId, { utc, pace });
      return true;
    }
    held.pace.see(utc, receivedAt);
    if (utc <= held.utc && !held.pace.isSteady) return false;
    held.utc = utc;
    return true;
  }

  lastTelegram(): number | null {
    let last: number | null = null;
    for (const { lastTelegram } of this.#boards.values())
      if (lastTelegram !== null && (last === null || lastTelegram > last)) last = lastTelegram;
    return last;
  }

  statuses(): DeviceStatus[] {
    return [...this.#boards].map(([device, board]) => ({ device, ...board }));
  }
}
