/** What the service says of itself: health by MQTT and to open apps, one line an hour in the log. */
import type { ServiceHealth } from './contract.js';
import type { Live } from './live.js';
import type { Logger } from './log.js';
import type { Metrics } from './metrics.js';

export interface ReportsOptions {
  readonly health: () => ServiceHealth;
  readonly metrics: Metrics;
  readonly live: Live;
  readonly log: Logger;
  /** Publishes the JSON of the service's health; devices report theirs themselves. */
  readonly publish: (text: string) => void;
}

const HEALTH_MS = 60_000;
const SUMMARY_MS = 3_600_000;

export class Reports {
  readonly #options: ReportsOptions;
  readonly #timers: NodeJS.Timeout[];
  #reasons = '';
  #before = { readings: 0, refused: 0 };

  constructor(options: ReportsOptions) {
    this.#options = options;
    this.#timers = [
      setInterval(() => this.#watch(), 5000),
      setInterval(() => this.#tell(), HEALTH_MS),
      setInterval(() => void this.#summarise(), SUMMARY_MS),
    ];
    for (const timer of this.#timers) timer.unref();
    this.#tell();
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** A change of state is told at once. */
  #watch(): void {
    const { reasons } = this.#options.health();
    const codes = reasons.map(({ code }) => code).join();
    if (codes === this.#reasons) return;
    this.#reasons = codes;
    if (reasons.length === 0) this.#options.log.info('health is ok again');
    for (const { text } of reasons) this.#options.log.warn(`health: ${text}`);
    this.#tell();
  }

  #tell(): void {
    const health = this.#options.health();
    const { devices: _, ...own } = health;
    this.#options.publish(JSON.stringify(own));
    this.#options.live.send('health', health);
  }

  async #summarise(): Promise<void> {
    const { metrics, log } = this.#options;
    const readings = await total(metrics.readings);
    const refused = await total(metrics.refused);
    log.info(`last hour: ${readings - this.#before.readings} readings, ${refused - this.#before.refused} refused`);
    this.#before = { readings, refused };
  }
}

async function total(counter: Metrics['readings'] | Metrics['refused']): Promise<number> {
  const { values } = await counter.get();
  return values.reduce((sum, { value }) => sum + value, 0);
}
