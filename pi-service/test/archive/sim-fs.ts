/**
 * A disk in memory whose power can be cut: what was not synced is then lost, kept, torn at any byte or full of zeros, and
 * entries of folders that were not synced are there or not, in the order in which they were made (as in SQLite's test6.c).
 */
import { basename, dirname } from 'node:path';
import type { FileSystem, OpenFile } from '../../src/archive/file-system.js';

interface Inode {
  content: Buffer;
  /** Content at the last sync. */
  durable: Buffer;
  /** Size changes and writes since then. */
  dirty: { readonly at: number; readonly bytes: Buffer | null }[];
}

type Folder = Map<string, Inode>;

/** Changes of a folder's entries since its last sync. */
type Change = (entries: Folder) => void;

export class PowerCut extends Error {
  readonly code = 'EIO';
}

export class SimFs implements FileSystem {
  /** Operations that still succeed; then the power is gone. */
  budget = Number.POSITIVE_INFINITY;
  operations = 0;
  readonly #folders = new Map<string, { current: Folder; durable: Folder; changes: Change[] }>();
  /** Folders exist once made: their parents are synced by the code under test, which is checked by {@link lostFolders}. */
  readonly #unsyncedFolders = new Set<string>();

  constructor(image?: ReadonlyMap<string, ReadonlyMap<string, Buffer>>) {
    this.#folders.set('/', { current: new Map(), durable: new Map(), changes: [] });
    for (const [folder, files] of image ?? []) {
      const entries: Folder = new Map();
      for (const [name, content] of files) entries.set(name, { content, durable: content, dirty: [] });
      this.#folders.set(folder, { current: entries, durable: new Map(entries), changes: [] });
    }
  }

  /** What a disk holds after the power was cut; `random` gives numbers in [0, 1). */
  crashImage(random: () => number): Map<string, Map<string, Buffer>> {
    const image = new Map<string, Map<string, Buffer>>();
    const gone = [...this.#unsyncedFolders].filter(() => random() < 0.5);
    for (const [path, { durable, changes }] of this.#folders) {
      if (gone.some((folder) => path === folder || path.startsWith(`${folder}/`))) continue;
      const entries: Folder = new Map(durable);
      const kept = Math.floor(random() * (changes.length + 1));
      for (const change of changes.slice(0, kept)) change(entries);
      image.set(path, new Map([...entries].map(([name, inode]) => [name, crashed(inode, random)])));
    }
    return image;
  }

  async open(path: string, flags: string): Promise<OpenFile> {
    this.#step();
    if (this.#folders.has(path)) return this.#folderHandle(path);
    const folder = this.#folders.get(dirname(path));
    if (folder === undefined) throw failure('ENOENT', path);
    const name = basename(path);
    let inode = folder.current.get(name);
    if (inode !== undefined && flags.includes('x')) throw failure('EEXIST', path);
    if (inode === undefined) {
      if (flags.startsWith('r')) throw failure('ENOENT', path);
      const fresh: Inode = { content: Buffer.alloc(0), durable: Buffer.alloc(0), dirty: [] };
      this.#change(folder, (entries) => entries.set(name, fresh));
      inode = fresh;
    } else if (flags.startsWith('w')) cut(inode, 0);
    return this.#handle(inode);
  }

  async readFile(path: string): Promise<Buffer> {
    this.#step();
    const inode = this.#folders.get(dirname(path))?.current.get(basename(path));
    if (inode === undefined) throw failure('ENOENT', path);
    return inode.content;
  }

  async readdir(path: string): Promise<string[]> {
    this.#step();
    const folder = this.#folders.get(path);
    if (folder === undefined) throw failure('ENOENT', path);
    const below = [...this.#folders.keys()].filter((other) => other !== '/' && dirname(other) === path);
    return [...folder.current.keys(), ...below.map((other) => basename(other))];
  }

  async mkdir(path: string): Promise<void> {
    this.#step();
    if (this.#folders.has(path)) throw failure('EEXIST', path);
    if (!this.#folders.has(dirname(path))) throw failure('ENOENT', path);
    this.#folders.set(path, { current: new Map(), durable: new Map(), changes: [] });
    this.#unsyncedFolders.add(path);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step();
    const folder = this.#folders.get(dirname(from));
    const inode = folder?.current.get(basename(from));
    if (folder === undefined || inode === undefined) throw failure('ENOENT', from);
    this.#change(folder, (entries) => {
      entries.delete(basename(from));
      entries.set(basename(to), inode);
    });
  }

  async unlink(path: string): Promise<void> {
    this.#step();
    const folder = this.#folders.get(dirname(path));
    if (!folder?.current.has(basename(path))) throw failure('ENOENT', path);
    this.#change(folder, (entries) => entries.delete(basename(path)));
  }

  async statfs(): Promise<{ bsize: number; blocks: number; bavail: number }> {
    return { bsize: 4096, blocks: 1e6, bavail: 1e6 };
  }

  #step(): void {
    this.operations++;
    if (--this.budget < 0) throw new PowerCut('the power is gone');
  }

  #change(folder: { current: Folder; changes: Change[] }, change: Change): void {
    change(folder.current);
    folder.changes.push(change);
  }

  #handle(inode: Inode): OpenFile {
    const sync = async () => {
      this.#step();
      inode.durable = inode.content;
      inode.dirty = [];
    };
    return {
      write: async (bytes, offset, length, position) => {
        this.#step();
        // Now and then less than asked for, as the kernel may.
        const count = length > 40 && this.operations % 7 === 0 ? length - 17 : length;
        put(inode, Buffer.from(bytes.subarray(offset, offset + count)), position);
        return { bytesWritten: count };
      },
      truncate: async (length) => {
        this.#step();
        cut(inode, length);
      },
      stat: async () => {
        this.#step();
        return { size: inode.content.length };
      },
      datasync: sync,
      sync,
      close: async () => undefined,
    };
  }

  #folderHandle(path: string): OpenFile {
    const folder = this.#folders.get(path);
    if (folder === undefined) throw failure('ENOENT', path);
    const refuse = async () => {
      throw failure('EISDIR', path);
    };
    const sync = async () => {
      this.#step();
      folder.durable = new Map(folder.current);
      folder.changes = [];
      for (const other of this.#unsyncedFolders) if (dirname(other) === path) this.#unsyncedFolders.delete(other);
    };
    return { write: refuse, truncate: refuse, stat: refuse, datasync: sync, sync, close: async () => undefined };
  }
}

function put(inode: Inode, bytes: Buffer, at: number): void {
  inode.content = written(inode.content, bytes, at);
  inode.dirty.push({ at, bytes });
}

function cut(inode: Inode, length: number): void {
  inode.content = inode.content.subarray(0, length);
  inode.dirty.push({ at: length, bytes: null });
}

function written(content: Buffer, bytes: Buffer, at: number): Buffer {
  const result = Buffer.alloc(Math.max(content.length, at + bytes.length));
  content.copy(result);
  bytes.copy(result, at);
  return result;
}

/** Some prefix of the unsynced changes; the last of them torn, and now and then zeros where data should be. */
function crashed(inode: Inode, random: () => number): Buffer {
  let content = inode.durable;
  const kept = Math.floor(random() * (inode.dirty.length + 1));
  for (const [i, { at, bytes }] of inode.dirty.slice(0, kept).entries()) {
    if (bytes === null) {
      content = content.subarray(0, at);
      continue;
    }
    const torn = i === kept - 1 ? bytes.subarray(0, Math.floor(random() * (bytes.length + 1))) : bytes;
    content = written(content, random() < 0.2 ? Buffer.alloc(torn.length) : torn, at);
  }
  return content;
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
