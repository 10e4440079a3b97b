/**
 * Bytes of a meter's line -> Readings: the whole of `p1/` behind one class, for the firmware and for Node alike.
 */
import type { CrcVariant, RejectReason } from '../contract.js';
import { registerIndex } from '../registers.js';
import { EXPORT, type FindingOwner, IMPORT, Meters, totalOf } from './acceptance.js';
import type { Checksum } from './crc16.js';
import { Frame, type FrameOwner } from './frame.js';
import { JsonText } from './jsontext.js';
import { fromIdentification, fromSerial, LONGEST_METER_ID } from './meterid.js';
import { ascii } from './obis.js';
import { completeReading, readingStart } from './reading.js';
import { Telegram } from './telegram.js';
import { SUMMER } from './timestamp.js';

export type { Finding } from './acceptance.js';
export type { Checksum } from './crc16.js';

/** Size of the buffer a reader needs: the JSON text of the longest telegram of a known meter is 3.2 KB. */
export const READER_BYTES = 3584;

/** The columns that the flash log keeps of a reading. One object, overwritten by the next reading. */
export interface ReadingColumns {
  meterId: string;
  /** Seconds since 1970, null without a valid meter time. */
  utc: number | null;
  /** Letter of the meter's clock, null without a valid meter time. */
  dst: 'S' | 'W' | null;
  /** Counters in Wh: 1.8.0 and 2.8.0, or the sum of the tariffs; null where the meter prints neither. */
  totalImport: number | null;
  totalExport: number | null;
  /** Powers in W, 1.7.0 and 2.7.0. */
  import: number | null;
  export: number | null;
  /** Voltages in tenths of a volt. */
  voltageL1: number | null;
  voltageL2: number | null;
  voltageL3: number | null;
}

export interface TelegramReaderOptions {
  /** Device name, see `DEVICE_ID` in the contract. */
  readonly device: string;
  /** Identity of the device's log, 8 hex digits. */
  readonly log: string;
  /** At least {@link READER_BYTES} bytes of the reader's own, from a multiple of four in their ArrayBuffer on. */
  readonly buffer: Uint8Array;
  readonly arc: Checksum;
  readonly x25: Checksum;
}

/** Whose the readings are. One object with methods, not functions: each function of its own costs XS 128 bytes. */
export interface ReadingOwner extends FindingOwner {
  /** Takes the next record number; called once for each accepted reading. */
  takeSeq(): number;
  /** `json` is a view of the buffer, `columns` the reader's own: both are valid until the next byte is fed. */
  onReading(json: Uint8Array, columns: ReadingColumns): void;
  onReject(reason: RejectReason): void;
}

const NUMBER = 2;
const POWER_IMPORT = registerIndex('powerImport');
const POWER_EXPORT = registerIndex('powerExport');
const VOLTAGE_L1 = registerIndex('voltageL1');
const VOLTAGE_L2 = registerIndex('voltageL2');
const VOLTAGE_L3 = registerIndex('voltageL3');

export class TelegramReader implements FrameOwner {
  /** Checksum variant of the meter heard last, null while it is being learnt. */
  crc: CrcVariant | null = null;
  private readonly owner: ReadingOwner;
  private readonly frame: Frame;
  private readonly telegram: Telegram;
  private readonly meters: Meters;
  private readonly start: Uint8Array;
  private readonly device: Uint8Array;
  private readonly meterId = new Uint8Array(LONGEST_METER_ID);
  private readonly columns: ReadingColumns = {
    meterId: '',
    utc: null,
    dst: null,
    totalImport: null,
    totalExport: null,
    import: null,
    export: null,
    voltageL1: null,
    voltageL2: null,
    voltageL3: null,
  };

  constructor(options: TelegramReaderOptions, owner: ReadingOwner) {
    if (options.buffer.length < READER_BYTES) throw new RangeError(`the buffer needs ${READER_BYTES} bytes`);
    if (options.device.length > LONGEST_METER_ID)
      throw new RangeError(`the device name is longer than ${LONGEST_METER_ID}`);
    this.owner = owner;
    this.start = readingStart(options.device, options.log);
    this.device = ascii(options.device);
    this.telegram = new Telegram(new JsonText(options.buffer));
    this.meters = new Meters(owner);
    this.frame = new Frame(this.telegram, options.arc, options.x25, this);
  }

  /**
   * Takes the first `length` bytes, received at `now` in milliseconds of any steady clock. Without a clock no silence ends
   * a telegram.
   */
  feed(bytes: Uint8Array, length: number = bytes.length, now = 0): void {
    this.frame.feed(bytes, length, now);
  }

  /** Lets two seconds of silence end a telegram that broke off; may be called at any time. */
  idle(now: number): void {
    this.frame.idle(now);
  }

  /** True while a telegram is being received: the last reading's text is being overwritten. */
  get hearing(): boolean {
    return this.frame.hearing;
  }

  /** First line of the telegram heard last, without the slash. */
  get identification(): string {
    let text = '';
    for (let i = 0; i < this.frame.identificationLength; i++) {
      text += String.fromCharCode(this.frame.identification[i] as number);
    }
    return text;
  }

  /** Whether the telegram heard last gave a number for the register at `index` of the table. */
  hasNumber(index: number): boolean {
    return this.telegram.seen[index] === NUMBER;
  }

  onReject(reason: RejectReason): void {
    this.owner.onReject(reason);
  }

  onTelegram(): void {
    const { frame, telegram, owner } = this;
    const { text } = telegram;
    let length = telegram.idAt > 0 ? fromSerial(text.bytes, telegram.idAt, telegram.idEnd, this.meterId) : 0;
    if (length === 0) {
      length = fromIdentification(frame.identification, frame.identificationLength, this.device, this.meterId);
    }
    const meter = this.meters.find(this.meterId, length);
    const { fit } = frame;
    const reason = this.meters.judge(meter, telegram, fit);
    this.crc = meter.variant;
    if (reason !== null) {
      owner.onReject(reason);
      return;
    }
    this.fillColumns(meter.id);
    const json = completeReading(text, {
      start: this.start,
      seq: owner.takeSeq(),
      identification: frame.identification,
      identificationLength: frame.identificationLength,
      meterId: this.meterId,
      meterIdLength: length,
      timeAt: telegram.utc < 0 ? 0 : telegram.timeAt,
      crc: meter.variant ?? fit ?? 'unknown',
    });
    owner.onReading(json, this.columns);
  }

  private fillColumns(meterId: string): void {
    const { columns, telegram } = this;
    const { text, utc } = telegram;
    columns.meterId = meterId;
    columns.utc = utc < 0 ? null : utc;
    columns.dst = utc < 0 ? null : text.bytes[telegram.timeAt + 12] === SUMMER ? 'S' : 'W';
    columns.totalImport = orNull(totalOf(telegram, IMPORT));
    columns.totalExport = orNull(totalOf(telegram, EXPORT));
    columns.import = this.number(POWER_IMPORT);
    columns.export = this.number(POWER_EXPORT);
    columns.voltageL1 = this.number(VOLTAGE_L1);
    columns.voltageL2 = this.number(VOLTAGE_L2);
    columns.voltageL3 = this.number(VOLTAGE_L3);
  }

  private number(index: number): number | null {
    return this.telegram.seen[index] === NUMBER ? (this.telegram.values[index] as number) : null;
  }
}

function orNull(value: number): number | null {
  return value < 0 ? null : value;
}
