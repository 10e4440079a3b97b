import { type DayColumns, decodeDay, decodePhases, type PhaseColumns } from '@okosmero/pi-service/pack';
import { gunzipSync } from 'fflate';
import type { PackKind } from './db.js';

/** What a pack of each kind holds. */
export interface Columns {
  readonly power: DayColumns;
  readonly phases: PhaseColumns;
}

/** Columns of a pack as it was served (gzip), or null when it is damaged: the checksum inside the pack decides. */
export function openPack<K extends PackKind>(kind: K, bytes: Uint8Array): Columns[K] | null {
  let plain: Uint8Array;
  try {
    plain = gunzipSync(bytes);
  } catch {
    return null;
  }
  const unpacked = kind === 'power' ? decodeDay(plain) : decodePhases(plain);
  return unpacked.ok ? (unpacked.columns as Columns[K]) : null;
}
