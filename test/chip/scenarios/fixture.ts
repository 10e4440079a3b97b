/** A home for each scenario, and the board as it comes from its set-up page, once for all of them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { freePort } from '../../../pi-service/test/support/ports.js';
import { FLASH_BYTES } from '../flash-chip.js';
import { Home, setUpBoard } from '../home.js';

export interface Fixture {
  /** Flash of a board that was set up and has no log yet, and of one that nobody has touched. */
  readonly flash: string;
  readonly blank: string;
  home(): Promise<Home>;
  /** Flash of a board that was set up otherwise. */
  setUp(changes: Readonly<Record<string, string>>): Promise<string>;
  /** A file that lives as long as the scenarios. */
  file(name: string): string;
}

export function fixture(): Fixture {
  let folder = '';
  const homes: Home[] = [];
  let port = 0;
  const file = (name: string) => join(folder, name);
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'okosmero-flash-'));
    writeFileSync(file('blank'), Buffer.alloc(FLASH_BYTES, 0xff));
    port = await freePort();
    await setUpBoard(file('set-up'), port);
  });
  afterEach(async () => {
    for (const home of homes.splice(0)) await home.close();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    get flash() {
      return file('set-up');
    },
    get blank() {
      return file('blank');
    },
    async home() {
      const home = await Home.open(port);
      homes.push(home);
      return home;
    },
    async setUp(changes) {
      const changed = file(`set-up-${Object.values(changes).join('-')}`);
      await setUpBoard(changed, port, changes);
      return changed;
    },
    file,
  };
}
