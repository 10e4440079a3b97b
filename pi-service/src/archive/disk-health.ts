/** Whether the disk takes what it is given, in codes for programs and sentences for people. */
import { reasonOf } from '../reason.js';
import type { ArchiveStatus } from './archive.js';
import { codeOf, type Disk } from './disk.js';

const NEARLY_FULL_SHARE = 0.05;
const NEARLY_FULL_BYTES = 64 * 1024 * 1024;

const REASONS: Readonly<Record<string, { readonly code: string; readonly text: string }>> = {
  ENOSPC: { code: 'disk-full', text: 'The disk is full: nothing new is stored or acknowledged until space is freed.' },
  EDQUOT: { code: 'disk-full', text: 'The disk quota is used up: nothing new is stored until space is freed.' },
  EROFS: { code: 'read-only', text: 'The disk is read-only: nothing new is stored. Check the card with fsck.' },
  EACCES: { code: 'no-permission', text: 'The data folder may not be written by the user of the service.' },
  EPERM: { code: 'no-permission', text: 'The data folder may not be written by the user of the service.' },
};

export class DiskHealth {
  lastDurable: number | null = null;
  #failure: { readonly code: string; readonly text: string } | null = null;

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
    private readonly now: () => number,
    private readonly onState: (text: string) => void,
  ) {}

  /** Takes the outcome of a group commit. */
  passed(error: unknown): void {
    const before = this.#failure?.code ?? null;
    if (error === null) {
      this.lastDurable = this.now();
      this.#failure = null;
    } else {
      const code = codeOf(error);
      this.#failure = REASONS[code] ?? {
        code: 'io-error',
        text: `The disk reports an error (${reasonOf(error)}): nothing new is acknowledged until a write succeeds again.`,
      };
    }
    const after = this.#failure?.code ?? null;
    if (before !== after) this.onState(this.#failure?.text ?? 'The disk takes readings again.');
  }

  async status(archiveBytes: number, waiting: number): Promise<ArchiveStatus> {
    const { freeBytes, totalBytes } = await this.disk.space(this.folder);
    const reasons = this.#failure === null ? [] : [this.#failure];
    const nearlyFull = freeBytes < Math.min(NEARLY_FULL_BYTES, totalBytes * NEARLY_FULL_SHARE);
    if (nearlyFull && this.#failure === null)
      reasons.push({ code: 'disk-nearly-full', text: `Only ${Math.round(freeBytes / 1e6)} MB are free on the disk.` });
    const { lastDurable } = this;
    return { lastDurable, writable: this.#failure === null, freeBytes, archiveBytes, waiting, reasons };
  }
}
