/** Where everything of a meter lies below the data folder. */
import { join } from 'node:path';

export class Folders {
  readonly csvRoot: string;

  constructor(
    readonly data: string,
    csvFolder: string | undefined,
  ) {
    this.csvRoot = csvFolder ?? join(data, 'csv');
  }

  get jsonRoot(): string {
    return join(this.data, 'json');
  }
  json(meter: string): string {
    return join(this.data, 'json', meter);
  }
  /** The open day, or what came late for a closed one. */
  openDay(meter: string, day: string): string {
    return join(this.json(meter), `${day}.jsonl`);
  }
  closedDay(meter: string, day: string): string {
    return join(this.json(meter), `${day}.jsonl.gz`);
  }
  /** Damaged lines, as they were found. */
  quarantine(meter: string, day: string): string {
    return join(this.json(meter), `${day}.quarantine`);
  }
  csv(meter: string, day: string): string {
    return join(this.csvRoot, meter, `${day}.csv`);
  }
  packs(meter: string): string {
    return join(this.data, 'packs', meter);
  }
  pack(meter: string, day: string): string {
    return join(this.packs(meter), `${day}.pack`);
  }
  phases(meter: string, day: string): string {
    return join(this.packs(meter), `${day}.phases.pack`);
  }
  summaries(meter: string): string {
    return join(this.data, 'summaries', meter);
  }
  summary(meter: string, year: string): string {
    return join(this.summaries(meter), `${year}.json`);
  }
  /** Closed days with the sha256 of their files. */
  manifest(meter: string): string {
    return join(this.data, 'manifest', `${meter}.jsonl`);
  }
  events(meter: string): string {
    return join(this.data, 'events', `${meter}.jsonl`);
  }
  /** Refused records of a board that named no meter; no meter id starts like this. */
  deviceEvents(device: string): string {
    return join(this.data, 'events', `_${device}.jsonl`);
  }
  get evidence(): string {
    return join(this.data, 'events', '_evidence.jsonl');
  }
}
