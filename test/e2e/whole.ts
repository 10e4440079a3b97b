/** Whether an archive holds a stretch of a simulated household exactly: every reading, with the meter's own figures. */
import { gunzipSync } from 'node:zlib';
import { type DayIndex, ROUTES } from '@okosmero/pi-service/contract';
import { decodeDay } from '@okosmero/pi-service/pack';
import { expect, vi } from 'vitest';
import type { SimulatedMeter } from '../simulated-meter/meter.js';
import { fetchApi, type ServiceAddress } from './missing.js';

const PATIENCE = { timeout: 120_000, interval: 250 };

/** Whose readings. */
export interface Source {
  readonly meter: SimulatedMeter;
  readonly serial: string;
}

export interface Stretch extends Source {
  /** First instant, UTC seconds. */
  readonly from: number;
  /** How many, 10 s apart. */
  readonly readings: number;
}

/** Rows that the archive says it has, by day. */
async function rowsByDay(service: ServiceAddress, serial: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetchApi(service, ROUTES.days(serial));
  const { days } = response.ok ? ((await response.json()) as DayIndex) : { days: [] };
  return new Map(days.map(({ day, rows }) => [day, rows]));
}

/** All instants in the archive, in order; the figures of each must be the meter's own. */
export async function storedInstants(service: ServiceAddress, { meter, serial }: Source): Promise<number[]> {
  const instants: number[] = [];
  for (const day of [...(await rowsByDay(service, serial)).keys()].sort()) {
    const response = await fetchApi(service, ROUTES.dayPack(serial, day));
    if (!response.ok) throw new Error(`the pack of ${day} is answered with ${response.status}`);
    const unpacked = decodeDay(gunzipSync(await response.arrayBuffer()));
    if (!unpacked.ok) throw new Error(`the pack of ${day} cannot be read: ${unpacked.reason}`);
    const { time, importW, exportW, importWh, exportWh } = unpacked.columns;
    const states = Array.from(time, (instant) => meter.stateAt(instant));
    expect([...importW]).toEqual(states.map(({ importWatts }) => importWatts));
    expect([...exportW]).toEqual(states.map(({ exportWatts }) => exportWatts));
    expect([...importWh]).toEqual(states.map(({ importWh }) => importWh[0] + importWh[1]));
    expect([...exportWh]).toEqual(states.map(({ exportWh }) => exportWh[0] + exportWh[1]));
    instants.push(...time);
  }
  return instants;
}

/** Waits until as many readings are there; they must be the stretch's, and nothing else. */
export async function expectWhole(service: ServiceAddress, stretch: Stretch): Promise<void> {
  const { serial, from, readings } = stretch;
  const rows = async () => [...(await rowsByDay(service, serial)).values()].reduce((sum, count) => sum + count, 0);
  await vi.waitFor(async () => expect(await rows()).toBe(readings), PATIENCE);
  const instants = Array.from({ length: readings }, (_, index) => from + 10 * index);
  expect(await storedInstants(service, stretch)).toEqual(instants);
}

/** Waits until at least so many of the stretch's readings are there; whatever else is there must be the meter's own too. */
export async function expectMost(service: ServiceAddress, stretch: Stretch, least: number): Promise<void> {
  const { from, readings } = stretch;
  const within = (instant: number) => instant >= from && instant < from + 10 * readings;
  const count = async () => (await storedInstants(service, stretch)).filter(within).length;
  await vi.waitFor(async () => expect(await count()).toBeGreaterThanOrEqual(least), { ...PATIENCE, interval: 2000 });
}
