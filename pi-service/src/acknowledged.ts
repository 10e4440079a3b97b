/**
 * Which records of each board's log are durable, and so what its `ack` says. A live reading counts for itself, a backfill
 * message for everything from its first record to its last (its sender leaves out only what no longer exists).
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isWhole, seal } from './archive/line.js';

/**
 * Islands beyond the acknowledged stretches that are remembered, of all boards together: the files of one board's meters
 * become durable at different times, a flood through many of them leaves thousands. A board sends again what is forgotten.
 */
const MAX_ISLANDS = 8192;

interface Position {
  log: string;
  /** Every record up to this one is durable or refused with an event. */
  acked: number;
  /** Durable stretches beyond it, in order, disjoint. */
  islands: [number, number][];
}

export class Acknowledged {
  readonly #positions = new Map<string, Position>();
  #islands = 0;

  /** `path` keeps the positions over a restart; losing it costs the board only a repetition. */
  constructor(private readonly path: string) {
    for (const [device, { log, acked }] of Object.entries(readPositions(path)))
      this.#positions.set(device, { log, acked, islands: [] });
  }

  /** Marks `from`..`to` as durable. True when what the ack says has changed. */
  cover(device: string, log: string, from: number, to: number): boolean {
    const position = this.#at(device, log);
    const { acked: before, islands } = position;
    const held = islands.length;
    if (from <= position.acked + 1) position.acked = Math.max(position.acked, to);
    else addIsland(islands, from, to);
    while (islands[0] && islands[0][0] <= position.acked + 1)
      position.acked = Math.max(position.acked, (islands.shift() as [number, number])[1]);
    this.#islands += islands.length - held;
    if (this.#islands > MAX_ISLANDS) {
      islands.pop();
      this.#islands--;
    }
    return position.acked !== before;
  }

  /** Learns a board's log; what it acknowledges of an unknown one is record 0. */
  of(device: string, log: string): number {
    return this.#at(device, log).acked;
  }

  *all(): Generator<{ device: string; log: string; acked: number }> {
    for (const [device, { log, acked }] of this.#positions) yield { device, log, acked };
  }

  /** Without a sync: an older or a torn file costs the boards a repetition, a sync would cost every meter a wait. */
  save(): void {
    const boards = Object.fromEntries([...this.#positions].map(([device, { log, acked }]) => [device, { log, acked }]));
    try {
      writeFileSync(`${this.path}.tmp`, seal(JSON.stringify({ schema: 1, boards })));
      renameSync(`${this.path}.tmp`, this.path);
    } catch {
      // A full or read-only disk: health tells it, and this file is not worth the service's life.
    }
  }

  #at(device: string, log: string): Position {
    const held = this.#positions.get(device);
    if (held?.log === log) return held;
    this.#islands -= held?.islands.length ?? 0;
    const fresh: Position = { log, acked: 0, islands: [] };
    this.#positions.set(device, fresh);
    return fresh;
  }
}

function addIsland(islands: [number, number][], from: number, to: number): void {
  let at = islands.length;
  while (at > 0 && (islands[at - 1] as [number, number])[0] > from) at--;
  islands.splice(at, 0, [from, to]);
  for (let i = Math.max(0, at - 1); i < islands.length - 1; ) {
    const here = islands[i] as [number, number];
    const next = islands[i + 1] as [number, number];
    if (next[0] > here[1] + 1) {
      if (i >= at) break;
      i++;
      continue;
    }
    here[1] = Math.max(here[1], next[1]);
    islands.splice(i + 1, 1);
  }
}

type Positions = Readonly<Record<string, { readonly log: string; readonly acked: number }>>;

function readPositions(path: string): Positions {
  try {
    const line = readFileSync(path);
    // A wrong digit here would acknowledge what nobody stored.
    if (isWhole(line)) return (JSON.parse(line.toString()) as { boards: Positions }).boards;
  } catch {
    // Absent.
  }
  // The boards are asked for their logs again, nothing is lost.
  return {};
}
