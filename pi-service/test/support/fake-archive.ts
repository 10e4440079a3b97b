import type { Reading } from '@okosmero/moddable-app/contract';
import type { Archive, ArchiveStatus, Body, Evidence, Outcome } from '../../src/archive/archive.js';
import type { Backfill } from '../../src/decode.js';

/** An archive in memory whose syncs the test commands: nothing is durable before {@link FakeArchive.sync}. */
export class FakeArchive implements Archive {
  readonly readings: Reading[] = [];
  readonly backfills: Backfill[] = [];
  readonly refusals: { device: string; reason: string }[] = [];
  readonly seen: Evidence[] = [];
  readonly bodies = new Map<string, Body>();
  reasons: ArchiveStatus['reasons'] = [];
  outcome: Outcome = 'stored';
  /** True: every reading is durable as soon as it comes. */
  immediate = false;
  #waiting: ((outcome: Outcome) => void)[] = [];

  get waiting(): number {
    return this.#waiting.length;
  }

  sync(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(this.outcome);
  }

  accept(reading: Reading): Promise<Outcome> {
    this.readings.push(reading);
    return this.#durable();
  }

  acceptBackfill(backfill: Backfill): Promise<Outcome> {
    this.backfills.push(backfill);
    return this.#durable();
  }

  async refuse(record: { device: string; reason: string }): Promise<void> {
    this.refusals.push(record);
  }

  evidence(evidence: Evidence): void {
    this.seen.push(evidence);
  }

  meters() {
    return [...new Set(this.readings.map(({ meterId }) => meterId))].map((id) => ({
      id,
      device: null,
      identification: null,
      firstDay: null,
      lastDay: null,
    }));
  }

  latest(meter: string) {
    const reading = this.readings.findLast(({ meterId }) => meterId === meter);
    return reading ? { reading, receivedAt: 1 } : null;
  }

  days = (meter: string) => this.#body(`days ${meter}`);
  pack = (meter: string, day: string) => this.#body(`pack ${meter} ${day}`);
  phases = (meter: string, day: string) => this.#body(`phases ${meter} ${day}`);
  jsonLines = (meter: string, day: string) => this.#body(`jsonl ${meter} ${day}`);
  csv = (meter: string, day: string) => this.#body(`csv ${meter} ${day}`);
  year = (meter: string, year: number) => this.#body(`year ${meter} ${year}`);
  events = (meter: string) => this.#body(`events ${meter}`);

  async export(meter: string, from: string, to: string, format: string) {
    if (!this.meters().some(({ id }) => id === meter)) return null;
    const lines = [`${from}\n`, `${to}\n`, `${format}\n`];
    async function* chunks() {
      for (const line of lines) yield Buffer.from(line);
    }
    return { length: lines.join('').length, chunks: chunks() };
  }

  async holes() {
    return [];
  }

  async acceptCsvRow(): Promise<Outcome> {
    return 'refused';
  }

  async rebuild(): Promise<void> {}
  async closeDays(): Promise<void> {}

  async flush(): Promise<void> {
    this.sync();
  }

  async status(): Promise<ArchiveStatus> {
    return {
      lastDurable: null,
      writable: true,
      freeBytes: 1,
      archiveBytes: 2,
      waiting: this.waiting,
      reasons: this.reasons,
    };
  }

  async close(): Promise<void> {
    this.sync();
  }

  #durable(): Promise<Outcome> {
    if (this.immediate) return Promise.resolve(this.outcome);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #body(key: string): Promise<Body | null> {
    return this.bodies.get(key) ?? null;
  }
}
