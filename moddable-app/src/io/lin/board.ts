import type { Board } from '../platform.js';

/** A host has no light, no button and no RTC memory: every start is a power-up. Its text goes to standard output. */
const HostBoard: Board = {
  resetReason: 0,
  freeHeap: 0,
  mac: '020000000001',
  buttonPressed: false,
  recall(bytes) {
    bytes.fill(0);
  },
  remember() {},
  light() {},
  releaseUart() {},
  print(text) {
    trace(`${text}\n`);
  },
  restart() {
    // The host's supervisor starts it again, as the chip does itself.
    throw new Error('restart');
  },
};

export default HostBoard;
