/** What the archive of one meter needs from the archive around it. */
import type { ArchiveEvent, GapCause } from '../contract.js';
import type { Committer } from './committer.js';
import type { Disk } from './disk.js';
import type { Folders } from './folders.js';

export interface Surroundings {
  readonly disk: Disk;
  readonly folders: Folders;
  readonly committer: Committer;
  /** Days of any meter that are being opened. */
  readonly opening: Set<Promise<unknown>>;
  readonly now: () => number;
  readonly causeOf: (device: string | null, from: number, to: number) => GapCause;
  readonly onDay: (meter: string, day: string, version: number) => void;
  readonly onEvent: (event: ArchiveEvent) => void;
  readonly onState: (text: string) => void;
  /** Waits until a day may be opened. */
  readonly makeRoom: (day: string) => Promise<void>;
}
