/**
 * Everything that leaves the device: the payloads and the topic names. Types and constants only, so that the firmware,
 * the service and the app can share it without sharing behaviour. The producer owns the shape, the consumer the distrust.
 */

/** Version of {@link Reading}; a consumer refuses a version that it does not know. */
export const READING_SCHEMA = 1;

/** Why a telegram was not accepted. The counters in {@link DeviceHealth} use the same words. */
export const REJECT_REASONS = ['crc', 'overflow', 'torn', 'grammar', 'sums', 'step'] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/** Checksum variant the meter was found to use; `unknown` when none fits and grammar and sums decide alone. */
export type CrcVariant = 'arc' | 'x25' | 'unknown';

/** A group of a COSEM object: a number in the register table's unit, or text as printed. */
export type CosemGroup = number | string;

/** A COSEM object's value: one group, or all groups of an object that has several. */
export type CosemValue = CosemGroup | readonly CosemGroup[];

/** One accepted telegram. No value and no unit of the telegram is lost: see `objects` and `rest`. */
export interface Reading {
  readonly schema: typeof READING_SCHEMA;
  /** Device name, see {@link topics}. */
  readonly device: string;
  /** Identity of the device's flash log: 8 hex digits, random, made when the log was formatted. */
  readonly log: string;
  /** Record number in that log; counts up by one per reading and never restarts. */
  readonly seq: number;
  /** The telegram's first line without the slash, e.g. `AUX59912345678`. */
  readonly identification: string;
  /** `^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$`, see {@link METER_ID}. */
  readonly meterId: string;
  /** Meter's clock with the offset of its S/W letter (`2023-08-15T15:52:00+02:00`), or null when the telegram's is invalid. */
  readonly time: string | null;
  readonly crc: CrcVariant;
  /** OBIS code -> value, in the register table's unit; an object the table does not know is the text as printed. */
  readonly objects: Readonly<Record<string, CosemValue>>;
  /** Lines that are repeated, ungrammatical or part of a multi-line form, as printed, in order. */
  readonly rest: readonly string[];
}

/** Shape of every meter id, here so that producer and consumer check the same thing. */
export const METER_ID = '^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$';

/** Shape of every device name: the broker user of the board, by default the last three bytes of its MAC in hex. */
export const DEVICE_ID = '^[a-z0-9][a-z0-9_-]{0,31}$';

/** Why the chip started: the ESP8266's `rst_info.reason`, in words. */
export type ResetCause =
  | 'power'
  | 'watchdog'
  | 'exception'
  | 'softwareWatchdog'
  | 'software'
  | 'deepSleep'
  | 'external'
  | 'unknown';

/** Retained, once a minute. Counters run from boot; ages and times are seconds; sizes are bytes. */
export interface DeviceHealth {
  readonly schema: typeof READING_SCHEMA;
  readonly uptime: number;
  readonly resetCause: ResetCause;
  /** What made the engine give up before this start (`memory full`, `unhandled exception`, ...); null when it did not. */
  readonly abort?: string | null;
  /** True while the board runs in safe mode (Wi-Fi and health only) after five quick crashes. */
  readonly safeMode: boolean;
  /** dBm; null on a host without Wi-Fi. */
  readonly rssi: number | null;
  readonly heap: { readonly free: number; readonly lowest: number };
  readonly telegrams: {
    readonly accepted: number;
    readonly rejected: Readonly<Record<RejectReason, number>>;
    /** Seconds since the last accepted one; null before the first. */
    readonly lastAge: number | null;
  };
  readonly crc: CrcVariant | null;
  readonly uart: { readonly overflow: number; readonly framing: number };
  /** The flash log; `oldest` and `next` are record numbers. */
  readonly log: { readonly id: string; readonly oldest: number; readonly next: number };
  /** Times the connection was made since boot. */
  readonly connects: { readonly wifi: number; readonly broker: number };
  /** Seconds since the last `ack`; null before the first. */
  readonly ackAge: number | null;
}

/** Retained, at each connect and whenever it changes. */
export interface DeviceInfo {
  readonly schema: typeof READING_SCHEMA;
  readonly firmware: string;
  readonly meterId: string | null;
  readonly identification: string | null;
  readonly crc: CrcVariant | null;
  /** OBIS code -> unit, for the objects the meter sends. */
  readonly units: Readonly<Record<string, string>>;
}

/** First segment of every topic. */
export const BASE_TOPIC = 'okosmero';

/** Name that no device may bear: the service's own topics are `okosmero/service/…`. */
export const SERVICE_NAME = 'service';

/** Last segments below `okosmero/<device>/`. */
export const TOPIC = {
  /** device, QoS 1, retained: `online`; last will `offline` */
  availability: 'availability',
  /** device, QoS 1, not retained: {@link Reading} */
  telegram: 'telegram',
  /**
   * device, QoS 1, not retained: up to {@link BACKFILL_SLOTS} slots of the log, byte for byte, behind the meter slot in force
   * whose seq is the first record that the message covers: what is in none of its slots up to its end does not exist any more
   */
  backfill: 'backfill',
  /** device, QoS 0, retained, every 60 s: {@link DeviceHealth} */
  health: 'health',
  /** device, QoS 1, retained: {@link DeviceInfo} */
  info: 'info',
  /** service, QoS 1, retained: text `<log> <seq> <every>`; every record up to `seq` is on disk or refused with an event */
  ack: 'ack',
  /** service, QoS 1, not retained: text `<fromUtc> <toUtc>` in seconds; send the slots of that stretch again */
  replay: 'replay',
  /** service, QoS 0, retained: headline values for Home Assistant */
  state: 'state',
} as const;
export type TopicName = (typeof TOPIC)[keyof typeof TOPIC];

/** Slots in one backfill message at most (16 x 64 bytes fit one TCP segment of the ESP8266). */
export const BACKFILL_SLOTS = 16;
