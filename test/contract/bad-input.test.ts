/** Bad input at both doors of the service: a clear refusal, and the good reading that comes with it is kept. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Reading, TOPIC } from '@okosmero/moddable-app/contract';
import { type ApiError, type MeterList, ROUTES } from '@okosmero/pi-service/contract';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fetchApi } from '../e2e/missing.js';
import { addDevice, type RunningService, startService } from '../e2e/service.js';
import { localDay, midnight } from '../simulated-meter/calendar.js';
import { connectBoard, topicOf } from '../simulated-meter/connect.js';
import { LineReader } from '../simulated-meter/line-reader.js';
import { SimulatedMeter } from '../simulated-meter/meter.js';
import { portOf } from '../simulated-meter/p1-line.js';

const SERIAL = '9904120726';
const DEVICE = 'a1b2c3';
const YESTERDAY = localDay(Date.now() / 1000) - 1;
const NOON = midnight(YESTERDAY) + 12 * 3600;
const WAIT = { timeout: 30_000, interval: 200 };
const MEGABYTE = 1_000_000;

const data = mkdtempSync(join(tmpdir(), 'okosmero-bad-'));
let service: RunningService;
let password: string;

/** Readings of a day's noon, one after another. */
const readings = (() => {
  const opening = { importWh: [10, 20], exportWh: [30, 40], quadrantVarh: [0, 0, 0, 0] } as const;
  const meter = new SimulatedMeter({ seed: 3, firstDay: YESTERDAY - 1, phases: 3, solarWatts: 0, opening });
  const line = portOf('sanxing-3ph', (instant) => meter.stateAt(instant), SERIAL);
  const made: Reading[] = [];
  const onReading = (json: Buffer) => made.push(JSON.parse(json.toString()));
  const reader = new LineReader({ device: DEVICE, log: '0badf00d', takeSeq: () => made.length + 1, onReading });
  for (let index = 0; index < 20; index++) reader.feed(line(NOON + 10 * index) ?? new Uint8Array(), NOON + 10 * index);
  return made;
})();
let next = 0;

async function connect(): Promise<ReturnType<typeof connectBoard>> {
  const board = connectBoard({ host: '127.0.0.1', port: service.mqttPort, device: DEVICE, password });
  await new Promise<void>((resolve) => board.once('connect', () => resolve()));
  return board;
}

/** A connection of its own for each message: a broker may close it on what it refuses. */
async function send(topic: string, payload: string | Buffer): Promise<void> {
  const board = await connect();
  const closed = new Promise<void>((resolve) => board.once('close', () => resolve()));
  board.publish(topic, payload, { qos: 0 });
  await Promise.race([closed, pause(500)]);
  await board.endAsync(true);
}

/** A good reading goes out and is found in the archive: whatever came before has done no harm. */
async function expectAlive(): Promise<void> {
  const reading = readings[next++];
  const board = await connect();
  await board.publishAsync(topicOf(DEVICE, TOPIC.telegram), JSON.stringify(reading), { qos: 1 });
  await board.endAsync();
  const day = new Date(YESTERDAY * 86_400_000).toISOString().slice(0, 10);
  await vi.waitFor(async () => {
    const response = await fetchApi(service, ROUTES.dayJsonLines(SERIAL, day));
    expect(await response.text()).toContain(`"time":"${reading?.time}"`);
  }, WAIT);
}

beforeAll(async () => {
  password = await addDevice(data, DEVICE);
  service = await startService({
    data,
    environment: { OKOSMERO_DATA_FLUSH_SECONDS: '1', OKOSMERO_LOG_LEVEL: 'error' },
  });
}, 90_000);

afterAll(async () => {
  await service?.stop();
  rmSync(data, { recursive: true, force: true });
});

const good = () => readings[19] as Reading;

describe('over MQTT', () => {
  it.each<[string, string, string | Buffer]>([
    ['an unknown topic', `okosmero/${DEVICE}/firmware`, 'x'],
    ['the topic of another board', topicOf('ffffff', TOPIC.telegram), JSON.stringify(good())],
    ['the service’s own topic', topicOf(DEVICE, TOPIC.ack), '0badf00d 99999 60'],
    ['no JSON', topicOf(DEVICE, TOPIC.telegram), '{"schema":1,'],
    ['JSON 5,000 levels deep', topicOf(DEVICE, TOPIC.telegram), '['.repeat(5000) + ']'.repeat(5000)],
    ['another schema', topicOf(DEVICE, TOPIC.telegram), JSON.stringify({ ...good(), schema: 2 })],
    [
      'a meter id that climbs',
      topicOf(DEVICE, TOPIC.telegram),
      JSON.stringify({ ...good(), meterId: '../../escaped' }),
    ],
    [
      'the name of a prototype',
      topicOf(DEVICE, TOPIC.telegram),
      `{"__proto__":{"polluted":1},"schema":1,"meterId":"__proto__"}`,
    ],
    ['a reading of another device', topicOf(DEVICE, TOPIC.telegram), JSON.stringify({ ...good(), device: 'ffffff' })],
    ['bytes that are no slots', topicOf(DEVICE, TOPIC.backfill), Buffer.alloc(1000, 0xa5)],
    ['10 MB', topicOf(DEVICE, TOPIC.telegram), Buffer.alloc(10 * MEGABYTE, 0x20)],
  ])(
    '%s costs nothing but itself',
    async (_name, topic, payload) => {
      await send(topic, payload);
      await expectAlive();
      const { meters } = (await (await fetchApi(service, ROUTES.meters)).json()) as MeterList;
      expect(meters.map(({ id }) => id)).toEqual([SERIAL]);
      expect(readdirSync(join(data, 'json'))).toEqual([SERIAL]);
    },
    60_000,
  );
});

describe('over HTTP', () => {
  it.each([
    ['a day that the archive has not', ROUTES.dayPack(SERIAL, '1999-01-01'), 404],
    ['a day that no calendar has', ROUTES.dayPack(SERIAL, '2026-02-31'), 404],
    ['a meter that is unknown', ROUTES.days('nobody'), 404],
    ['a meter id that climbs', '/api/meters/..%2f..%2fetc%2fpasswd/days', 400],
    ['a file that climbs', '/rt/sm/..%2f..%2ftoken', 404],
    ['an export without a format', `${ROUTES.export(SERIAL)}?from=2026-01-01&to=2026-01-02&format=exe`, 400],
  ])('%s gets a sentence', async (_name, path, status) => {
    const response = await fetchApi(service, path);
    const { error } = (await response.json()) as ApiError;
    expect([response.status, error.length > 8]).toEqual([status, true]);
  });

  it('is refused without the token', async () => {
    expect((await fetch(new URL(ROUTES.meters, service.url))).status).toBe(401);
  });
});
