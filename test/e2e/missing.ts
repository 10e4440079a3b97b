/** What a service has not yet of a household's past, asked over its API like any other client. */
import { gunzipSync } from 'node:zlib';
import { type DayEntry, type DayIndex, ROUTES } from '@okosmero/pi-service/contract';
import { decodeDay } from '@okosmero/pi-service/pack';
import { type DayPlan, instantsOf, readingsOf } from '../simulated-meter/history-plan.js';

export interface ServiceAddress {
  readonly url: string;
  readonly token: string;
}

export async function fetchApi({ url, token }: ServiceAddress, path: string): Promise<Response> {
  return await fetch(new URL(path, url), { headers: { authorization: `Bearer ${token}` } });
}

/** A day to fill, and how many readings that are at most. */
export interface OpenDay {
  readonly plan: DayPlan;
  readonly entry: DayEntry | undefined;
  readonly missing: number;
}

/** The days of a plan that lack readings, in the plan's order. */
export async function openDays(service: ServiceAddress, meter: string, plans: readonly DayPlan[]): Promise<OpenDay[]> {
  const response = await fetchApi(service, ROUTES.days(meter));
  const index: DayIndex = response.ok ? ((await response.json()) as DayIndex) : { meter, days: [] };
  const entries = new Map(index.days.map((entry) => [entry.day, entry]));
  return plans.flatMap((plan) => {
    const entry = entries.get(dateOf(plan.day));
    const missing = readingsOf(plan) - (entry?.rows ?? 0);
    return missing > 0 ? [{ plan, entry, missing }] : [];
  });
}

/** The instants of a day that the service does not hold. */
export async function missingInstants(
  service: ServiceAddress,
  meter: string,
  { plan, entry }: OpenDay,
): Promise<number[]> {
  const instants = instantsOf(plan);
  if (entry === undefined) return instants;
  const response = await fetchApi(service, ROUTES.dayPack(meter, entry.day));
  if (!response.ok) throw new Error(`the pack of ${entry.day} cannot be had: status ${response.status}`);
  const unpacked = decodeDay(gunzipSync(await response.arrayBuffer()));
  if (!unpacked.ok) throw new Error(`the pack of ${entry.day} cannot be read: ${unpacked.reason}`);
  const held = new Set(unpacked.columns.time);
  return instants.filter((instant) => !held.has(instant));
}

const dateOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
