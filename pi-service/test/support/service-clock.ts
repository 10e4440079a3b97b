import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The wall clock of a child process, by libfaketime: it runs on by itself and jumps when it is set. Timers stay real. */
export class ServiceClock {
  readonly #file = join(mkdtempSync(join(tmpdir(), 'okosmero-clock-')), 'offset');

  constructor(utc: number) {
    this.set(utc);
  }

  /** Whole seconds of UTC. */
  set(utc: number): void {
    const offset = Math.round(utc - Date.now() / 1000);
    writeFileSync(this.#file, `${offset < 0 ? '' : '+'}${offset}\n`);
  }

  get environment(): Record<string, string> {
    const files = execFileSync('dpkg-query', ['--listfiles', 'libfaketime'], { encoding: 'utf8' }).split('\n');
    const library = files.find((name) => name.endsWith('/libfaketimeMT.so.1'));
    if (library === undefined)
      throw new Error('libfaketimeMT.so.1 is missing: apt-get install --reinstall libfaketime');
    return {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }
}
