/** A thousand meters, and five years of one (a year in the short run): times and memory with the flags that the service is started with. */
import * as nodeFs from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { afterEach, describe, expect, test } from 'vitest';
import type { FileSystem } from '../src/archive/file-system.js';
import { type DayIndex, ROUTES, type YearSummary } from '../src/contract.js';
import { toRow } from '../src/csv.js';
import { addDays, dayBounds, isSummer, meterTime, meterTimeText } from '../src/day.js';
import { openFixture, temporaryFolder } from './archive/fixture.js';
import { household } from './archive/household.js';
import { Board } from './support/board.js';
import { Mosquitto } from './support/mosquitto.js';
import { freePort, until } from './support/ports.js';
import { LOG, reading } from './support/reading.js';
import { ServiceClock } from './support/service-clock.js';
import { ServiceProcess } from './support/service-process.js';

const LONG = process.env.OKOSMERO_LONG === '1';
const NODE = [process.execPath, '--max-semi-space-size=4', '--max-old-space-size=128'];
const MEMORY_MB = 150;

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const figure = (text: string) => process.stdout.write(`${text}\n`);

test('many meters are all acknowledged', { timeout: 300_000 }, async () => {
  const [meters, rounds] = LONG ? [1000, 6] : [100, 1];
  const port = await freePort();
  const users = { 'okosmero-service': 'service-password', meters: 'meters-password' };
  const broker = new Mosquitto(port, users, 'user meters\ntopic readwrite okosmero/#\n');
  await broker.start();
  const server = `mqtt://127.0.0.1:${port}`;
  const settings = {
    OKOSMERO_MQTT_SERVER: server,
    OKOSMERO_MQTT_USER: 'okosmero-service',
    OKOSMERO_MQTT_PASSWORD: 'service-password',
    OKOSMERO_DATA_FLUSH_SECONDS: '1',
  };
  const service = await ServiceProcess.start(settings, undefined, NODE);
  const client = await mqtt.connectAsync(server, { username: 'meters', password: 'meters-password' });
  stops.push(
    () => client.endAsync(true),
    () => service.stop(),
    () => broker.stop(),
  );

  let online = false;
  /** By device, when what it still waits for was sent. */
  const sent = new Map<string, { readonly seq: number; readonly at: number }[]>();
  const times: number[] = [];
  client.on('message', (topic, payload) => {
    const device = topic.split('/')[1] ?? '';
    const [log, acked] = payload.toString().split(' ');
    if (device === 'service') online = payload.toString() === 'online';
    if (log !== LOG) return;
    // An ack may cover several readings that became durable together.
    const waiting = sent.get(device) ?? [];
    while (waiting[0] && waiting[0].seq <= Number(acked)) times.push(performance.now() - (waiting.shift()?.at ?? 0));
  });
  await client.subscribeAsync(['okosmero/+/ack', 'okosmero/service/availability'], { qos: 1 });
  await until('the service is online', () => online);

  // Evenly over ten seconds, as clocks of households differ.
  const start = performance.now();
  for (let i = 0; i < meters * rounds; i++) {
    await sleep(Math.max(0, start + (i * 10_000) / meters - performance.now()));
    const device = `d${i % meters}`;
    const now = Math.floor(Date.now() / 1000);
    const time = meterTimeText(now, isSummer(now) ? 'S' : 'W');
    const value = reading(1 + Math.floor(i / meters), { device, meterId: `M${i % meters}`, time });
    sent.set(device, [...(sent.get(device) ?? []), { seq: value.seq, at: performance.now() }]);
    client.publish(`okosmero/${device}/telegram`, JSON.stringify(value), { qos: 1 });
  }
  await until('every reading is acknowledged', () => times.length === meters * rounds);
  expect([...sent.values()].flat()).toEqual([]);
  times.sort((a, b) => a - b);
  const share = (part: number) => Math.round(times[Math.floor(times.length * part)] ?? 0);
  const { peak } = service.memory();
  figure(`${meters} meters, ${times.length} readings: ack p50 ${share(0.5)} ms, p99 ${share(0.99)} ms, ${mb(peak)}`);
  expect(peak).toBeLessThan(MEMORY_MB);
});

describe('years of one meter', () => {
  const METER = '9912345678';
  const DAYS = LONG ? 1826 : 365;
  const TODAY = '2026-11-22';
  const FIRST = addDays(TODAY, -DAYS);

  /** Closed days of a row a quarter hour, and today up to its last hour with a full reading every ten seconds. */
  async function fill(data: string): Promise<void> {
    const { start, end } = dayBounds(TODAY);
    const { archive } = await openFixture(data, end - 3600, {}, withoutSync);
    for (let i = 0; i < DAYS; i++) {
      const day = dayBounds(addDays(FIRST, i));
      const rows = [...household(day.start, day.end, { step: 900, importWh: i * 20_000 })];
      await Promise.all(
        rows.map((one) => {
          const { utc, dst } = meterTime(one.time ?? '') ?? { utc: 0, dst: 'W' };
          return archive.acceptCsvRow(toRow(one, utc, dst));
        }),
      );
    }
    const today = [...household(start, end - 3600, { importWh: DAYS * 20_000 })];
    await Promise.all(today.map((one) => archive.accept(one, end - 3600)));
    await archive.closeDays();
    await archive.close();
  }

  test('start in seconds and take little memory', { timeout: 600_000 }, async () => {
    const folder = await temporaryFolder();
    stops.push(() => folder.remove());
    const filling = performance.now();
    await fill(folder.path);
    figure(`${DAYS} closed days made in ${seconds(filling)} s`);

    const now = dayBounds(TODAY).end - 3600;
    const settings = { ...new ServiceClock(now).environment, OKOSMERO_DATA_FLUSH_SECONDS: '1' };
    const started = performance.now();
    const service = await ServiceProcess.start(settings, folder.path, NODE);
    stops.unshift(() => service.stop());
    const ready = seconds(started);
    const { user, password } = service.ready.mqtt ?? {};
    const board = await Board.connect(service, { user: user ?? '', password: password ?? '' });
    stops.unshift(() => board.close());
    for (const one of household(now, now + 10, { importWh: DAYS * 20_000 + 30_000 })) board.send(one);
    await until('the first reading is acknowledged', () => board.acked === 1);
    const acknowledged = seconds(started);
    const atStart = service.memory().peak;
    const json = async <T>(path: string) => (await (await service.get(path)).json()) as T;
    const { days } = await json<DayIndex>(ROUTES.days(METER));
    expect(days).toHaveLength(DAYS + 1);
    expect(days.filter(({ closed }) => !closed).map(({ day }) => day)).toEqual([TODAY]);
    const years = await Promise.all(
      [...new Set(days.map(({ day }) => Number(day.slice(0, 4))))].map((year) =>
        json<YearSummary>(ROUTES.year(METER, year)),
      ),
    );
    expect(years.flatMap((year) => year.days)).toHaveLength(DAYS + 1);
    const { peak } = service.memory();
    figure(
      `${DAYS} days: ready after ${ready} s, first ack after ${acknowledged} s, ${mb(atStart)}, with all years asked ${mb(peak)}`,
    );
    expect(peak).toBeLessThan(MEMORY_MB);
    expect(Number(acknowledged)).toBeLessThan(30);
  });
});

/** The archive that is only made to be started from need not survive a power cut. */
const withoutSync: FileSystem = {
  ...nodeFs,
  open: async (path, flags) => {
    const file = await nodeFs.open(path, flags);
    return {
      write: (bytes, offset, length, position) => file.write(bytes, offset, length, position),
      datasync: () => Promise.resolve(),
      sync: () => Promise.resolve(),
      truncate: (length) => file.truncate(length),
      stat: () => file.stat(),
      close: () => file.close(),
    };
  },
};

const mb = (megabytes: number) => `${Math.round(megabytes)} MB at most`;
const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1);
