/** How far the history is: a bar on a terminal, a line for each tenth elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  update(done: number): void;
  stop(): void;
}

export function progressOf(total: number): Progress {
  if (!process.stdout.isTTY) return lines(total);
  const format = 'History {bar} {percentage}% | {value} of {total} readings | {eta_formatted} left';
  const bar = new SingleBar({ format, etaBuffer: 100 }, Presets.shades_classic);
  bar.start(total, 0);
  return bar;
}

function lines(total: number): Progress {
  let tenths = 0;
  return {
    update(done) {
      const reached = Math.floor((10 * done) / total);
      if (reached <= tenths) return;
      tenths = reached;
      console.log(`History ${10 * tenths}%: ${done} of ${total} readings`);
    },
    stop: () => undefined,
  };
}
