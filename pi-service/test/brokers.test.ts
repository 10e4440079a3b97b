import { encodeMeter, encodeMinute, SLOT_BYTES } from '@okosmero/moddable-app/recorder';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, describe, expect, test } from 'vitest';
import { until } from './support/ports.js';
import { LOG, reading } from './support/reading.js';
import { PASSWORD, Rig } from './support/rig.js';

let rig: Rig;
afterEach(() => rig.close());

const text = (value: unknown) => JSON.stringify(value);
const send = (board: MqttClient, payload: string | Buffer, name = 'telegram') =>
  board.publishAsync(`okosmero/a1b2c3/${name}`, payload, { qos: 1 });

/** Every ack that comes to the board, in order. */
async function acks(board: MqttClient): Promise<string[]> {
  const heard: string[] = [];
  board.on('message', (topic, payload) => {
    if (topic === 'okosmero/a1b2c3/ack') heard.push(payload.toString());
  });
  await board.subscribeAsync('okosmero/a1b2c3/ack', { qos: 1 });
  return heard;
}

describe.each(['embedded', 'mosquitto'] as const)('%s broker', (kind) => {
  const start = async () => {
    rig = new Rig();
    await rig[kind]('a1b2c3', 'b2');
    await until('the service is connected', () => rig.connects > 0);
  };

  test('acknowledges after durability, not before', async () => {
    await start();
    const board = await rig.board();
    const heard = await acks(board);
    void send(board, text(reading(1)));
    void send(board, text(reading(2)));
    await until('both came', () => rig.archive.readings.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heard).toEqual([]);
    rig.archive.sync();
    await until('the ack came', () => heard.at(-1) === `${LOG} 2 60`);
  });

  test('what the archive could not take is never acknowledged', async () => {
    await start();
    rig.archive.outcome = 'unavailable';
    const board = await rig.board();
    const heard = await acks(board);
    void send(board, text(reading(1)));
    await until('it came', () => rig.archive.waiting === 1);
    rig.archive.sync();
    rig.archive.outcome = 'stored';
    void send(board, text(reading(2)));
    await until('the second came', () => rig.archive.waiting === 1);
    rig.archive.sync();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heard.filter((ack) => !ack.includes(' 0 '))).toEqual([]);
    void send(board, text(reading(1)));
    await until('the first came again', () => rig.archive.waiting === 1);
    rig.archive.sync();
    await until('both are covered', () => heard.at(-1) === `${LOG} 2 60`);
  });

  test('a message of the log covers all its records', async () => {
    await start();
    rig.archive.immediate = true;
    const board = await rig.board();
    const heard = await acks(board);
    const bytes = new Uint8Array(2 * SLOT_BYTES);
    encodeMeter({ log: LOG, meterId: '9912345678', seq: 1 }, bytes, 0);
    const readings = [0, 10, 20].map((second, i) => ({
      seq: 5 + i,
      time: 1_790_000_040 + second,
      summer: true,
      importWh: 1000 + i,
      exportWh: 0,
      importW: 360,
      exportW: 0,
    }));
    encodeMinute(readings, bytes, SLOT_BYTES);
    await send(board, Buffer.from(bytes), 'backfill');
    await until('the ack came', () => heard.at(-1) === `${LOG} 7 60`);
    expect(rig.archive.backfills[0]?.readings).toHaveLength(3);
  });

  test('a new log is told that nothing of it is stored', async () => {
    await start();
    const board = await rig.board();
    const heard = await acks(board);
    await send(board, text({ schema: 1, log: { id: LOG, oldest: 5, next: 9 } }), 'health');
    await until('the ack came', () => heard.at(-1) === `${LOG} 0 60`);
    expect(rig.archive.seen.map(({ kind }) => kind)).toContain('health');
  });

  test('bad messages are counted, told as events, and good ones go on', async () => {
    await start();
    rig.archive.immediate = true;
    const board = await rig.board();
    const heard = await acks(board);
    const bad = [
      'not JSON',
      '{"schema":1}',
      text({ ...reading(1), schema: 2 }),
      text({ ...reading(1), meterId: '../../etc' }),
      text({ ...reading(1), device: 'b2' }),
      `${'['.repeat(5000)}${']'.repeat(5000)}`,
    ];
    for (const payload of bad) await send(board, payload);
    await send(board, text(reading(1)));
    await until('the good one is acknowledged', () => heard.at(-1) === `${LOG} 1 60`);
    expect(await rig.refusals('payload')).toBe(bad.length);
    expect(rig.archive.refusals.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([expect.stringContaining('JSON'), expect.stringContaining('meterId')]),
    );
    expect(rig.archive.readings).toHaveLength(1);
  });

  test('a payload over the limit reaches nobody, and the next connection works', async () => {
    await start();
    rig.archive.immediate = true;
    const board = await rig.board();
    const closed = new Promise<void>((resolve) => board.once('close', () => resolve()));
    board.publish('okosmero/a1b2c3/telegram', Buffer.alloc(10 << 20, 0x20), { qos: 1 }, () => undefined);
    await closed;
    const again = await rig.board();
    await send(again, text(reading(1)));
    await until('the good one came', () => rig.archive.readings.length === 1);
    expect(await rig.refusals('payload')).toBe(0);
  });

  test('a board cannot write for another, nor ack, nor listen to others', async () => {
    await start();
    rig.archive.immediate = true;
    const board = await rig.board();
    const other = await rig.board('b2');
    const heard: string[] = [];
    other.on('message', (topic) => heard.push(topic));
    await other.subscribeAsync('#', { qos: 1 }).catch(() => undefined);
    for (const topic of ['okosmero/b2/ack', 'okosmero/b2/telegram', 'okosmero/service/availability']) {
      const intruder = await rig.board('a1b2c3');
      intruder.publish(topic, text(reading(1, { device: 'b2' })), { qos: 1 }, () => undefined);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const fresh = board.connected ? board : await rig.board();
    await send(fresh, text(reading(1)));
    await until('the good one came', () => rig.archive.readings.length === 1);
    expect(rig.archive.readings[0]?.device).toBe('a1b2c3');
    expect(heard).toEqual([]);
  });

  test('a wrong password is refused', async () => {
    await start();
    await expect(rig.board('a1b2c3', rig.port, 'wrong-password')).rejects.toThrow(/not auth|refused/i);
    await expect(rig.board('nobody')).rejects.toThrow(/not auth|refused/i);
  });

  test('Home Assistant gets discovery and state, again after its birth', async () => {
    await start();
    rig.archive.immediate = true;
    const board = await rig.board();
    await send(board, text(reading(1)));
    await until('it is stored', () => rig.archive.readings.length === 1);
    const assistant = await rig.board('homeassistant');
    const topics: string[] = [];
    assistant.on('message', (topic) => topics.push(topic));
    await assistant.subscribeAsync(['homeassistant/device/+/config', 'okosmero/+/state']);
    await until('both came', () => new Set(topics).size === 2);
    topics.length = 0;
    await assistant.publishAsync('homeassistant/status', 'online', { qos: 1 });
    await until('discovery came again', () => topics.includes('homeassistant/device/okosmero_a1b2c3/config'));
  });
});

test('a telegram that the broker kept is not archived again', async () => {
  rig = new Rig();
  await rig.mosquitto('a1b2c3');
  await until('the service is connected', () => rig.connects > 0);
  rig.archive.immediate = true;
  const board = await rig.board();
  await board.publishAsync('okosmero/a1b2c3/telegram', text(reading(1)), { qos: 1, retain: true });
  await until('it came', () => rig.archive.readings.length === 1);
  await rig.link?.close();
  rig.external(rig.port);
  await until('it came again, as a kept one', async () => (await rig.refusals('retained')) === 1);
  expect(rig.archive.readings).toHaveLength(1);
});

test('the embedded broker gathers nothing for an onlooker that left', async () => {
  rig = await new Rig().embedded('a1b2c3');
  rig.archive.immediate = true;
  const onlooker = () =>
    mqtt.connectAsync(`mqtt://127.0.0.1:${rig.port}`, {
      username: 'homeassistant',
      password: PASSWORD,
      clientId: 'onlooker',
      clean: false,
      reconnectPeriod: 0,
    });
  const first = await onlooker();
  await first.subscribeAsync('okosmero/#', { qos: 1 });
  await first.endAsync(true);
  const board = await rig.board();
  for (let i = 1; i <= 20; i++) await send(board, text(reading(i)));
  const again = await onlooker();
  const heard: string[] = [];
  again.on('message', (topic) => heard.push(topic));
  await again.subscribeAsync('okosmero/+/telegram', { qos: 1 });
  await send(board, text(reading(21)));
  await until('the live one came', () => heard.length > 0);
  expect(heard).toEqual(['okosmero/a1b2c3/telegram']);
  await again.endAsync(true);
});
