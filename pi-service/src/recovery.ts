/**
 * Asks the boards for what the archive lacks. The command line and the service meet in two files of the data folder, so
 * that the API stays read-only: `recover.request` (days) and `recover.report` ({@link RecoveryReport}).
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Archive } from './archive/archive.js';
import type { Fleet } from './fleet.js';
import { writeFileAtomically } from './write-file.js';

export interface MeterRecovery {
  readonly meter: string;
  readonly device: string | null;
  readonly available: boolean;
  readonly holes: number;
  /** Seconds without readings. */
  readonly seconds: number;
}

export interface RecoveryReport {
  /** That of the request. */
  readonly id: string;
  readonly meters: readonly MeterRecovery[];
}

export interface RecoveryRequest {
  readonly id: string;
  readonly days: number;
  /** False: only count what is missing. */
  readonly ask: boolean;
}

/** The board's log goes back 33 days at a telegram every 10 s. */
export const MAX_DAYS = 33;

export const recoveryFiles = (dataFolder: string) => ({
  request: join(dataFolder, 'recover.request'),
  report: join(dataFolder, 'recover.report'),
});

export interface RecoveryOptions {
  readonly dataFolder: string;
  readonly archive: Archive;
  readonly fleet: Fleet;
  readonly replay: (device: string, from: number, to: number) => void;
  readonly now: () => number;
}

const WATCH_MS = 1000;

/** The service's side. */
export class Recovery {
  readonly #options: RecoveryOptions;
  readonly #timer: NodeJS.Timeout;
  #busy = false;

  constructor(options: RecoveryOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#watch(), WATCH_MS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #watch(): Promise<void> {
    const { request, report } = recoveryFiles(this.#options.dataFolder);
    const wanted = this.#busy ? null : readRequest(request);
    if (!wanted) return;
    this.#busy = true;
    try {
      rmSync(request, { force: true });
      const meters = await this.#recover(wanted);
      writeFileAtomically(report, JSON.stringify({ id: wanted.id, meters } satisfies RecoveryReport), 0o600);
    } finally {
      this.#busy = false;
    }
  }

  async #recover({ days, ask }: RecoveryRequest): Promise<MeterRecovery[]> {
    const { archive, fleet, replay, now } = this.#options;
    const available = new Set(fleet.statuses().flatMap((board) => (board.available ? [board.device] : [])));
    const found: MeterRecovery[] = [];
    for (const { id: meter, device } of archive.meters()) {
      const holes = await archive.holes(meter, now() - days * 86_400, now());
      const first = holes[0];
      const last = holes.at(-1);
      const present = device !== null && available.has(device);
      // One stretch around all holes: what is stored already is a duplicate and costs nothing but the way.
      if (ask && present && first && last) replay(device, first.from, last.to);
      const seconds = holes.reduce((sum, { from, to }) => sum + to - from, 0);
      found.push({ meter, device, available: present, holes: holes.length, seconds });
    }
    return found;
  }
}

function readRequest(path: string): RecoveryRequest | null {
  let source: string;
  try {
    source = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  try {
    const { id, days, ask } = JSON.parse(source) as RecoveryRequest;
    return { id: String(id), days: Math.min(Math.max(Number(days) || 0, 1), MAX_DAYS), ask: ask === true };
  } catch {
    rmSync(path, { force: true });
    return null;
  }
}
