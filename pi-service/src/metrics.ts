/** Prometheus metrics with conventional names: seconds, bytes, `_total`. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Archive } from './archive/archive.js';
import type { ServiceHealth } from './contract.js';

export class Metrics {
  readonly registry = new Registry();
  #ofProcess = false;
  readonly readings = this.#counter('okosmero_readings_total', 'Readings by what became of them', ['result']);
  readonly refused = this.#counter('okosmero_messages_refused_total', 'MQTT messages that were not taken', ['reason']);
  readonly acks = this.#counter('okosmero_acks_total', 'Acknowledgements sent to boards', []);
  readonly #answers = new Map<number, number>();

  constructor(archive: Archive, health: () => ServiceHealth) {
    const answers = this.#answers;
    new Counter({
      name: 'okosmero_http_requests_total',
      help: 'HTTP answers by status',
      labelNames: ['status'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [status, count] of answers) this.inc({ status: String(status) }, count);
      },
    });
    const gauge = (name: string, help: string, value: (health: ServiceHealth) => number | null) =>
      new Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          const current = value(health());
          if (current === null) this.reset();
          else this.set(current);
        },
      });
    gauge('okosmero_up', '1 when health is ok', ({ ok }) => Number(ok));
    gauge('okosmero_broker_connected', '1 when connected to the broker', ({ broker }) => Number(broker.connected));
    gauge('okosmero_last_telegram_timestamp_seconds', 'When the last telegram came in', (h) => h.lastTelegram);
    gauge('okosmero_last_durable_timestamp_seconds', 'When readings last reached the disk', (h) => h.lastDurable);
    gauge('okosmero_last_backup_timestamp_seconds', 'When a whole backup was last made', (h) => h.lastBackup);
    gauge('okosmero_disk_free_bytes', 'Free bytes where the archive is', ({ disk }) => disk.freeBytes);
    gauge('okosmero_archive_bytes', 'Bytes of the archive', ({ disk }) => disk.archiveBytes);
    const registers = (name: string, help: string, codes: Readonly<Record<string, string>>) =>
      new Gauge({
        name,
        help,
        labelNames: ['meter', 'direction'],
        registers: [this.registry],
        collect() {
          this.reset();
          for (const { id: meter } of archive.meters())
            for (const [direction, obis] of Object.entries(codes)) {
              const value = archive.latest(meter)?.reading.objects[obis];
              if (typeof value === 'number') this.set({ meter, direction }, Math.round(value * 1000));
            }
        },
      });
    registers('okosmero_power_watts', 'Active power', { import: '1-0:1.7.0', export: '1-0:2.7.0' });
    registers('okosmero_energy_watthours', 'Counters', { import: '1-0:1.8.0', export: '1-0:2.8.0' });
  }

  /** What a scrape gets. */
  text(): Promise<string> {
    if (!this.#ofProcess) this.#watchProcess();
    return this.registry.metrics();
  }

  /** From the first scrape on: most households have none, and this looks at every garbage collection. */
  #watchProcess(): void {
    this.#ofProcess = true;
    collectDefaultMetrics({ register: this.registry });
    // Gauges that are named like counters, which promtool objects to.
    for (const name of ['handles', 'requests', 'resources'])
      this.registry.removeSingleMetric(`nodejs_active_${name}_total`);
  }

  /** An HTTP answer was sent. */
  answered(status: number): void {
    this.#answers.set(status, (this.#answers.get(status) ?? 0) + 1);
  }

  #counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }
}
