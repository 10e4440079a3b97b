/// <reference path="./globals.d.ts" />
/** On XS: standard input as the meter's line, read as the firmware reads it. */
import { ARC, X25 } from '../../src/p1/crc16.js';
import { READER_BYTES, type ReadingOwner, TelegramReader } from '../../src/p1/reader.js';

/** Bytes that the firmware takes from the UART's ring at a time. */
const CHUNK = 256;

export class Line {
  private readonly chunk = new Uint8Array(CHUNK);
  private readonly reader: TelegramReader;

  constructor(owner: ReadingOwner) {
    this.reader = new TelegramReader(
      {
        device: 'a1b2c3',
        log: '9f3c21d0',
        buffer: new Uint8Array(READER_BYTES),
        arc: new CRC16(...ARC),
        x25: new CRC16(...X25),
      },
      owner,
    );
  }

  readToEnd(): void {
    const { chunk, reader } = this;
    for (let count = read(chunk); count > 0; count = read(chunk)) reader.feed(chunk, count);
  }
}
