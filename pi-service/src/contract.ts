/**
 * Everything that leaves the service: routes, payload types and the CSV dialect. Types and constants only.
 * Energies are integers in Wh, powers integers in W, instants whole seconds of UTC since 1970, days the Europe/Budapest
 * date `YYYY-MM-DD`. Absent is null, never 0.
 */
import type { CrcVariant, DeviceHealth, DeviceInfo, Reading, RejectReason } from '@okosmero/moddable-app/contract';

/** Version of this API, sent as `X-Api` with every answer. Additive changes keep it. */
export const API_VERSION = 1;

export const CSV_HEADER = ['MeterId', 'Time', 'DST', 'Import', 'Export', 'TotalImport', 'TotalExport'] as const;

export const ROUTES = {
  meters: '/api/meters',
  days: (meter: string) => `/api/meters/${meter}/days`,
  dayPack: (meter: string, day: string) => `/api/meters/${meter}/days/${day}.pack`,
  phasesPack: (meter: string, day: string) => `/api/meters/${meter}/days/${day}.phases.pack`,
  dayJsonLines: (meter: string, day: string) => `/api/meters/${meter}/days/${day}.jsonl`,
  dayCsv: (meter: string, day: string) => `/rt/sm/${meter}/${day}.csv`,
  year: (meter: string, year: number) => `/api/meters/${meter}/years/${year}`,
  latest: (meter: string) => `/api/meters/${meter}/latest`,
  events: (meter: string) => `/api/meters/${meter}/events`,
  /** query: from, to (days, inclusive), format=csv|jsonl */
  export: (meter: string) => `/api/meters/${meter}/export`,
  live: '/api/live',
  household: '/api/household',
  session: '/api/session',
  health: '/api/health',
  info: '/api/info',
  metrics: '/metrics',
  openapi: '/api',
} as const;

/** `GET /api/meters` */
export interface MeterList {
  readonly meters: readonly Meter[];
}

export interface Meter {
  readonly id: string;
  /** The household's name for it, or null. */
  readonly name: string | null;
  readonly device: string | null;
  readonly identification: string | null;
  /** First and last day that the archive holds. */
  readonly firstDay: string | null;
  readonly lastDay: string | null;
}

/** `GET /api/meters/:id/days`: newest last. `version` changes whenever the day's content does. */
export interface DayIndex {
  readonly meter: string;
  readonly days: readonly DayEntry[];
}

export interface DayEntry {
  readonly day: string;
  readonly version: number;
  readonly closed: boolean;
  readonly rows: number;
  /** Bytes of `.pack` and `.phases.pack`, for a progress bar. */
  readonly packBytes: number;
  readonly phasesBytes: number;
}

/** Why nothing was received. `unknown` when no evidence was kept. */
export const GAP_CAUSES = ['device', 'wifi', 'broker', 'service', 'rejected', 'meter', 'unknown'] as const;
export type GapCause = (typeof GAP_CAUSES)[number];

export interface Gap {
  /** Instants of the readings before and after; energies known from the counters, null across an epoch. */
  readonly from: number;
  readonly to: number;
  readonly cause: GapCause;
  readonly importWh: number | null;
  readonly exportWh: number | null;
}

export interface Peak {
  readonly w: number;
  readonly at: number;
}

/** Voltage of one phase over a day (informative, in the style of EN 50160). Volts. */
export interface PhaseVoltage {
  readonly min: number;
  readonly max: number;
  /** 10-minute means outside 230 V ± 10 %, and all 10-minute means. */
  readonly outside: number;
  readonly means: number;
}

export interface DaySummary {
  readonly day: string;
  readonly version: number;
  readonly closed: boolean;
  /** Energy of the local day from counter differences; null when the counters do not tell. */
  readonly importWh: number | null;
  readonly exportWh: number | null;
  /** By tariff 1-4; an element is null where the meter has no such register. */
  readonly tariffImportWh: readonly (number | null)[];
  readonly tariffExportWh: readonly (number | null)[];
  /** 96 quarter hours, 92 and 100 on the days of the clock change; null where unknown. */
  readonly quarterImportWh: readonly (number | null)[];
  readonly quarterExportWh: readonly (number | null)[];
  /** Counters at the day's first midnight (bill check) and at its last reading. */
  readonly openingImportWh: number | null;
  readonly openingExportWh: number | null;
  readonly closingImportWh: number | null;
  readonly closingExportWh: number | null;
  readonly maxImport: Peak | null;
  readonly maxExport: Peak | null;
  /** Mean import of the lowest full hour of the local night (00:00-05:00); null when the night is not known. */
  readonly baseLoadW: number | null;
  /** Wh imported and exported at the same time: Σ min(import, export) · Δt. */
  readonly simultaneousWh: number;
  /** L1-L3; null for a phase without voltage. */
  readonly voltage: readonly (PhaseVoltage | null)[];
  /** Telegrams in the archive and expected at the day's usual step up to its end (today: up to now). */
  readonly received: number;
  readonly expected: number;
  readonly gaps: readonly Gap[];
}

/** `GET /api/meters/:id/years/:year` */
export interface YearSummary {
  readonly meter: string;
  readonly year: number;
  readonly days: readonly DaySummary[];
}

/** `GET /api/meters/:id/latest`, and the data of a live `reading` event. */
export interface LatestReading {
  readonly reading: Reading;
  /** The service's clock when it came in, and now. */
  readonly receivedAt: number;
  readonly now: number;
}

/** `GET /api/live` (text/event-stream): event name -> data. Ids count up and may be resumed by `Last-Event-ID`. */
export interface LiveEvents {
  readonly reading: LatestReading;
  /** A day got new content: fetch the index or the day again. */
  readonly day: { readonly meter: string; readonly day: string; readonly version: number };
  readonly health: ServiceHealth;
  readonly household: { readonly version: number };
}

export type ArchiveEvent = { readonly at: number; readonly meter: string } & (
  | ({ readonly kind: 'gap' } & Gap)
  | {
      readonly kind: 'epoch';
      readonly reason: 'replaced' | 'restarted';
      readonly importWh: number;
      readonly exportWh: number;
    }
  /** Seconds that the meter's clock is ahead of the service's; null: the telegram had no valid time, the receipt's is used. */
  | { readonly kind: 'clock'; readonly offset: number | null }
  | { readonly kind: 'conflict'; readonly detail: string }
  | { readonly kind: 'refused'; readonly reason: string; readonly device: string; readonly seq: number | null }
  | { readonly kind: 'monthEnd'; readonly month: string; readonly importDiffWh: number; readonly exportDiffWh: number }
  | { readonly kind: 'sums'; readonly detail: string }
  | { readonly kind: 'repaired'; readonly detail: string }
);

/** `GET /api/health`: 200 when `ok`, else 503. Reasons are sentences in English; `code` is for programs. */
export interface ServiceHealth {
  readonly ok: boolean;
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
  readonly now: number;
  readonly broker: { readonly connected: boolean; readonly embedded: boolean };
  readonly lastTelegram: number | null;
  readonly lastDurable: number | null;
  /** When `okosmero backup` last copied every closed day whole. */
  readonly lastBackup: number | null;
  readonly disk: { readonly freeBytes: number; readonly archiveBytes: number; readonly writable: boolean };
  readonly devices: readonly DeviceStatus[];
}

export interface DeviceStatus {
  readonly device: string;
  readonly available: boolean;
  readonly lastTelegram: number | null;
  readonly health: DeviceHealth | null;
  readonly info: DeviceInfo | null;
}

/** `GET /api/info` */
export interface ServiceInfo {
  readonly version: string;
  readonly api: typeof API_VERSION;
  readonly schema: number;
  readonly started: number;
  readonly timeZone: 'Europe/Budapest';
  /** Effective configuration with secrets masked. */
  readonly config: unknown;
}

/** `PUT /api/household` sends the whole of it with the version it was based on; a stale version is refused with 409. */
export interface Household {
  readonly version: number;
  readonly names: Readonly<Record<string, string>>;
  /** Meter id -> its contract. */
  readonly contracts: Readonly<Record<string, Contract>>;
}

export type TariffKind = 'A1' | 'A2' | 'B' | 'H' | 'own';
export type Settlement = 'szaldo' | 'brutto';

/** Prices that hold from a day on, until the next one. Forints; energy prices per kWh, gross. */
export interface Price {
  readonly from: string;
  /** Import within and above the allowance band, by tariff register 1 and 2 (A1 uses the first of both). */
  readonly importWithin: readonly [number, number];
  readonly importAbove: readonly [number, number];
  readonly export: number;
  readonly monthlyFee: number;
}

export interface Contract {
  readonly tariff: TariffKind;
  readonly settlement: Settlement;
  /** kWh a year at the reduced price, counted from this day of each year (`MM-DD`), by the day. Null: no band. */
  readonly allowance: { readonly kWh: number; readonly yearStart: string } | null;
  readonly prices: readonly Price[];
}

/** Body of every error answer. */
export interface ApiError {
  readonly error: string;
  readonly remedy?: string;
}

export type { CrcVariant, DeviceHealth, DeviceInfo, Reading, RejectReason };
