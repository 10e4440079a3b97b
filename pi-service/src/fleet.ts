/** What is known of each board: its presence, its own health report, when it last sent a telegram. In memory only. */
import type { DeviceHealth, DeviceInfo, Reading } from '@okosmero/moddable-app/contract';
import type { DeviceStatus } from './contract.js';

/** A hostile broker may invent names without end. */
export const MAX_DEVICES = 5000;

interface Board {
  available: boolean;
  lastTelegram: number | null;
  health: DeviceHealth | null;
  info: DeviceInfo | null;
}

export class Fleet {
  readonly #boards = new Map<string, Board>();
  /** Meter id -> instant of its newest live reading, milliseconds. */
  readonly #newest = new Map<string, number>();

  /** The board of this name, noticed now at the latest; null when there are too many. */
  board(device: string): Board | null {
    const held = this.#boards.get(device);
    if (held) return held;
    if (this.#boards.size >= MAX_DEVICES) return null;
    const board: Board = { available: false, lastTelegram: null, health: null, info: null };
    this.#boards.set(device, board);
    return board;
  }

  /** True when no newer reading of this meter came before, by the meter's clock; one without a time counts as new. */
  isNewest({ meterId, time }: Reading): boolean {
    if (time === null) return true;
    const at = Date.parse(time);
    const held = this.#newest.get(meterId);
    if (held === undefined ? this.#newest.size >= MAX_DEVICES : at <= held) return false;
    this.#newest.set(meterId, at);
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
