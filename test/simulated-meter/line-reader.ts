/** The board's reader as Node runs it: telegrams in, Readings out, nothing made beside it. */
import type { RejectReason } from '@okosmero/moddable-app/contract';
import { type ReadingColumns, TelegramReader } from '@okosmero/moddable-app/p1';
import { readerParts } from '@okosmero/moddable-app/p1/readings';

export interface LineReaderOptions {
  /** Device name and identity of its log, as the Readings bear them. */
  readonly device: string;
  readonly log: string;
  readonly takeSeq: () => number;
  readonly onReading: (json: Buffer, columns: ReadingColumns) => void;
  readonly onReject?: (reason: RejectReason) => void;
}

export class LineReader {
  readonly #reader: TelegramReader;

  constructor({ device, log, takeSeq, onReading, onReject = () => undefined }: LineReaderOptions) {
    this.#reader = new TelegramReader(readerParts(device, log), {
      takeSeq,
      onReading: (json, columns) => onReading(Buffer.from(json), { ...columns }),
      onReject,
    });
  }

  get crc() {
    return this.#reader.crc;
  }

  /** @param instant UTC seconds at which the bytes came: a pause of two seconds ends a torn telegram */
  feed(bytes: Uint8Array, instant: number): void {
    this.#reader.feed(bytes, bytes.length, instant * 1000);
  }
}
