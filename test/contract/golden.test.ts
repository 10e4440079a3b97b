/**
 * Every golden telegram over the whole way: telegram -> Reading -> MQTT -> JSON line -> CSV row -> pack -> series. What
 * arrives is held against the telegram's expected result, not against what the stage before made of it.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, gunzipSync } from 'node:zlib';
import { type Reading, TOPIC } from '@okosmero/moddable-app/contract';
import { readReadings } from '@okosmero/moddable-app/p1/readings';
import { CSV_HEADER, ROUTES } from '@okosmero/pi-service/contract';
import { decodeDay, decodePhases } from '@okosmero/pi-service/pack';
import { buildPyramid, viewOf } from '@okosmero/pwa/data/series';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchApi } from '../e2e/missing.js';
import { addDevice, type RunningService, startService } from '../e2e/service.js';
import { connectBoard, parseAck, topicOf } from '../simulated-meter/connect.js';
import { Outbox } from '../simulated-meter/outbox.js';

const TELEGRAMS = new URL('../telegrams/', import.meta.url);
const DEVICE = 'golden';
const LOG = '0011aaff';

interface Expected {
  readonly telegrams: number;
  readonly time?: string;
  readonly times?: readonly string[];
  readonly csv?: string;
  readonly objects?: Readonly<
    Record<string, { value?: number | string; values?: readonly (string | readonly [number, string])[] }>
  >;
}

interface Case {
  readonly name: string;
  readonly expected: Expected;
  readonly readings: readonly { readonly reading: Reading; readonly json: Buffer }[];
}

let seq = 0;
const cases: readonly Case[] = readdirSync(TELEGRAMS)
  .filter((file) => file.endsWith('.txt'))
  .map((file) => {
    const name = file.slice(0, -'.txt'.length);
    const readings: { reading: Reading; json: Buffer }[] = [];
    const reader = readReadings({
      device: DEVICE,
      log: LOG,
      seq: seq + 1,
      onReading: (reading, _columns, json) => readings.push({ reading, json: Buffer.from(json) }),
    });
    reader.feed(readFileSync(new URL(file, TELEGRAMS)));
    seq += readings.length;
    return { name, readings, expected: JSON.parse(readFileSync(new URL(`${name}.expected.json`, TELEGRAMS), 'utf8')) };
  });

const accepted = cases.flatMap(({ name, expected, readings }) =>
  readings.map(({ reading }, index) => ({
    name,
    expected,
    reading,
    time: (expected.times ?? [expected.time])[index] ?? '',
  })),
);

/** Value of a register by the expected result of the case it came from; undefined where that says nothing. */
const figure = (expected: Expected, code: string) => {
  const value = expected.objects?.[code]?.value;
  return typeof value === 'number' ? value : undefined;
};

const total = (expected: Expected, register: 1 | 2) => {
  const tariffs = [1, 2, 3, 4].map((tariff) => figure(expected, `1-0:${register}.8.${tariff}`) ?? 0);
  return (
    figure(expected, `1-0:${register}.8.0`) ?? Math.round(tariffs.reduce((sum, value) => sum + value, 0) * 1000) / 1000
  );
};

describe('every golden telegram reaches the app as it was printed', () => {
  const data = mkdtempSync(join(tmpdir(), 'okosmero-golden-'));
  let service: RunningService;

  beforeAll(async () => {
    const password = await addDevice(data, DEVICE);
    service = await startService({
      data,
      environment: { OKOSMERO_DATA_FLUSH_SECONDS: '1', OKOSMERO_LOG_LEVEL: 'error' },
    });
    const client = connectBoard({ host: '127.0.0.1', port: service.mqttPort, device: DEVICE, password });
    const outbox = new Outbox(client);
    const stored = new Promise<void>((resolve) => {
      client.on('message', (_topic, payload) => {
        const ack = parseAck(payload.toString());
        if (ack?.log === LOG && ack.seq === seq) resolve();
      });
    });
    client.on('connect', () => client.subscribe(topicOf(DEVICE, TOPIC.ack), { qos: 1 }));
    for (const { readings } of cases) {
      for (const { json } of readings) await outbox.send(topicOf(DEVICE, TOPIC.telegram), json);
    }
    await stored;
    await client.endAsync();
  }, 90_000);

  afterAll(async () => {
    await service.stop();
    rmSync(data, { recursive: true, force: true });
  });

  const bytesOf = async (path: string) => {
    const response = await fetchApi(service, path);
    expect([path, response.status]).toEqual([path, 200]);
    return Buffer.from(await response.arrayBuffer());
  };
  const linesOf = async (path: string) => (await bytesOf(path)).toString().trimEnd().split(/\r?\n/);

  it('accepts as many as expected of each file', () => {
    expect(cases.map(({ name, readings }) => [name, readings.length])).toEqual(
      cases.map(({ name, expected }) => [name, expected.telegrams]),
    );
    expect(accepted.length).toBeGreaterThan(30);
  });

  it.each(accepted)('$name, $time', async ({ expected, reading, time }) => {
    const { meterId } = reading;
    const [day, instant] = [time.slice(0, 10), Date.parse(time) / 1000];
    expect(reading.time).toBe(time);

    const jsonLine =
      (await linesOf(ROUTES.dayJsonLines(meterId, day))).find((line) => line.includes(`"time":"${time}"`)) ?? '';
    const [, before = '', sum] = /^(.*),"crc32":"([0-9a-f]{8})"\}$/.exec(jsonLine) ?? [];
    expect(crc32(before).toString(16).padStart(8, '0')).toBe(sum);
    const line = JSON.parse(jsonLine);
    expect({ objects: line.objects, rest: line.rest, crc: line.crc, identification: line.identification }).toEqual({
      objects: reading.objects,
      rest: reading.rest,
      crc: reading.crc,
      identification: reading.identification,
    });
    const first = time === (expected.times ?? [expected.time])[0];
    if (first)
      for (const [code, { value }] of Object.entries(expected.objects ?? {}))
        if (value !== undefined) expect([code, line.objects[code]]).toEqual([code, value]);

    const rows = await linesOf(ROUTES.dayCsv(meterId, day));
    expect(rows[0]).toBe(CSV_HEADER.join(','));
    const clock = time.slice(0, 19).replace('T', ' ');
    const row = rows.find((text) => text.includes(`,${clock},${time.endsWith('+02:00') ? 'S' : 'W'},`));
    expect(row).toBeDefined();
    if (expected.csv !== undefined) expect(row).toBe(expected.csv);

    const pack = decodeDay(gunzipSync(await bytesOf(ROUTES.dayPack(meterId, day))));
    const phases = decodePhases(gunzipSync(await bytesOf(ROUTES.phasesPack(meterId, day))));
    if (!pack.ok || !phases.ok) throw new Error('a pack cannot be read');
    const at = pack.columns.time.indexOf(instant);
    expect(at).toBeGreaterThanOrEqual(0);
    const [importW, exportW] = [pack.columns.importW[at] ?? -1, pack.columns.exportW[at] ?? -1];
    if (first && expected.objects !== undefined) {
      expect([importW, exportW]).toEqual(
        [1000 * (figure(expected, '1-0:1.7.0') ?? -1), 1000 * (figure(expected, '1-0:2.7.0') ?? -1)].map(Math.round),
      );
      expect([pack.columns.importWh[at], pack.columns.exportWh[at]]).toEqual(
        [total(expected, 1), total(expected, 2)].map((kWh) => Math.round(1000 * kWh)),
      );
      const volts = figure(expected, '1-0:32.7.0');
      if (volts !== undefined)
        expect(phases.columns.voltages[0][phases.columns.time.indexOf(instant)]).toBe(Math.round(100 * volts));
    }

    const [x, drawnImport, drawnExport] = viewOf(buildPyramid(pack.columns), instant - 3600, instant + 3600, 10_000);
    const drawn = x.indexOf(instant);
    expect([drawnImport[drawn], drawnExport[drawn]]).toEqual([importW, exportW === 0 ? expect.closeTo(0) : -exportW]);
  });
});
