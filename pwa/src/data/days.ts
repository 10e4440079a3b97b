/** The days of a meter by their date (Europe/Budapest), which every sum and every price starts from. Pure. */
import type { DaySummary } from '@okosmero/pi-service/contract';

export type DayMap = ReadonlyMap<string, DaySummary>;

/** What a day costs depends on these alone, so that an expected day can stand beside a known one. */
export type DayEnergy = Pick<DaySummary, 'importWh' | 'exportWh' | 'tariffImportWh'>;
export type EnergyMap = ReadonlyMap<string, DayEnergy>;

export function dayMap(years: readonly { readonly days: readonly DaySummary[] }[]): DayMap {
  return new Map(years.flatMap(({ days }) => days.map((day) => [day.day, day] as const)));
}
