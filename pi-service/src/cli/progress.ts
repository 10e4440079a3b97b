/** A progress bar on a terminal, nothing elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  at(value: number): void;
  end(): void;
}

export function startProgress(name: string, total: number): Progress {
  if (!process.stderr.isTTY) return { at: () => undefined, end: () => undefined };
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: `${name} {bar} {percentage} % | {value}/{total} | {eta_formatted}`,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { at: (value) => bar.update(value), end: () => bar.stop() };
}
