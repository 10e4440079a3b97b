/**
 * What a line of the JSON lines holds: a full reading as the board sent it, the recorded columns of one that came from the
 * device's log (`"origin":"log"`), or those of an imported CSV row (`"origin":"csv"`).
 */
import { type CosemValue, METER_ID, READING_SCHEMA, type Reading } from '@okosmero/moddable-app/contract';
import { type CsvCells, type CsvRow, toCells } from '../csv.js';
import { type Dst, localClock, meterTime, meterTimeText } from '../day.js';
import type { MeterLogReading } from '../decode.js';
import { seal } from './line.js';

export interface Stored {
  readonly schema: typeof READING_SCHEMA;
  readonly meterId: string;
  /** As printed by the meter; null: `receivedAt` (UTC seconds) holds instead. */
  readonly time: string | null;
  readonly receivedAt?: number;
  readonly origin?: 'log' | 'csv';
  readonly device?: string;
  readonly log?: string;
  readonly seq?: number;
  readonly identification?: string;
  readonly crc?: Reading['crc'];
  readonly objects: Readonly<Record<string, CosemValue>>;
  readonly rest?: readonly string[];
}

/** A full reading wins over the log's of the same instant, that over an imported row's. */
export type Rank = 0 | 1 | 2;

export function rankOf(stored: Stored): Rank {
  return stored.origin === undefined ? 0 : stored.origin === 'log' ? 1 : 2;
}

/** A full reading. The order of the members is fixed, so that equal readings give equal lines. */
export function fromReading(reading: Reading, receivedAt: number): Stored {
  const { device, log, seq, identification, meterId, time, crc, objects, rest } = reading;
  const schema = READING_SCHEMA;
  return time === null
    ? { schema, device, log, seq, identification, meterId, time, receivedAt, crc, objects, rest }
    : { schema, device, log, seq, identification, meterId, time, crc, objects, rest };
}

/** The recorded columns of a reading from the device's log. */
export function fromLog(reading: MeterLogReading, device: string, log: string): Stored {
  const { seq, meterId, volts } = reading;
  const objects = {
    ...columnObjects(reading),
    ...voltObject('1-0:32.7.0', volts?.[0]),
    ...voltObject('1-0:52.7.0', volts?.[1]),
    ...voltObject('1-0:72.7.0', volts?.[2]),
  };
  const time = meterTimeText(reading.time, reading.summer ? 'S' : 'W');
  return { schema: READING_SCHEMA, origin: 'log', device, log, seq, meterId, time, objects };
}

/** An imported CSV row. */
export function fromCsv(row: CsvRow): Stored {
  const time = meterTimeText(row.time, row.dst);
  return { schema: READING_SCHEMA, origin: 'csv', meterId: row.meterId, time, objects: columnObjects(row) };
}

export function lineOf(stored: Stored): string {
  return seal(JSON.stringify(stored));
}

type Columns = Pick<CsvRow, 'importW' | 'exportW' | 'importWh' | 'exportWh'>;

function columnObjects(columns: Columns): Record<string, CosemValue> {
  return {
    ...(columns.importWh === null ? {} : { '1-0:1.8.0': columns.importWh / 1000 }),
    ...(columns.exportWh === null ? {} : { '1-0:2.8.0': columns.exportWh / 1000 }),
    ...(columns.importW === null ? {} : { '1-0:1.7.0': columns.importW / 1000 }),
    ...(columns.exportW === null ? {} : { '1-0:2.7.0': columns.exportW / 1000 }),
  };
}

function voltObject(code: string, volts: number | null | undefined): Record<string, CosemValue> {
  return volts === null || volts === undefined ? {} : { [code]: volts };
}

const METER = new RegExp(METER_ID);

/** Content of a whole line; null for a line that is none of ours although its checksum fits. */
export function parseStored(line: Buffer): Stored | null {
  try {
    const value = JSON.parse(line.toString()) as Stored;
    const timed = value.time === null ? Number.isSafeInteger(value.receivedAt) : meterTime(value.time) !== null;
    const known = value.schema === READING_SCHEMA && METER.test(value.meterId) && typeof value.objects === 'object';
    return known && timed ? value : null;
  } catch {
    return null;
  }
}

export interface Instant {
  readonly utc: number;
  readonly dst: Dst;
}

/** When a reading was taken: by the meter's clock, or by ours where that has no valid time. */
export function instantOf(time: string | null, receivedAt: number): Instant {
  return (time === null ? null : meterTime(time)) ?? { utc: receivedAt, dst: localClock(receivedAt).dst };
}

export function csvCells(stored: Stored): CsvCells {
  const { utc, dst } = instantOf(stored.time, stored.receivedAt ?? 0);
  return toCells(stored, utc, dst);
}

/** The text that two different readings of one instant differ in: all but who sent it under which number. */
export function contentOf(stored: Stored): string {
  return JSON.stringify([stored.identification, stored.crc, stored.objects, stored.rest]);
}
