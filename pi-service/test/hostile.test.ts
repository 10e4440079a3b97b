import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { generate } from 'mqtt-packet';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Mosquitto } from './support/mosquitto.js';
import { freePort, until } from './support/ports.js';
import { LOG, reading } from './support/reading.js';
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
    service = await ServiceProcess.start();
  }, 60_000);
  afterAll(() => service.stop(), 120_000);

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
    await until('the good ones are there', async () => (await service.get('/api/meters')).ok);
    await client.endAsync();
    const { meters } = (await (await service.get('/api/meters')).json()) as { meters: { id: string }[] };
    expect(meters.map(({ id }) => id)).toEqual(['9912345678']);
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
    await until('the service answers', async () => (await service.get('/api/health')).status < 600);
    expect(readdirSync(join(service.data, 'json')).length).toBeLessThanOrEqual(2000);
    expect(service.memory().now).toBeLessThan(450);
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

describe('many meters', () => {
  let broker: Mosquitto;
  let service: ServiceProcess;
  afterEach(async () => {
    await service.stop();
    await broker.stop();
  }, 120_000);

  // A thousand at 10 s for a minute in the long run.
  const METERS = LONG ? 1000 : 200;

  test('are all acknowledged', { timeout: 300_000 }, async () => {
    const port = await freePort();
    const users = { 'okosmero-service': 'service-password', meters: 'meters-password' };
    broker = new Mosquitto(port, users, 'user meters\ntopic readwrite okosmero/#\n');
    await broker.start();
    service = await ServiceProcess.start({
      OKOSMERO_MQTT_SERVER: `mqtt://127.0.0.1:${port}`,
      OKOSMERO_MQTT_USER: 'okosmero-service',
      OKOSMERO_MQTT_PASSWORD: 'service-password',
      OKOSMERO_DATA_FLUSH_SECONDS: '5',
    });
    const meters = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
      username: 'meters',
      password: 'meters-password',
    });
    const acked = new Map<string, string>();
    meters.on('message', (topic, payload) => acked.set(topic.split('/')[1] ?? '', payload.toString()));
    await meters.subscribeAsync(['okosmero/+/ack', 'okosmero/service/availability'], { qos: 1 });
    await until('the service is online', () => acked.get('service') === 'online');
    const rounds = LONG ? 6 : 2;
    for (let round = 1; round <= rounds; round++) {
      const start = Date.now();
      for (let i = 0; i < METERS; i++) {
        const device = `d${i}`;
        const value = { ...reading(round), device, meterId: `M${i}` };
        void meters.publishAsync(`okosmero/${device}/telegram`, JSON.stringify(value), { qos: 1 });
      }
      if (LONG) await new Promise((resolve) => setTimeout(resolve, 10_000 - (Date.now() - start)));
    }
    const complete = `${LOG} ${rounds} 5`;
    await until(
      'all boards are acknowledged',
      () => [...acked.values()].filter((ack) => ack === complete).length === METERS,
    );
    await meters.endAsync();
    process.stdout.write(`${METERS} meters: ${Math.round(service.memory().peak)} MB at most\n`);
  });
});
