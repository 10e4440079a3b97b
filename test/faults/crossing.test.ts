/**
 * Faults that cross the parts: the service dies in the middle of a load, the broker goes and comes, the network cuts,
 * stalls and dribbles. At the end the archive holds every reading of the meter, each exactly once, none changed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { addDevice, type RunningService, startService } from '../e2e/service.js';
import { expectWhole, type Stretch } from '../e2e/whole.js';
import { Board } from '../simulated-meter/board.js';
import { localDay, midnight } from '../simulated-meter/calendar.js';
import { draw } from '../simulated-meter/draw.js';
import { SimulatedMeter } from '../simulated-meter/meter.js';
import { portOf } from '../simulated-meter/p1-line.js';
import { openBadNetwork } from './proxy.js';

const LONG = process.env.OKOSMERO_LONG === '1';
const KILLS = LONG ? 40 : 3;
const CUTS = LONG ? 60 : 8;
const TIME = LONG ? 1_200_000 : 240_000;
const SEED = 20261123;
const SERIAL = '9904120726';
const DEVICE = 'a1b2c3';
const YESTERDAY = localDay(Date.now() / 1000) - 1;
const FROM = midnight(YESTERDAY) + 3600;

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'okosmero-faults-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const household = () =>
  new SimulatedMeter({
    seed: SEED,
    firstDay: YESTERDAY - 1,
    phases: 3,
    solarWatts: 5000,
    opening: { importWh: [10, 20], exportWh: [30, 40], quadrantVarh: [0, 0, 0, 0] },
  });

async function serve(
  data: string,
  mqttPort: number,
  environment: Record<string, string> = {},
): Promise<RunningService> {
  const settings = { OKOSMERO_DATA_FLUSH_SECONDS: '1', OKOSMERO_LOG_LEVEL: 'error', ...environment };
  const service = await startService({ data, mqttPort, environment: settings });
  closing.push(() => service.stop());
  return service;
}

/** A board whose telegrams come as fast as the test wants; `hear(n)` prints the next n. */
function plugIn(port: number, password: string) {
  const meter = household();
  const line = portOf('sanxing-3ph', (instant) => meter.stateAt(instant), SERIAL);
  const board = new Board({ account: { host: '127.0.0.1', port, device: DEVICE, password }, line });
  closing.push(() => board.close());
  let readings = 0;
  return {
    async hear(count: number): Promise<void> {
      for (let heard = 0; heard < count; heard++) {
        board.hear(FROM + 10 * readings++);
        await pause(5);
      }
    },
    end(): Stretch {
      board.recorder.closeMinute();
      return { meter, serial: SERIAL, from: FROM, readings };
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

it(
  `loses nothing when the service is killed ${KILLS} times under load`,
  async () => {
    const data = newFolder();
    const password = await addDevice(data, DEVICE);
    let service = await serve(data, 0);
    const { mqttPort } = service;
    const board = plugIn(mqttPort, password);
    for (let kill = 0; kill < KILLS; kill++) {
      await board.hear(40 + Math.floor(60 * draw(SEED, 1, kill)));
      const ended = once(service.process, 'exit');
      service.process.kill('SIGKILL');
      await ended;
      await board.hear(10);
      service = await serve(data, mqttPort);
    }
    await expectWhole(service, board.end());
  },
  TIME,
);

it(
  `loses nothing on a network with ${CUTS} resets, small pieces and a black hole`,
  async () => {
    const data = newFolder();
    const password = await addDevice(data, DEVICE);
    const service = await serve(data, 0);
    await using network = await openBadNetwork(() => service.mqttPort);
    const board = plugIn(network.port, password);
    network.latency = 2;
    network.piece = 400;
    for (let cut = 0; cut < CUTS; cut++) {
      await board.hear(10 + Math.floor(60 * draw(SEED, 2, cut)));
      if (cut % 4 === 3) {
        network.blackHole = true;
        await board.hear(20);
      }
      network.reset();
      network.blackHole = false;
    }
    await expectWhole(service, board.end());
  },
  TIME,
);

async function startMosquitto(port: number, folder: string): Promise<ChildProcess> {
  const config = join(folder, 'mosquitto.conf');
  writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  const broker = spawn('/usr/sbin/mosquitto', ['-c', config], { stdio: 'ignore' });
  closing.push(() => broker.kill());
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const open = await new Promise((resolve) =>
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false)),
    );
    socket.destroy();
    if (open) return broker;
    expect(broker.exitCode).toBeNull();
    await pause(100);
  }
}

it(
  'loses nothing when Mosquitto is killed and comes back',
  async () => {
    const folder = newFolder();
    const port = await freePort();
    let broker = await startMosquitto(port, folder);
    const service = await serve(newFolder(), 0, { OKOSMERO_MQTT_SERVER: `mqtt://127.0.0.1:${port}` });
    const board = plugIn(port, 'anonymous');
    for (let round = 0; round < (LONG ? 10 : 2); round++) {
      await board.hear(60);
      const ended = once(broker, 'exit');
      broker.kill('SIGKILL');
      await ended;
      await board.hear(30);
      broker = await startMosquitto(port, folder);
    }
    await board.hear(30);
    await expectWhole(service, board.end());
  },
  TIME,
);
