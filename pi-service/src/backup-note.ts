/** When the last backup was made in which every day was whole: `<data>/backup.json`, written by the command. */
import { join } from 'node:path';
import { readJsonFile } from './read-file.js';
import { writeFileAtomically } from './write-file.js';

interface BackupNote {
  /** Seconds of UTC. */
  readonly at: number;
  readonly target: string;
}

const pathOf = (dataFolder: string): string => join(dataFolder, 'backup.json');

export function noteBackup(dataFolder: string, note: BackupNote): void {
  writeFileAtomically(pathOf(dataFolder), `${JSON.stringify(note)}\n`);
}

/** Seconds of UTC; null when there was none yet. */
export function lastBackup(dataFolder: string): number | null {
  return readJsonFile(pathOf(dataFolder), isNote, () => undefined)?.at ?? null;
}

function isNote(value: unknown): value is BackupNote {
  return typeof value === 'object' && value !== null && Number.isSafeInteger((value as Partial<BackupNote>).at);
}
