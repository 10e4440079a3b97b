/// <reference path="./globals.d.ts" />
/** On XS: a line per Reading or rejection and a probe after each. */
import { Line } from './line.js';

export default function main(): void {
  let seq = 1;
  const line = new Line({
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
  });
  probe('start');
  line.readToEnd();
  probe('end');
}
