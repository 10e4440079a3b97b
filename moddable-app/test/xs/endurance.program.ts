/// <reference path="./globals.d.ts" />
/** On XS: as telegrams.program.ts, with a collection and a probe after every 1000 telegrams only. */
import { ARC, X25 } from '../../src/p1/crc16.js';
import { READER_BYTES, TelegramReader } from '../../src/p1/reader.js';

const CHUNK = 256;
const TELEGRAMS_PER_PROBE = 1000;

export default function main(): void {
  const chunk = new Uint8Array(CHUNK);
  let seq = 1;
  let telegrams = 0;
  const count = (): void => {
    if (++telegrams % TELEGRAMS_PER_PROBE > 0) return;
    collect();
    probe('thousand');
  };
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
        write(json);
        print('');
        count();
      },
      onReject: (reason) => {
        print(reason);
        count();
      },
    },
  );
  for (let bytes = read(chunk); bytes > 0; bytes = read(chunk)) reader.feed(chunk, bytes);
}
