/**
 * Asks the boards for what the archive lacks. The command line and the service meet in two files of the data folder, so
 * that the API stays read-only: `recover.request` ({@link RecoveryRequest}) and `recover.report` ({@link RecoveryReport}).
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Archive } from './archive/archive.js';
import { planRecover, RECOVERABLE_SECONDS } from './archive/recover.js';
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
  /** False: only count what is missing. */
  readonly ask: boolean;
}

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
  readonly onError: (error: unknown) => void;
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
    } catch (error) {
      this.#options.onError(error);
    } finally {
      this.#busy = false;
    }
  }

  async #recover({ ask }: RecoveryRequest): Promise<MeterRecovery[]> {
    const { archive, fleet, replay, now } = this.#options;
    const available = fleet.statuses().flatMap((board) => (board.available ? [board.device] : []));
    if (ask) for (const { device, from, to } of await planRecover(archive, available, now())) replay(device, from, to);
    const found: MeterRecovery[] = [];
    for (const { id: meter, device } of archive.meters()) {
      const holes = await archive.holes(meter, now() - RECOVERABLE_SECONDS, now());
      const seconds = holes.reduce((sum, { from, to }) => sum + to - from, 0);
      found.push({
        meter,
        device,
        available: device !== null && available.includes(device),
        holes: holes.length,
        seconds,
      });
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
    const { id, ask } = JSON.parse(source) as RecoveryRequest;
    return { id: String(id), ask: ask === true };
  } catch {
    rmSync(path, { force: true });
    return null;
  }
}
