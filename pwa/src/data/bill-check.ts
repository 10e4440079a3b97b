/** The closing readings of a bill beside the archive's at the same midnight. Pure; Wh. */
import { addDays } from '@okosmero/pi-service/day';
import type { DayMap } from './days.js';

/** Counters at the midnight that ends a day; null where the archive does not know them. */
export function closingReadings(days: DayMap, date: string): { importWh: number | null; exportWh: number | null } {
  const next = days.get(addDays(date, 1));
  return { importWh: next?.openingImportWh ?? null, exportWh: next?.openingExportWh ?? null };
}

/**
 * Bill minus archive in whole kWh, as a bill prints them: a bill cuts the decimals off, so a difference below 1 kWh is none.
 */
export function billDifference(billKWh: number, archiveWh: number): number {
  const difference = billKWh - archiveWh / 1000;
  return Math.abs(difference) < 1 ? 0 : Math.round(difference);
}

/** A number as people type it: `12 345,6`, `12345.6`; null when it is none. */
export function typedNumber(text: string): number | null {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  return /^\d{1,9}(\.\d{1,3})?$/.test(plain) ? Number(plain) : null;
}
