/** An archive in a folder of its own, with a clock that the test sets. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Archive, ArchiveOptions, Body } from '../../src/archive/archive.js';
import type { FileSystem } from '../../src/archive/file-system.js';
import { openArchive } from '../../src/archive/open.js';
import type { ArchiveEvent } from '../../src/contract.js';

export interface Fixture {
  readonly data: string;
  readonly events: ArchiveEvent[];
  readonly states: string[];
  readonly archive: Archive;
  now: number;
}

const opened: { readonly data: string; readonly archive: Archive }[] = [];

export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'okosmero-archive-'));
  const remove = async () => {
    // A test that failed leaves its archive open: the next folder may get the same inode, and with it the lock.
    for (const { data, archive } of opened) if (data === path) await archive.close();
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  };
  return { path, remove };
}

export async function openFixture(
  data: string,
  now: number,
  more: Partial<ArchiveOptions> = {},
  fs?: FileSystem,
): Promise<Fixture> {
  const events: ArchiveEvent[] = [];
  const states: string[] = [];
  const fixture = { data, events, states, now };
  const options: ArchiveOptions = {
    data,
    flushSeconds: 0.05,
    now: () => fixture.now,
    on: {
      day: () => undefined,
      event: (event) => events.push(event),
      state: (text) => states.push(text),
    },
    ...more,
  };
  const result = await openArchive(options, fs);
  if (!result.ok) throw new Error(result.text);
  const { archive } = result;
  opened.push({ data, archive });
  return Object.assign(fixture, { archive });
}

/** Waits for something that happens by itself. */
export async function until(what: () => Promise<boolean> | boolean, seconds = 60): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await what())) {
    if (performance.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function textOf(body: Body | null): string {
  if (body === null) throw new Error('no such body');
  return (body.encoding === 'gzip' ? gunzipSync(body.bytes) : Buffer.from(body.bytes)).toString();
}

export function jsonOf<T>(body: Body | null): T {
  return JSON.parse(textOf(body)) as T;
}
