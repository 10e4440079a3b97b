/** A progress bar on a terminal, nothing elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

export interface ProgressBar {
  at(value: number, total: number): void;
  end(): void;
}

export function startProgress(name: string): ProgressBar {
  if (!process.stderr.isTTY) return { at: () => undefined, end: () => undefined };
  const format = `${name} {bar} {percentage} % | {value}/{total} | {eta_formatted}`;
  const bar = new SingleBar({ stream: process.stderr, format, hideCursor: true }, Presets.shades_classic);
  bar.start(1, 0);
  return {
    at(value, total) {
      bar.setTotal(total);
      bar.update(value);
    },
    end: () => bar.stop(),
  };
}
