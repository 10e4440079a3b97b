/** Whether an archive holds a stretch of a simulated household exactly: every reading, with the meter's own figures. */
import { gunzipSync } from 'node:zlib';
import { ROUTES } from '@okosmero/pi-service/contract';
import { dayOf } from '@okosmero/pi-service/day';
import { type DayColumns, decodeDay } from '@okosmero/pi-service/pack';
import { expect, vi } from 'vitest';
import type { SimulatedMeter } from '../simulated-meter/meter.js';
import { fetchApi, type ServiceAddress } from './missing.js';

const PATIENCE = { timeout: 120_000, interval: 250 };

export interface Stretch {
  readonly meter: SimulatedMeter;
  readonly serial: string;
  /** First instant; the stretch lies within one local day. */
  readonly from: number;
  /** How many, 10 s apart. */
  readonly readings: number;
}

async function columnsOf(service: ServiceAddress, serial: string, day: string): Promise<DayColumns | null> {
  const response = await fetchApi(service, ROUTES.dayPack(serial, day));
  if (!response.ok) return null;
  const unpacked = decodeDay(gunzipSync(await response.arrayBuffer()));
  return unpacked.ok ? unpacked.columns : null;
}

/** Waits until as many readings are there, then compares each. */
export async function expectWhole(service: ServiceAddress, { meter, serial, from, readings }: Stretch): Promise<void> {
  const day = dayOf(from);
  await vi.waitFor(async () => expect((await columnsOf(service, serial, day))?.time.length).toBe(readings), PATIENCE);
  const columns = await columnsOf(service, serial, day);
  const states = Array.from({ length: readings }, (_, index) => meter.stateAt(from + 10 * index));
  expect([...(columns?.time ?? [])]).toEqual(states.map(({ instant }) => instant));
  expect([...(columns?.importW ?? [])]).toEqual(states.map(({ importWatts }) => importWatts));
  expect([...(columns?.exportW ?? [])]).toEqual(states.map(({ exportWatts }) => exportWatts));
  expect([...(columns?.importWh ?? [])]).toEqual(states.map(({ importWh }) => importWh[0] + importWh[1]));
  expect([...(columns?.exportWh ?? [])]).toEqual(states.map(({ exportWh }) => exportWh[0] + exportWh[1]));
}
