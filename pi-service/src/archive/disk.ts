/**
 * Durable file operations. Each opens, acts, syncs and closes: no descriptor outlives an operation, so a failed sync is
 * never tried again on the same descriptor (the kernel may have dropped the pages it could not write).
 */
import { dirname, join } from 'node:path';
import type { FileSystem, OpenFile } from './file-system.js';

export class Disk {
  /** Folders whose entry is durable, or on the way to it. */
  readonly #folders = new Map<string, Promise<void>>();
  /** Files whose entry is durable. */
  readonly #settled = new Set<string>();

  constructor(private readonly fs: FileSystem) {}

  /** Content of a file, or null when there is none. */
  async read(path: string): Promise<Buffer | null> {
    try {
      return await this.fs.readFile(path);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    }
  }

  /** Names in a folder, sorted; none when it does not exist. */
  async list(folder: string): Promise<string[]> {
    try {
      return (await this.fs.readdir(folder)).sort();
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    }
  }

  /** Makes a folder and its parents, each entry synced in its parent: whoever asks for the same waits for that. */
  makeFolder(folder: string): Promise<void> {
    const held = this.#folders.get(folder);
    if (held !== undefined) return held;
    const making = this.#makeFolder(folder);
    this.#folders.set(folder, making);
    making.catch(() => this.#folders.delete(folder));
    return making;
  }

  async #makeFolder(folder: string): Promise<void> {
    const parent = dirname(folder);
    if (parent === folder) return;
    const accept = (error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    };
    await this.fs.mkdir(folder).catch(async (error: unknown) => {
      if (codeOf(error) !== 'ENOENT') return accept(error);
      await this.makeFolder(parent);
      return this.fs.mkdir(folder).catch(accept);
    });
    await this.#syncFolder(parent);
  }

  /**
   * Writes `bytes` behind the first `size` bytes of a file and syncs them; gives the new size. What lies beyond `size` is the
   * rest of a failed write that nobody was told of: it is cut. A file shorter than `size` was changed by somebody else: the
   * bytes go behind what is there, on a line of their own.
   */
  async append(path: string, size: number, bytes: Uint8Array): Promise<number> {
    const file = await this.#openToAppend(path);
    try {
      const held = (await file.stat()).size;
      if (held > size) await file.truncate(size);
      const joined = held < size && held > 0 ? Buffer.concat([Buffer.from('\n'), bytes]) : bytes;
      const at = Math.min(held, size);
      await writeAll(file, joined, at);
      await file.datasync();
      await this.#settleEntry(path);
      return at + joined.length;
    } finally {
      await file.close();
    }
  }

  /** Cuts a file to its first `size` bytes. */
  async truncate(path: string, size: number): Promise<void> {
    const file = await this.fs.open(path, 'r+');
    try {
      await file.truncate(size);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** Puts a whole file in place of the old one: after a power cut there is the one or the other. */
  async replace(path: string, bytes: Uint8Array): Promise<void> {
    const temporary = `${path}${TEMPORARY}`;
    const file = await this.#openMakingFolder(temporary, 'w');
    try {
      await writeAll(file, bytes, 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await this.fs.rename(temporary, path);
    await this.#syncFolder(dirname(path));
  }

  /** Adds to a file that can be made again from others: not synced. `head` is its first line. */
  async appendLoose(path: string, head: string, text: string): Promise<void> {
    const file = await this.#openMakingFolder(path, 'a');
    try {
      const { size } = await file.stat();
      await writeAll(file, Buffer.from(size === 0 ? head + text : text), size);
    } finally {
      await file.close();
    }
  }

  async remove(path: string): Promise<void> {
    try {
      this.#settled.delete(path);
      await this.fs.unlink(path);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return;
      throw error;
    }
    await this.#syncFolder(dirname(path));
  }

  /** Removes what an interrupted {@link replace} left in a folder; on a read-only disk it stays, it does no harm. */
  async sweep(folder: string): Promise<void> {
    for (const name of await this.list(folder))
      if (name.endsWith(TEMPORARY)) await this.remove(join(folder, name)).catch(() => undefined);
  }

  async space(path: string): Promise<{ readonly freeBytes: number; readonly totalBytes: number }> {
    const { bsize, bavail, blocks } = await this.fs.statfs(path);
    return { freeBytes: bsize * bavail, totalBytes: bsize * blocks };
  }

  async #openToAppend(path: string): Promise<OpenFile> {
    try {
      return await this.fs.open(path, 'r+');
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      this.#settled.delete(path);
      return this.#openMakingFolder(path, 'wx+');
    }
  }

  /** Syncs the entry of a file in its folder, once: it may have been made by an attempt that failed, or a process that was killed. */
  async #settleEntry(path: string): Promise<void> {
    if (this.#settled.has(path)) return;
    await this.makeFolder(dirname(path));
    await this.#syncFolder(dirname(path));
    this.#settled.add(path);
  }

  async #openMakingFolder(path: string, flags: string): Promise<OpenFile> {
    try {
      return await this.fs.open(path, flags);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      await this.makeFolder(dirname(path));
      return this.fs.open(path, flags);
    }
  }

  async #syncFolder(folder: string): Promise<void> {
    const handle = await this.fs.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

const TEMPORARY = '.tmp';

async function writeAll(file: OpenFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    if (bytesWritten <= 0) throw Object.assign(new Error('nothing written'), { code: 'EIO' });
    done += bytesWritten;
  }
}

/** `ENOSPC` and the like; empty for what is no system error. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
