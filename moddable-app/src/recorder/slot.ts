/**
 * A slot: the 64 bytes that the device's flash log and the `backfill` messages are made of. Fields are packed most
 * significant bit first; the last 32 bits are the CRC-32 of the 60 bytes before. A field of all ones is absent.
 *
 * | minute slot               | bits    | meter slot                    | bits    |
 * |---------------------------|---------|-------------------------------|---------|
 * | kind = 1                  | 3       | kind = 2                      | 3 (+5)  |
 * | S = 1, W = 0              | 1       | log id                        | 32      |
 * | UTC minute since 1970     | 27      | seq of the next reading       | 32      |
 * | seq of the first reading  | 32      | length of the meter id        | 8       |
 * | import, export counter Wh | 2 x 30  | meter id, ASCII               | 32 x 8  |
 * | volts of the first        | 3 x 9   | unused, all ones              | 144     |
 * | first: second, import W,  | 6+17+17 |                               |         |
 * | export W                  |         |                               |         |
 * | five more: second, both   | 5 x 58  |                               |         |
 * | counter steps Wh, both W  |         |                               |         |
 * | CRC-32                    | 32      | CRC-32                        | 32      |
 *
 * Limits: minutes to the year 2225, counters to 1,073,741.822 kWh (meters print 999,999.999), powers to 131,070 W, volts
 * to 510; a value beyond them is recorded as absent, never as another value. A step of more than 511 Wh or backwards, a
 * seq that does not follow, a change of minute, of S/W or of a counter's presence ends the slot early: the reading starts
 * the next one. So does the seventh reading of a minute: a meter that prints every second fills ten slots a minute.
 */
import { getBits, putBits } from './bits.js';
import { crc32 } from './crc32.js';

export const SLOT_BYTES = 64;
/** Highest record number. */
export const LAST_SEQ = 2 ** 32 - 1;
/** Readings in one minute slot at most. */
export const SLOT_READINGS = 6;

/** The columns of a reading that the log keeps. Energies in whole Wh, powers in whole W; null is absent. */
export interface LogReading {
  /** Record number, 1 or more. */
  readonly seq: number;
  /** The meter's clock, whole seconds of UTC since 1970. */
  readonly time: number;
  /** The telegram's letter: true for S (+02:00), false for W (+01:00). */
  readonly summer: boolean;
  readonly importWh: number | null;
  readonly exportWh: number | null;
  readonly importW: number | null;
  readonly exportW: number | null;
  /** Whole volts of L1-L3; kept for the first reading of each slot only. */
  readonly volts?: Volts;
}

export type Volts = readonly [number | null, number | null, number | null];

/** Up to six readings of one minute with consecutive seqs. */
export interface MinuteSlot {
  readonly kind: 'minute';
  readonly readings: readonly LogReading[];
}

/** Says whose readings follow. In a `backfill` message it comes first: the message holds every record from `seq` on, up to its end, that still exists. */
export interface MeterSlot {
  readonly kind: 'meter';
  /** 8 hex digits, see `Reading.log`. */
  readonly log: string;
  readonly meterId: string;
  readonly seq: number;
}

export type Slot = MinuteSlot | MeterSlot;

/** What the first three bits say; all ones is erased flash. */
export const SLOT_KIND = Object.freeze({ minute: 1, meter: 2 });

const COUNTER_BITS = 30;
const STEP_BITS = 9;
const POWER_BITS = 17;
const VOLT_BITS = 9;
const SECOND_BITS = 6;
const READING_BITS = SECOND_BITS + 2 * STEP_BITS + 2 * POWER_BITS;
const NO_SECOND = 63;

const CRC_AT = SLOT_BYTES - 4;
const SUMMER_AT = 3;
const MINUTE_AT = 4;
const MINUTE_SEQ_AT = 31;
const IMPORT_AT = 63;
const EXPORT_AT = IMPORT_AT + COUNTER_BITS;
const VOLTS_AT = EXPORT_AT + COUNTER_BITS;
const FIRST_AT = VOLTS_AT + 3 * VOLT_BITS;
const MORE_AT = FIRST_AT + SECOND_BITS + 2 * POWER_BITS;

/** The first byte of a meter slot: its kind and five unused bits. */
export const METER_FIRST = 0x5f;
const METER_LOG_AT = 8;
const METER_SEQ_AT = 40;
const METER_LENGTH_AT = 9;
const METER_ID_AT = 10;
const METER_ID_MAX = 32;
const METER_UNUSED_AT = METER_ID_AT + METER_ID_MAX;

/** The value, or all ones (absent) when it is null, fractional or beyond the field. */
function coded(value: number | null | undefined, bits: number): number {
  const absent = (1 << bits) - 1;
  return value === null || value === undefined || (value | 0) !== value || value < 0 || value >= absent
    ? absent
    : value;
}

function present(value: number, bits: number): number | null {
  return value === (1 << bits) - 1 ? null : value;
}

/** Bit of the reading's powers: after its second and, but for the first reading, its two counter steps. */
function readingAt(offset: number, index: number): number {
  return offset * 8 + (index === 0 ? FIRST_AT : MORE_AT + (index - 1) * READING_BITS);
}

/** Starts a minute slot with its first reading. False when its time or seq is beyond the limits. The CRC comes with {@link sealSlot}. */
export function startMinute(bytes: Uint8Array, offset: number, reading: LogReading): boolean {
  const minute = Math.floor(reading.time / 60);
  if (!(minute >= 0 && minute < 2 ** 27 && reading.seq >= 1 && reading.seq <= LAST_SEQ)) return false;
  const bit = offset * 8;
  bytes.fill(0xff, offset, offset + SLOT_BYTES);
  putBits(bytes, bit, 3, SLOT_KIND.minute);
  putBits(bytes, bit + SUMMER_AT, 1, reading.summer ? 1 : 0);
  putBits(bytes, bit + MINUTE_AT, 27, minute);
  putBits(bytes, bit + MINUTE_SEQ_AT, 32, reading.seq);
  putBits(bytes, bit + IMPORT_AT, COUNTER_BITS, coded(reading.importWh, COUNTER_BITS));
  putBits(bytes, bit + EXPORT_AT, COUNTER_BITS, coded(reading.exportWh, COUNTER_BITS));
  for (let phase = 0; phase < 3; phase++)
    putBits(bytes, bit + VOLTS_AT + phase * VOLT_BITS, VOLT_BITS, coded(reading.volts?.[phase], VOLT_BITS));
  putSecondAndPowers(bytes, readingAt(offset, 0), 0, reading);
  return true;
}

/**
 * Adds `reading` as number `index` (1-5) behind `previous`. False, with the slot unchanged, when it belongs into a slot of
 * its own (see the limits above).
 */
export function addReading(
  bytes: Uint8Array,
  offset: number,
  index: number,
  previous: LogReading,
  reading: LogReading,
): boolean {
  const importStep = step(previous.importWh, reading.importWh);
  const exportStep = step(previous.exportWh, reading.exportWh);
  if (
    index >= SLOT_READINGS ||
    importStep < 0 ||
    exportStep < 0 ||
    reading.seq !== previous.seq + 1 ||
    reading.summer !== previous.summer ||
    Math.floor(reading.time / 60) !== Math.floor(previous.time / 60)
  )
    return false;
  const at = readingAt(offset, index);
  putBits(bytes, at + SECOND_BITS, STEP_BITS, importStep);
  putBits(bytes, at + SECOND_BITS + STEP_BITS, STEP_BITS, exportStep);
  putSecondAndPowers(bytes, at, 2 * STEP_BITS, reading);
  return true;
}

/** Step of a counter, 0 when it is absent before and after; -1 when the field cannot tell it. */
function step(before: number | null, after: number | null): number {
  const absent = (1 << COUNTER_BITS) - 1;
  const from = coded(before, COUNTER_BITS);
  const to = coded(after, COUNTER_BITS);
  if (from === absent || to === absent) return from === to ? 0 : -1;
  return to - from < 1 << STEP_BITS ? to - from : -1;
}

function putSecondAndPowers(bytes: Uint8Array, at: number, between: number, reading: LogReading): void {
  putBits(bytes, at, SECOND_BITS, reading.time % 60);
  putBits(bytes, at + SECOND_BITS + between, POWER_BITS, coded(reading.importW, POWER_BITS));
  putBits(bytes, at + SECOND_BITS + between + POWER_BITS, POWER_BITS, coded(reading.exportW, POWER_BITS));
}

/** Writes the CRC; only a sealed slot can be read back. */
export function sealSlot(bytes: Uint8Array, offset: number): void {
  putBits(bytes, (offset + CRC_AT) * 8, 32, crc32(bytes, offset, CRC_AT));
}

/** Encodes a whole minute slot; gives the number of readings that went in: the rest belongs into further slots, 0 means that the first cannot be recorded. */
export function encodeMinute(readings: readonly LogReading[], bytes: Uint8Array, offset: number): number {
  let previous = readings[0];
  if (previous === undefined || !startMinute(bytes, offset, previous)) return 0;
  let count = 1;
  for (; count < readings.length; count++) {
    const reading = readings[count] as LogReading;
    if (!addReading(bytes, offset, count, previous, reading)) break;
    previous = reading;
  }
  sealSlot(bytes, offset);
  return count;
}

/** Encodes a meter slot. `meterId` has 1 to 32 ASCII characters (`METER_ID` of the contract), `log` 8 hex digits. */
export function encodeMeter(slot: Omit<MeterSlot, 'kind'>, bytes: Uint8Array, offset: number): void {
  const bit = offset * 8;
  bytes.fill(0xff, offset, offset + SLOT_BYTES);
  putBits(bytes, bit, 3, SLOT_KIND.meter);
  putBits(bytes, bit + METER_LOG_AT, 32, Number.parseInt(slot.log, 16));
  putBits(bytes, bit + METER_SEQ_AT, 32, slot.seq);
  bytes[offset + METER_LENGTH_AT] = slot.meterId.length;
  for (let i = 0; i < slot.meterId.length; i++) bytes[offset + METER_ID_AT + i] = slot.meterId.charCodeAt(i);
  sealSlot(bytes, offset);
}

/** Gives a meter slot another seq and seals it again: the first slot of a `backfill` message. */
export function renumberMeter(bytes: Uint8Array, offset: number, seq: number): void {
  putBits(bytes, offset * 8 + METER_SEQ_AT, 32, seq);
  sealSlot(bytes, offset);
}

/** {@link SLOT_KIND} of a whole slot, 0 when it is blank, damaged or not a slot at all. */
export function slotKind(bytes: Uint8Array, offset: number): number {
  const kind = (bytes[offset] as number) >> 5;
  if (kind !== SLOT_KIND.minute && kind !== SLOT_KIND.meter) return 0;
  const at = offset + CRC_AT;
  const high = ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16);
  const low = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
  return (high | low) === crc32(bytes, offset, CRC_AT) ? kind : 0;
}

/** True for the {@link slotKind} of a slot that can be read. */
export function isWhole(kind: number): boolean {
  return kind === SLOT_KIND.minute || kind === SLOT_KIND.meter;
}

/** True for what may be a whole meter slot, its checksum unseen: unused bits follow its kind, unused bytes its meter id. */
export function looksLikeMeter(bytes: Uint8Array, offset: number): boolean {
  if (bytes[offset] !== METER_FIRST) return false;
  const at = offset + METER_UNUSED_AT;
  const unused = (bytes[at] as number) & (bytes[at + 5] as number) & (bytes[at + 11] as number);
  return (unused & (bytes[at + 17] as number)) === 0xff;
}

/** Seq of a whole slot's first reading; of a meter slot, that of the reading after it. */
export function slotSeq(bytes: Uint8Array, offset: number): number {
  const minute = (bytes[offset] as number) >> 5 === SLOT_KIND.minute;
  // Bits 31 to 62 of a minute slot, 40 to 71 of a meter slot. Not `getBits`: each look at a slot of the log asks for this.
  const at = offset + (minute ? 3 : 5);
  const high = bytes[at] as number;
  // Its highest bit is multiplied so as not to turn negative.
  const low = ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
  if (!minute) return high * 0x1000000 + low;
  return (high & 1) * 0x80000000 + ((low << 7) | ((bytes[at + 4] as number) >> 1));
}

/** Readings in a whole slot: 1 to 6, none in a meter slot. */
export function slotCount(bytes: Uint8Array, offset: number): number {
  if ((bytes[offset] as number) >> 5 !== SLOT_KIND.minute) return 0;
  let count = 1;
  while (count < SLOT_READINGS && getBits(bytes, readingAt(offset, count), SECOND_BITS) !== NO_SECOND) count++;
  return count;
}

/** UTC minute since 1970 of a whole minute slot: bits 4 to 30, written out because a replay asks for it slot by slot. */
export function slotMinute(bytes: Uint8Array, offset: number): number {
  const high = ((bytes[offset] as number) & 15) << 23;
  const middle = ((bytes[offset + 1] as number) << 15) | ((bytes[offset + 2] as number) << 7);
  return high | middle | ((bytes[offset + 3] as number) >> 1);
}

/** Log id of a whole meter slot: 8 hex digits. */
export function slotLog(bytes: Uint8Array, offset: number): string {
  return getBits(bytes, offset * 8 + METER_LOG_AT, 32)
    .toString(16)
    .padStart(8, '0');
}

/** The slot at `offset`, or undefined when it is blank or damaged or its content is out of shape. */
export function decodeSlot(bytes: Uint8Array, offset: number): Slot | undefined {
  if (offset + SLOT_BYTES > bytes.length) return undefined;
  const kind = slotKind(bytes, offset);
  if (kind === SLOT_KIND.minute) return decodeMinute(bytes, offset);
  return kind === SLOT_KIND.meter ? decodeMeter(bytes, offset) : undefined;
}

/** The readings of a slot in order of seq; none of a meter slot. Feeding one twice is harmless: (meter, time, seq) is the key. */
export function slotReadings(slot: Slot): readonly LogReading[] {
  return slot.kind === 'minute' ? slot.readings : [];
}

function decodeMinute(bytes: Uint8Array, offset: number): MinuteSlot | undefined {
  const bit = offset * 8;
  const seq = slotSeq(bytes, offset);
  const count = slotCount(bytes, offset);
  const start = slotMinute(bytes, offset) * 60;
  const summer = getBits(bytes, bit + SUMMER_AT, 1) === 1;
  let importWh = present(getBits(bytes, bit + IMPORT_AT, COUNTER_BITS), COUNTER_BITS);
  let exportWh = present(getBits(bytes, bit + EXPORT_AT, COUNTER_BITS), COUNTER_BITS);
  const readings: LogReading[] = [];
  for (let index = 0; index < count; index++) {
    const at = readingAt(offset, index);
    let powersAt = at + SECOND_BITS;
    if (index > 0) {
      if (importWh !== null) importWh += getBits(bytes, powersAt, STEP_BITS);
      if (exportWh !== null) exportWh += getBits(bytes, powersAt + STEP_BITS, STEP_BITS);
      powersAt += 2 * STEP_BITS;
    }
    const second = getBits(bytes, at, SECOND_BITS);
    if (second > 59) return undefined;
    const importW = present(getBits(bytes, powersAt, POWER_BITS), POWER_BITS);
    const exportW = present(getBits(bytes, powersAt + POWER_BITS, POWER_BITS), POWER_BITS);
    const reading = { seq: seq + index, time: start + second, summer, importWh, exportWh, importW, exportW };
    readings.push(index === 0 ? { ...reading, ...voltsOf(bytes, bit) } : reading);
  }
  return { kind: 'minute', readings };
}

function voltsOf(bytes: Uint8Array, bit: number): { readonly volts?: Volts } {
  const l1 = present(getBits(bytes, bit + VOLTS_AT, VOLT_BITS), VOLT_BITS);
  const l2 = present(getBits(bytes, bit + VOLTS_AT + VOLT_BITS, VOLT_BITS), VOLT_BITS);
  const l3 = present(getBits(bytes, bit + VOLTS_AT + 2 * VOLT_BITS, VOLT_BITS), VOLT_BITS);
  return l1 === null && l2 === null && l3 === null ? {} : { volts: [l1, l2, l3] };
}

function decodeMeter(bytes: Uint8Array, offset: number): MeterSlot | undefined {
  const length = bytes[offset + METER_LENGTH_AT] as number;
  if (length === 0 || length > METER_ID_MAX) return undefined;
  const id = bytes.subarray(offset + METER_ID_AT, offset + METER_ID_AT + length);
  if (!id.every(isIdByte) || id[0] === HYPHEN || id[0] === UNDERSCORE) return undefined;
  return {
    kind: 'meter',
    log: slotLog(bytes, offset),
    meterId: String.fromCharCode(...id),
    seq: slotSeq(bytes, offset),
  };
}

const HYPHEN = 0x2d;
const UNDERSCORE = 0x5f;

/** A character of `METER_ID` (contract): the id becomes a folder's name, so that nothing else may pass. */
function isIdByte(byte: number): boolean {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === HYPHEN || byte === UNDERSCORE;
}
