import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { generate } from 'mqtt-packet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from './support/ports.js';
import { reading } from './support/reading.js';
import { ServiceProcess } from './support/service-process.js';

const LONG = process.env.OKOSMERO_LONG === '1';

/** The service's own board. */
async function board(service: ServiceProcess): Promise<MqttClient> {
  const { port, user, password } = service.ready.mqtt ?? { port: 0, user: null, password: null };
  return mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { username: user ?? '', password: password ?? '' });
}

const telegram = (client: MqttClient, value: unknown) =>
  client.publishAsync('okosmero/board1/telegram', JSON.stringify(value), { qos: 1 });

describe('what an attacker sends', () => {
  let service: ServiceProcess;
  beforeAll(async () => {
    service = await ServiceProcess.start({ OKOSMERO_DATA_FLUSH_SECONDS: '1' });
  }, 60_000);
  afterAll(() => service.stop(), 120_000);
  const meters = async () =>
    ((await (await service.get('/api/meters')).json()) as { meters: { id: string }[] }).meters.map(({ id }) => id);

  test('256 MB announced in one packet: the connection ends, the memory stays', { timeout: 60_000 }, async () => {
    const { port = 0, user, password } = service.ready.mqtt ?? {};
    const before = service.memory().now;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write(
      generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clientId: 'attacker',
        clean: true,
        keepalive: 60,
        username: user ?? '',
        password: Buffer.from(password ?? ''),
      }),
    );
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]));
    const chunk = Buffer.alloc(1 << 20, 0x20);
    for (let sent = 0; sent < 200 && !socket.destroyed; sent++) {
      socket.write(chunk);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await ended;
    expect(service.memory().peak - before).toBeLessThan(40);
    expect(await (await service.get('/metrics')).text()).toMatch(/messages_refused_total\{reason="oversize"\} 1/);
  });

  test('connections that never say who they are do not shut others out', { timeout: 60_000 }, async () => {
    const { port = 0 } = service.ready.mqtt ?? {};
    const silent = Array.from({ length: 300 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    const client = await board(service);
    expect(client.connected).toBe(true);
    await client.endAsync();
    for (const socket of silent) socket.destroy();
  });

  test('names of the prototype, deep nesting and paths change and create nothing', { timeout: 60_000 }, async () => {
    const client = await board(service);
    const good = { ...reading(1), device: 'board1' };
    const raw = (text: string) => client.publishAsync('okosmero/board1/telegram', text, { qos: 1 });
    const members = JSON.stringify(good).slice(1, -1);
    await raw(`{${members},"__proto__":{"polluted":1}}`);
    await raw(`{${members.replace('"objects":{', '"objects":{"__proto__":{"polluted":1},')}}`);
    await raw(`{${members.replace('"objects":{', '"objects":{"constructor":1,')}}`);
    await raw(`{"a":${'['.repeat(7000)}${']'.repeat(7000)}}`);
    for (const meterId of ['../../escape', '..', '/etc/passwd', 'a/b', 'a\u0000b', '.hidden', '-x', 'x'.repeat(33), ''])
      await telegram(client, { ...good, meterId });
    await telegram(client, { ...good, seq: 2 });
    await until('the good ones are there', async () => (await meters()).length > 0);
    await client.endAsync();
    expect(await meters()).toEqual(['9912345678']);
    expect(existsSync(join(dirname(service.data), 'escape'))).toBe(false);
  });

  test('meter ids without end stay bounded', { timeout: LONG ? 600_000 : 60_000 }, async () => {
    const client = await board(service);
    const count = LONG ? 200_000 : 300;
    const flights: Promise<unknown>[] = [];
    for (let i = 0; i < count; i++) {
      flights.push(telegram(client, { ...reading(10 + i), device: 'board1', meterId: `M${i}` }));
      if (flights.length === 500) await Promise.all(flights.splice(0));
    }
    await Promise.all(flights);
    await client.endAsync();
    const known = Math.min(2000, count + 1);
    await until('as many as may be are known', async () => (await meters()).length === known);
    const folders = () => readdirSync(join(service.data, 'json')).length;
    await until('and on disk', async () => existsSync(join(service.data, 'json')) && folders() === known);
    expect(service.memory().now).toBeLessThan(450);
  });

  test.each([
    ['--mqtt-port', /Port \d+ is taken by another program\. If it is Mosquitto, use it: mqtt\.server/],
    ['--http-port', /Port \d+ is taken by another program\. Stop it, or set http\.port/],
  ])('a taken %s ends the service with a sentence, and does end it', { timeout: 60_000 }, async (option, sentence) => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const main = new URL('../dist/main.js', import.meta.url).pathname;
    const ports = { '--mqtt-port': '0', '--http-port': '0', [option]: String((taken.address() as AddressInfo).port) };
    const data = mkdtempSync(join(tmpdir(), 'okosmero-port-'));
    const { status, stderr } = spawnSync(
      process.execPath,
      [main, 'serve', '-d', data, ...Object.entries(ports).flat()],
      {
        env: { ...process.env, OKOSMERO_HTTP_HOST: '127.0.0.1', OKOSMERO_MQTT_HOST: '127.0.0.1' },
        encoding: 'utf8',
        timeout: 30_000,
      },
    );
    expect(stderr).toMatch(sentence);
    expect(status).toBe(69);
    taken.close();
  });

  test('a second service on the same data refuses to start', { timeout: 60_000 }, () => {
    const main = new URL('../dist/main.js', import.meta.url).pathname;
    const second = spawnSync(
      process.execPath,
      [main, 'serve', '--data', service.data, '--http-port', '0', '--mqtt-port', '0'],
      {
        encoding: 'utf8',
      },
    );
    expect(second.status).toBe(73);
    expect(second.stderr).toContain('Another okosmero works on');
  });

  test('SIGTERM ends it in order', { timeout: 120_000 }, async () => {
    expect(await service.stop()).toBe(0);
  });
});
