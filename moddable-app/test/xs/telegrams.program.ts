/// <reference path="./globals.d.ts" />
/** On XS: telegrams from standard input as the firmware reads them, a line per Reading or rejection and a probe after each. */
import { ARC, X25 } from '../../src/p1/crc16.js';
import { READER_BYTES, TelegramReader } from '../../src/p1/reader.js';

/** Bytes that the firmware takes from the UART's ring at a time. */
const CHUNK = 256;

export default function main(): void {
  const chunk = new Uint8Array(CHUNK);
  let seq = 1;
  const reader = new TelegramReader(
    {
      device: 'a1b2c3',
      log: '9f3c21d0',
      buffer: new Uint8Array(READER_BYTES),
      arc: new CRC16(...ARC),
      x25: new CRC16(...X25),
    },
    {
      takeSeq: () => seq++,
      onReading: (json) => {
        probe('reading');
        write(json);
        print('');
      },
      onReject: (reason) => {
        probe('reject');
        print(reason);
      },
    },
  );
  probe('start');
  for (let count = read(chunk); count > 0; count = read(chunk)) reader.feed(chunk, count);
  probe('end');
}
