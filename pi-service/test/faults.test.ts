import type { MqttClient } from 'mqtt';
import { afterEach, describe, expect, test } from 'vitest';
import { FaultProxy } from './support/fault-proxy.js';
import { until } from './support/ports.js';
import { LOG, reading } from './support/reading.js';
import { Rig } from './support/rig.js';

const LONG = process.env.OKOSMERO_LONG === '1';

let rig: Rig;
let proxy: FaultProxy | null = null;
afterEach(async () => {
  await rig.close();
  await proxy?.close();
  proxy = null;
});

const send = (board: MqttClient, seq: number) =>
  board.publishAsync('okosmero/a1b2c3/telegram', JSON.stringify(reading(seq)), { qos: 1 });
const sequence = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const archived = () => new Set(rig.archive.readings.map(({ seq }) => seq));

describe('another broker', () => {
  test('keeps what the service had not on disk when it died', async () => {
    rig = new Rig();
    await rig.mosquitto('a1b2c3');
    await until('the service is connected', () => rig.connects === 1);
    const board = await rig.board();
    for (const seq of sequence(1, 3)) await send(board, seq);
    await until('all came', () => rig.archive.waiting === 3);
    rig.archive.sync();
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const seq of sequence(4, 6)) await send(board, seq);
    await until('the next came', () => rig.archive.waiting === 3);

    await rig.link?.close();
    rig.archive.readings.length = 0;
    rig.external(rig.port);
    await until('the broker sent again what was not durable', () => archived().size === 3);
    expect([...archived()].sort()).toEqual([4, 5, 6]);
  });

  test('with a full window makes the archive sync before its time', async () => {
    rig = new Rig();
    await rig.mosquitto('a1b2c3');
    await until('the service is connected', () => rig.connects === 1);
    const board = await rig.board();
    for (const seq of sequence(1, 15)) await send(board, seq);
    await until('all came', () => archived().size === 15);
    expect(rig.archive.waiting).toBe(15);
    await send(board, 16);
    await until('all is durable', () => rig.archive.waiting === 0);
  });

  test('may go away and come back', async () => {
    rig = new Rig();
    rig.archive.immediate = true;
    const broker = await rig.mosquitto('a1b2c3');
    await until('the service is connected', () => rig.connects === 1);
    await send(await rig.board(), 1);
    await until('the first came', () => archived().has(1));
    await broker.stop('SIGKILL');
    await until('the service knows', () => !rig.link?.connected);
    await broker.start();
    await until('the service is back', () => rig.connects === 2);
    const board = await rig.board();
    const acks: string[] = [];
    board.on('message', (_, payload) => acks.push(payload.toString()));
    await board.subscribeAsync('okosmero/a1b2c3/ack', { qos: 1 });
    await until('the ack is retained again though the broker forgot it', () => acks.includes(`${LOG} 1 60`));
    await send(board, 2);
    await until('the second came', () => archived().has(2));
  });

  test('behind a network that is cut and swallows bytes loses nothing', {
    timeout: LONG ? 300_000 : 60_000,
  }, async () => {
    rig = new Rig();
    rig.archive.immediate = true;
    await rig.mosquitto('a1b2c3');
    await until('the service is connected', () => rig.connects === 1);
    await rig.link?.close();
    proxy = new FaultProxy(rig.port);
    rig.external(await proxy.open(), 2);
    await until('the service is connected through the proxy', () => rig.connects === 2);
    const board = await rig.board();
    const total = LONG ? 5000 : 500;
    for (const seq of sequence(1, total)) {
      void send(board, seq);
      if (seq % (total / 5) === 0) proxy.cut();
      if (seq === total / 2) {
        proxy.blackHole = true;
        setTimeout(() => {
          if (proxy) proxy.blackHole = false;
        }, 4000);
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await until('every reading came', () => archived().size === total);
  });
});

describe('a board', () => {
  test('that sends everything ten times is acknowledged once', async () => {
    rig = new Rig();
    rig.archive.immediate = true;
    await rig.embedded('a1b2c3');
    const board = await rig.board();
    for (let round = 0; round < 10; round++) for (const seq of sequence(1, 20)) await send(board, seq);
    await until('all came', () => archived().size === 20);
    expect((await rig.metrics.acks.get()).values[0]?.value).toBeLessThan(40);
  });

  test('meets a service that goes on when the archive fails', async () => {
    rig = new Rig();
    await rig.embedded('a1b2c3');
    const board = await rig.board();
    const { accept } = rig.archive;
    rig.archive.accept = () => Promise.reject(new Error('EIO'));
    await send(board, 1);
    await until('the failure is counted', async () => (await rig.refusals('internal')) === 1);
    rig.archive.accept = accept;
    rig.archive.immediate = true;
    await send(board, 1);
    await until('the reading came again', () => archived().has(1));
  });

  test('is told again after the service restarted', async () => {
    rig = new Rig();
    rig.archive.immediate = true;
    await rig.embedded('a1b2c3');
    const board = await rig.board();
    for (const seq of sequence(1, 5)) await send(board, seq);
    await until('all came', () => archived().size === 5);
    await new Promise((resolve) => setTimeout(resolve, 100));
    rig.restart();
    const acks: string[] = [];
    board.on('message', (_, payload) => acks.push(payload.toString()));
    if (rig.link) rig.subscriber.connected(rig.link);
    await board.subscribeAsync('okosmero/a1b2c3/ack', { qos: 1 });
    await until('the ack came', () => acks.includes(`${LOG} 5 60`));
  });
});
