/** Readings as objects, for Node: the simulated meter, `npm run decode` and the tests. The device never parses its JSON again. */
import type { Reading, RejectReason } from '../contract.js';
import type { FindingOwner } from './acceptance.js';
import { ARC, Crc16, X25 } from './crc16.js';
import { READER_BYTES, type ReadingColumns, TelegramReader, type TelegramReaderOptions } from './reader.js';

export interface ReadingsOptions extends FindingOwner {
  readonly device: string;
  readonly log: string;
  /** First record number, 1 unless given. */
  readonly seq?: number;
  onReading(reading: Reading, columns: ReadingColumns, json: Uint8Array): void;
  onReject?(reason: RejectReason): void;
}

/** Hands the bytes of a Buffer on as they are: what Buffer puts in front of the built-ins of Uint8Array costs more than they do. */
class NodeReader extends TelegramReader {
  override feed(bytes: Uint8Array, length?: number, now?: number): void {
    super.feed(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), length, now);
  }
}

/** What a reader is made of in Node: the table-driven checksums and a buffer, all of its own. */
export function readerParts(device: string, log: string): TelegramReaderOptions {
  return { device, log, buffer: new Uint8Array(READER_BYTES), arc: new Crc16(ARC), x25: new Crc16(X25) };
}

/** A reader with the table-driven checksums and a buffer of its own. */
export function readReadings(options: ReadingsOptions): TelegramReader {
  let seq = options.seq ?? 1;
  return new NodeReader(readerParts(options.device, options.log), {
    takeSeq: () => seq++,
    // The text is pure ASCII: every other byte of a telegram is escaped. Spread would walk the bytes one by one: half of the time.
    onReading: (json, columns) =>
      options.onReading(JSON.parse(Reflect.apply(String.fromCharCode, String, json)), columns, json),
    onReject: (reason) => options.onReject?.(reason),
    onFinding: (finding, meterId) => options.onFinding?.(finding, meterId),
  });
}
