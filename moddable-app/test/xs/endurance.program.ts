/// <reference path="./globals.d.ts" />
/** On XS: as telegrams.program.ts, with a collection and a probe after every 1000 telegrams only. */
import { Line } from './line.js';

const TELEGRAMS_PER_PROBE = 1000;

export default function main(): void {
  let seq = 1;
  let telegrams = 0;
  const count = (): void => {
    if (++telegrams % TELEGRAMS_PER_PROBE > 0) return;
    collect();
    probe('thousand');
  };
  new Line({
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
  }).readToEnd();
}
