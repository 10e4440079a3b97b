/** Whether the service does its work, and why not, in sentences. */
import type { Archive, ArchiveStatus } from './archive/archive.js';
import type { ServiceHealth } from './contract.js';
import type { Fleet } from './fleet.js';
import type { MqttLink } from './mqtt/link.js';

export interface HealthOptions {
  readonly archive: Archive;
  readonly fleet: Fleet;
  readonly link: () => MqttLink | null;
  readonly lastBackup: () => number | null;
  readonly now: () => number;
}

/** A meter prints every 10 s; five minutes of silence are no hiccup. */
const SILENCE_SECONDS = 300;
const REFRESH_MS = 5000;

export class HealthMonitor {
  readonly #options: HealthOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #started: number;
  #status: ArchiveStatus;

  private constructor(options: HealthOptions, status: ArchiveStatus) {
    this.#options = options;
    this.#status = status;
    this.#started = options.now();
    this.#timer = setInterval(() => void this.#refresh(), REFRESH_MS);
    this.#timer.unref();
  }

  static async start(options: HealthOptions): Promise<HealthMonitor> {
    return new HealthMonitor(options, await options.archive.status());
  }

  get health(): ServiceHealth {
    const { fleet, link, lastBackup, now } = this.#options;
    const broker = link();
    const lastTelegram = fleet.lastTelegram();
    const reasons = [...this.#status.reasons];
    if (!broker?.connected) reasons.push({ code: 'broker', text: 'The MQTT broker is not reached' });
    const silence = now() - (lastTelegram ?? this.#started);
    if (silence > SILENCE_SECONDS)
      reasons.push({
        code: 'telegram',
        text:
          lastTelegram === null
            ? `No telegram since the start ${silence} s ago`
            : `The last telegram came ${silence} s ago`,
      });
    const { lastDurable, freeBytes, archiveBytes, writable } = this.#status;
    return {
      ok: reasons.length === 0,
      reasons,
      now: now(),
      broker: { connected: broker?.connected ?? false, embedded: broker?.embedded ?? false },
      lastTelegram,
      lastDurable,
      lastBackup: lastBackup(),
      disk: { freeBytes, archiveBytes, writable },
      devices: fleet.statuses(),
    };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #refresh(): Promise<void> {
    try {
      this.#status = await this.#options.archive.status();
    } catch (error) {
      const text = `The archive cannot be looked at: ${(error as Error).message}`;
      this.#status = { ...this.#status, writable: false, reasons: [{ code: 'io-error', text }] };
    }
  }
}
