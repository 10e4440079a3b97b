/** A service in the test's memory: answers `fetch` as the real one does (ETag, 304, 404), goes offline on demand. */
import { type DayIndex, type DaySummary, ROUTES, type YearSummary } from '@okosmero/pi-service/contract';
import { encodeDay, encodePhases } from '@okosmero/pi-service/pack';
import { gzipSync } from 'fflate';
import { dayColumns } from './columns.js';

export const METER = '9912345678';

export class ServiceInMemory {
  online = true;
  readonly requests: string[] = [];
  readonly versions = new Map<string, number>();
  /** Called before each answer, so that a test can act in the middle of a sync. */
  onRequest: (path: string) => void = () => undefined;

  constructor(days: readonly string[]) {
    for (const day of days) this.versions.set(day, 1);
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const url = String(input);
    this.requests.push(url);
    this.onRequest(url);
    if (!this.online) throw new TypeError('fetch failed');
    const path = url.split('?')[0] as string;
    const body = this.#body(path);
    if (body === null) return Response.json({ error: `There is no ${path}` }, { status: 404 });
    if (body instanceof Uint8Array) return new Response(body as Uint8Array<ArrayBuffer>);
    const text = JSON.stringify(body);
    const etag = `"${text.length}-${[...this.versions.values()].join()}"`;
    if (new Headers(init?.headers).get('If-None-Match') === etag) return new Response(null, { status: 304 });
    return new Response(text, { headers: { ETag: etag, 'Content-Type': 'application/json' } });
  };

  index(): DayIndex {
    const days = [...this.versions].map(([day, version]) => {
      const [packBytes, phasesBytes] = [this.#pack(day).length, this.#phases(day).length];
      return { day, version, closed: true, rows: ROWS, packBytes, phasesBytes };
    });
    return { meter: METER, days };
  }

  #body(path: string): object | null {
    if (path === ROUTES.days(METER)) return this.index();
    const year = /\/years\/(\d{4})$/.exec(path)?.[1];
    if (year !== undefined) return this.#year(Number(year));
    const [, day, phases] = /\/days\/([\d-]{10})\.(phases\.)?pack$/.exec(path) ?? [];
    if (day === undefined || !this.versions.has(day)) return null;
    return phases === undefined ? this.#pack(day) : this.#phases(day);
  }

  #year(year: number): YearSummary | null {
    const days = [...this.versions.keys()].filter((day) => day.startsWith(String(year)));
    return days.length === 0 ? null : { meter: METER, year, days: days.map((day) => daySummary(day)) };
  }

  /** The version is in the readings, so that a test sees which one it got. */
  #pack(day: string): Uint8Array {
    return gzipSync(encodeDay(dayColumns({ day, step: STEP, watts: () => 100 * (this.versions.get(day) ?? 0) })));
  }

  #phases(day: string): Uint8Array {
    const { time } = dayColumns({ day, step: STEP });
    const column = () => new Int32Array(time.length).fill(23_000);
    return gzipSync(
      encodePhases({ time, voltages: [column(), column(), column()], currents: [column(), column(), column()] }),
    );
  }
}

const STEP = 900;
const ROWS = 96;

/** A complete day of 2.4 kWh import and 1.2 kWh export, with what the test wants otherwise. */
export function daySummary(day: string, change: Partial<DaySummary> = {}): DaySummary {
  return {
    day,
    version: 1,
    closed: true,
    importWh: 2400,
    exportWh: 1200,
    tariffImportWh: [2400, 0, null, null],
    tariffExportWh: [1200, 0, null, null],
    quarterImportWh: Array(96).fill(25),
    quarterExportWh: Array(96).fill(12.5),
    openingImportWh: 1_000_000,
    openingExportWh: 500_000,
    closingImportWh: 1_002_400,
    closingExportWh: 501_200,
    maxImport: { w: 3420, at: 0 },
    maxExport: { w: 2100, at: 0 },
    baseLoadW: 240,
    simultaneousWh: 10,
    voltage: [null, null, null],
    received: 8640,
    expected: 8640,
    gaps: [],
    ...change,
  };
}
