/** The members around `objects` and `rest`: an accepted telegram's text becomes one Reading. */
import { type CrcVariant, READING_SCHEMA } from '../contract.js';
import type { JsonText } from './jsontext.js';
import { HEADER_ROOM } from './linebuffer.js';
import { ascii } from './obis.js';
import { writeTime } from './timestamp.js';

const IDENTIFICATION = ascii(',"identification":"');
const METER_ID = ascii('","meterId":"');
const TIME = ascii('","time":"');
const NO_TIME = ascii('","time":null,"crc":"');
const CRC = ascii('","crc":"');
const OBJECTS = ascii('","objects":{');
const REST = ascii('},"rest":[');
const END = ascii(']}');
const VARIANTS = { arc: ascii('arc'), x25: ascii('x25'), unknown: ascii('unknown') };

/** `{"schema":1,"device":"…","log":"…","seq":`, the members that one device's Readings share. */
export function readingStart(device: string, log: string): Uint8Array {
  return ascii(`{"schema":${READING_SCHEMA},"device":"${device}","log":"${log}","seq":`);
}

export interface ReadingHead {
  /** From {@link readingStart}. */
  readonly start: Uint8Array;
  readonly seq: number;
  readonly identification: Uint8Array;
  readonly identificationLength: number;
  readonly meterId: Uint8Array;
  readonly meterIdLength: number;
  /** Position of a valid timestamp in the objects' text, or 0. */
  readonly timeAt: number;
  readonly crc: CrcVariant;
}

/** Completes the text and returns the Reading's JSON as a view of the buffer. */
export function completeReading(text: JsonText, head: ReadingHead): Uint8Array {
  const { bytes, rest, out } = text;
  const restLength = bytes.length - rest;
  // The first object's comma gives its place to the `{`; without an object it stands where the comma would.
  let end = out === HEADER_ROOM ? out + 1 : out;
  bytes.set(REST, end);
  end += REST.length;
  if (restLength > 0) {
    // Likewise for the first line's comma.
    bytes.copyWithin(end, rest + 1);
    end += restLength - 1;
  }
  bytes.set(END, end);
  end += END.length;

  text.out = 0;
  append(text, head.start, head.start.length);
  text.appendDecimal(head.seq, 0);
  append(text, IDENTIFICATION, IDENTIFICATION.length);
  for (let i = 0; i < head.identificationLength; i++) text.escape(head.identification[i] as number);
  append(text, METER_ID, METER_ID.length);
  bytes.set(head.meterId, text.out);
  text.out += head.meterIdLength;
  if (head.timeAt > 0) {
    append(text, TIME, TIME.length);
    text.out = writeTime(bytes, text.out, head.timeAt);
    append(text, CRC, CRC.length);
  } else {
    append(text, NO_TIME, NO_TIME.length);
  }
  append(text, VARIANTS[head.crc], VARIANTS[head.crc].length);
  append(text, OBJECTS, OBJECTS.length);
  const start = HEADER_ROOM + 1 - text.out;
  bytes.copyWithin(start, 0, text.out);
  return bytes.subarray(start, end);
}

function append(text: JsonText, piece: Uint8Array, length: number): void {
  text.bytes.set(piece, text.out);
  text.out += length;
}
