/** Opens the archive of a data folder: takes the lock, reads the index and the open days. */
import * as nodeFs from 'node:fs/promises';
import type { Archive, ArchiveOptions } from './archive.js';
import { Disk } from './disk.js';
import { FileArchive } from './file-archive.js';
import type { FileSystem } from './file-system.js';
import { type Lock, lockFolder } from './lock.js';

export type Opened =
  | { readonly ok: true; readonly archive: Archive }
  /** `locked`: another process has it. `unusable`: the folder cannot be read or made; the text says why and what to do. */
  | { readonly ok: false; readonly reason: 'locked' | 'unusable'; readonly text: string };

/** `fs` and `lock` are replaced by tests only. */
export async function openArchive(
  options: ArchiveOptions,
  fs: FileSystem = nodeFs,
  takeLock: (folder: string) => Promise<Lock | null> = lockFolder,
): Promise<Opened> {
  const disk = new Disk(fs);
  let lock: Lock | null;
  try {
    await disk.makeFolder(options.data);
    lock = await takeLock(options.data);
  } catch (error) {
    return unusable(
      `The data folder ${options.data} cannot be used: ${messageOf(error)}. Make it writable for this user.`,
    );
  }
  if (lock === null) {
    const text = `Another okosmero works on ${options.data}. Stop it first, or give this one a folder of its own.`;
    return { ok: false, reason: 'locked', text };
  }
  const archive = new FileArchive(options, disk, lock);
  try {
    await archive.start();
    return { ok: true, archive };
  } catch (error) {
    await archive.close();
    return unusable(`The archive in ${options.data} cannot be read: ${messageOf(error)}. Run "okosmero doctor".`);
  }
}

function unusable(text: string): Opened {
  return { ok: false, reason: 'unusable', text };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
