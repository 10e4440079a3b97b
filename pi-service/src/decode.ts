/**
 * The trust boundary: what a board sent -> Reading or Backfill, or the reason why not. Everything behind it may rely on
 * the types: ids have their shape, numbers are finite, texts and lists are bounded, no name is one of the prototype's.
 */
import {
  type CosemGroup,
  type CosemValue,
  type CrcVariant,
  METER_ID,
  READING_SCHEMA,
  type Reading,
} from '@okosmero/moddable-app/contract';
import { decodeSlot, type LogReading, SLOT_BYTES, slotReadings } from '@okosmero/moddable-app/recorder';
import { meterTime } from './day.js';

export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** One `backfill` message: every record of the log from `from` to `to` that still exists. */
export interface Backfill {
  readonly device: string;
  readonly log: string;
  readonly from: number;
  /** Equal to `from - 1` when the message holds no record. */
  readonly to: number;
  readonly readings: readonly MeterLogReading[];
}

export type MeterLogReading = LogReading & { readonly meterId: string };

/** The device's JSON buffer holds 3.5 KB; a third party may print more spaces. */
const MAX_PAYLOAD = 16_384;
const MAX_OBJECTS = 200;
const MAX_GROUPS = 64;
const MAX_TEXT = 4096;
const MAX_REST = 400;
/** Far beyond any register: 8 integer digits. */
const MAX_NUMBER = 1e12;
const MAX_SLOTS = 64;

const METER = new RegExp(METER_ID);
const LOG = /^[0-9a-f]{8}$/;
/** OBIS codes as meters print them, F group included; no letter beyond F, so no name of Object.prototype. */
const OBIS = /^[0-9A-Fa-f]{1,3}[0-9A-Fa-f.:*&-]{1,30}$/;
const CRC: readonly CrcVariant[] = ['arc', 'x25', 'unknown'];

/** Reads the payload of `okosmero/<device>/telegram`. The reason is one sentence that names the member. */
export function decodeReading(payload: Uint8Array, device: string): Decoded<Reading> {
  if (payload.length > MAX_PAYLOAD) return fail(`payload of ${payload.length} bytes, more than ${MAX_PAYLOAD}`);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('utf8'));
  } catch {
    return fail('payload is not JSON');
  }
  return checkReading(value, device);
}

/** The same for a value that is parsed already. */
function checkReading(value: unknown, device: string): Decoded<Reading> {
  if (!isObject(value)) return fail('payload is not an object');
  const { schema, log, seq, identification, meterId, time, crc, objects, rest } = value;
  if (schema !== READING_SCHEMA) return fail(`schema is ${printed(schema)}; this service knows ${READING_SCHEMA}`);
  if (value.device !== device) return fail('device is not the one of the topic');
  if (typeof log !== 'string' || !LOG.test(log)) return fail('log is not 8 hex digits');
  if (!Number.isSafeInteger(seq) || (seq as number) < 0) return fail('seq is not a record number');
  if (!isText(identification)) return fail('identification is not a text');
  if (typeof meterId !== 'string' || !METER.test(meterId)) return fail('meterId is not like [A-Za-z0-9][A-Za-z0-9_-]*');
  if (time !== null && (typeof time !== 'string' || meterTime(time) === null))
    return fail('time is not like 2023-08-15T15:52:00+02:00');
  if (!CRC.includes(crc as CrcVariant)) return fail('crc is not arc, x25 or unknown');
  const wrong = wrongObjects(objects) ?? wrongRest(rest);
  if (wrong !== null) return fail(wrong);
  return {
    ok: true,
    value: {
      schema: READING_SCHEMA,
      device,
      log,
      seq: seq as number,
      identification,
      meterId,
      time,
      crc: crc as CrcVariant,
      objects: objects as Record<string, CosemValue>,
      rest: rest as string[],
    },
  };
}

/**
 * Reads the payload of `okosmero/<device>/backfill`. One damaged slot refuses the whole message: the device sends only slots
 * that it has just read whole, and to acknowledge past a lost one would lose its readings for good.
 */
export function decodeBackfill(payload: Uint8Array, device: string): Decoded<Backfill> {
  if (payload.length === 0 || payload.length % SLOT_BYTES !== 0 || payload.length > MAX_SLOTS * SLOT_BYTES)
    return fail(`backfill of ${payload.length} bytes is not 1 to ${MAX_SLOTS} slots of ${SLOT_BYTES}`);
  const head = decodeSlot(payload, 0);
  if (head?.kind !== 'meter') return fail('backfill does not start with a meter slot');
  const readings: MeterLogReading[] = [];
  let { meterId } = head;
  let to = head.seq - 1;
  for (let offset = 0; offset < payload.length; offset += SLOT_BYTES) {
    const slot = decodeSlot(payload, offset);
    if (slot === undefined) return fail(`slot ${offset / SLOT_BYTES} of the backfill is damaged`);
    if (slot.kind === 'meter') {
      if (slot.log !== head.log) return fail('backfill mixes two logs');
      if (!METER.test(slot.meterId)) return fail('backfill names a meter id of wrong shape');
      meterId = slot.meterId;
      to = Math.max(to, slot.seq - 1);
    } else {
      for (const reading of slotReadings(slot)) {
        readings.push({ ...reading, meterId });
        to = Math.max(to, reading.seq);
      }
    }
  }
  return { ok: true, value: { device, log: head.log, from: head.seq, to, readings } };
}

function fail(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT;
}

function isGroup(value: unknown): value is CosemGroup {
  return typeof value === 'number' ? Number.isFinite(value) && Math.abs(value) <= MAX_NUMBER : isText(value);
}

function wrongObjects(objects: unknown): string | null {
  if (!isObject(objects)) return 'objects is not an object';
  let count = 0;
  for (const code in objects) {
    const value = objects[code];
    if (++count > MAX_OBJECTS) return `more than ${MAX_OBJECTS} objects`;
    if (!OBIS.test(code)) return `${printed(code)} is not an OBIS code`;
    if (Array.isArray(value) ? value.length > MAX_GROUPS || !value.every(isGroup) : !isGroup(value))
      return `${code} is neither a finite number nor a text nor a list of them`;
  }
  return null;
}

function wrongRest(rest: unknown): string | null {
  if (!Array.isArray(rest) || rest.length > MAX_REST || !rest.every(isText)) return 'rest is not a list of lines';
  return null;
}

/** A hostile value, shortened and with nothing but printable ASCII, for a log or an event. */
function printed(value: unknown): string {
  return (JSON.stringify(value) ?? 'missing').slice(0, 40).replace(/[^\x20-\x7e]/g, '?');
}
