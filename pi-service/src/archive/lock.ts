/**
 * One service at a time on a data folder. The lock is an abstract unix socket named after the folder's inode: the kernel
 * frees it with the process, so no stale file keeps the service from starting after a kill or a power cut.
 */
import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';

export interface Lock {
  release(): Promise<void>;
}

/** Null when another process of this machine holds the folder. */
export async function lockFolder(folder: string): Promise<Lock | null> {
  const { dev, ino } = await stat(folder);
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(`\0okosmero-${dev}-${ino}`, () => {
      server.unref();
      resolve({ release: () => new Promise((done) => server.close(() => done())) });
    });
  });
}
