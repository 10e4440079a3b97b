/**
 * Column codec of a day, both directions. Browser-safe; the served `.pack` is the gzip of these bytes.
 *
 * Layout: "OKP", version 1, kind (1 day, 2 phases), then varints: row count; each column in turn, every value as one varint:
 * 0 = absent, else 1 + zigzag(value - previous present value of the column). Last 4 bytes: CRC-32 (as zlib) of all before,
 * little endian. Varints are 7 bits a byte, low first, to 2^53.
 */

/** A cell without a value: the meter has no such register or did not print it. */
export const ABSENT = -2_147_483_648;

/** One day's load curve. Same length everywhere, in order of time. */
export interface DayColumns {
  /** Instants, whole seconds of UTC. */
  readonly time: Uint32Array;
  /** W, or {@link ABSENT}. */
  readonly importW: Int32Array;
  readonly exportW: Int32Array;
  /** Counters in Wh (beyond 32 bits on meters with 8 integer digits), or {@link ABSENT}. */
  readonly importWh: Float64Array;
  readonly exportWh: Float64Array;
}

/** One day's phases. */
export interface PhaseColumns {
  readonly time: Uint32Array;
  /** L1-L3 in 0.01 V, or {@link ABSENT}. */
  readonly voltages: readonly [Int32Array, Int32Array, Int32Array];
  /** L1-L3 in 0.01 A, or {@link ABSENT}. */
  readonly currents: readonly [Int32Array, Int32Array, Int32Array];
}

export type Unpacked<T> = { readonly ok: true; readonly columns: T } | { readonly ok: false; readonly reason: string };

type Column = Uint32Array | Int32Array | Float64Array;

const MAGIC = [0x4f, 0x4b, 0x50, 1] as const;
const KIND_DAY = 1;
const KIND_PHASES = 2;
const HEADER = 5;
const CHECKSUM = 4;
/** A reading a second for a day of 25 hours: more rows than that are no day. */
const MAX_ROWS = 90_000;
const MAX_VARINT = 8;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

/** The same for a byte that one more follows than `table` is for. */
const oneMore = (table: Uint32Array): Uint32Array =>
  table.map((crc) => (crc >>> 8) ^ (CRC_TABLE[crc & 0xff] as number));
const CRC_TABLE_2 = oneMore(CRC_TABLE);
const CRC_TABLE_3 = oneMore(CRC_TABLE_2);
const CRC_TABLE_4 = oneMore(CRC_TABLE_3);

/** Four bytes at a time, one table for each. */
function crc32(bytes: Uint8Array): number {
  const { length } = bytes;
  let crc = -1;
  let at = 0;
  for (; at < length - 3; at += 4) {
    crc ^= (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    crc ^= ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
    crc =
      (CRC_TABLE_4[crc & 0xff] as number) ^
      (CRC_TABLE_3[(crc >>> 8) & 0xff] as number) ^
      (CRC_TABLE_2[(crc >>> 16) & 0xff] as number) ^
      (CRC_TABLE[crc >>> 24] as number);
  }
  for (; at < length; at++) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ (bytes[at] as number)) & 0xff] as number);
  return ~crc >>> 0;
}

export function encodeDay(columns: DayColumns): Uint8Array {
  return encode(KIND_DAY, [columns.time, columns.importW, columns.exportW, columns.importWh, columns.exportWh]);
}

export function encodePhases(columns: PhaseColumns): Uint8Array {
  return encode(KIND_PHASES, [columns.time, ...columns.voltages, ...columns.currents]);
}

/** Reads {@link encodeDay}'s bytes; anything else is a reason, never a wrong column. */
export function decodeDay(bytes: Uint8Array): Unpacked<DayColumns> {
  const rows = rowsOf(bytes, KIND_DAY);
  if (typeof rows === 'string') return { ok: false, reason: rows };
  const columns = {
    time: new Uint32Array(rows),
    importW: new Int32Array(rows),
    exportW: new Int32Array(rows),
    importWh: new Float64Array(rows),
    exportWh: new Float64Array(rows),
  };
  return fill(bytes, columns, Object.values(columns));
}

/** Reads {@link encodePhases}' bytes. */
export function decodePhases(bytes: Uint8Array): Unpacked<PhaseColumns> {
  const rows = rowsOf(bytes, KIND_PHASES);
  if (typeof rows === 'string') return { ok: false, reason: rows };
  const time = new Uint32Array(rows);
  const voltages = [new Int32Array(rows), new Int32Array(rows), new Int32Array(rows)] as const;
  const currents = [new Int32Array(rows), new Int32Array(rows), new Int32Array(rows)] as const;
  return fill(bytes, { time, voltages, currents }, [time, ...voltages, ...currents]);
}

function encode(kind: number, columns: readonly Column[]): Uint8Array {
  const rows = columns[0]?.length ?? 0;
  const bytes = new Uint8Array(HEADER + MAX_VARINT * (1 + rows * columns.length) + CHECKSUM);
  bytes.set(MAGIC);
  bytes[MAGIC.length] = kind;
  let at = putVarint(bytes, HEADER, rows);
  for (const column of columns) {
    let previous = 0;
    for (let i = 0; i < rows; i++) {
      const value = column[i] as number;
      if (value === ABSENT) {
        bytes[at++] = 0;
        continue;
      }
      const delta = value - previous;
      previous = value;
      at = putVarint(bytes, at, (delta < 0 ? -2 * delta - 1 : 2 * delta) + 1);
    }
  }
  new DataView(bytes.buffer).setUint32(at, crc32(bytes.subarray(0, at)), true);
  return bytes.slice(0, at + CHECKSUM);
}

function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let i = at;
  // Divided, not shifted: counters pass 32 bits.
  while (rest > 127) {
    bytes[i++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  bytes[i++] = rest;
  return i;
}

/** Row count of a whole pack of this kind, or the reason why it is none. */
function rowsOf(bytes: Uint8Array, kind: number): number | string {
  if (bytes.length < HEADER + 1 + CHECKSUM || MAGIC.some((byte, i) => bytes[i] !== byte))
    return 'not a pack of version 1';
  if (bytes[MAGIC.length] !== kind) return 'a pack of another kind';
  const end = bytes.length - CHECKSUM;
  const stored = new DataView(bytes.buffer, bytes.byteOffset + end, CHECKSUM).getUint32(0, true);
  if (stored !== crc32(bytes.subarray(0, end))) return 'damaged pack: checksum does not fit';
  const rows = new VarintReader(bytes, HEADER, end).next();
  return rows === NO_VARINT || rows > MAX_ROWS ? 'damaged pack: row count' : rows;
}

/** A whole number beyond 2^53 in a pack, or its end in the middle of one. */
const NO_VARINT = -1;

class VarintReader {
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
    private readonly end: number,
  ) {}

  /** The next value, or {@link NO_VARINT}. */
  next(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < MAX_VARINT && this.at < this.end; i++) {
      const byte = this.bytes[this.at++] as number;
      value += (byte & 127) * scale;
      if (byte < 128) return value <= Number.MAX_SAFE_INTEGER ? value : NO_VARINT;
      scale *= 128;
    }
    return NO_VARINT;
  }
}

function fill<T>(bytes: Uint8Array, columns: T, into: readonly Column[]): Unpacked<T> {
  const end = bytes.length - CHECKSUM;
  const reader = new VarintReader(bytes, HEADER, end);
  reader.next();
  let { at } = reader;
  for (const column of into) {
    let previous = 0;
    for (let i = 0; i < column.length; i++) {
      const low = at < end ? (bytes[at] as number) : 128;
      let value = ABSENT;
      // Nearly every step is of one byte or two and stays in whole numbers of 32 bits; the division is for the others.
      if (low < 128 || (at + 1 < end && (bytes[at + 1] as number) < 128)) {
        const coded = low < 128 ? low : (low & 127) | ((bytes[at + 1] as number) << 7);
        at += low < 128 ? 1 : 2;
        if (coded !== 0) {
          previous += coded & 1 ? coded >> 1 : -(coded >> 1);
          value = previous;
        }
      } else {
        reader.at = at;
        const coded = reader.next();
        if (coded === NO_VARINT) return { ok: false, reason: 'damaged pack: a column ends early' };
        at = reader.at;
        if (coded !== 0) {
          previous += coded % 2 === 1 ? (coded - 1) / 2 : -coded / 2;
          value = previous;
        }
      }
      column[i] = value;
      if (column[i] !== value) return { ok: false, reason: 'damaged pack: a value beyond its column' };
    }
  }
  return at === end ? { ok: true, columns } : { ok: false, reason: 'damaged pack: bytes left over' };
}
