import './arraybuffer.js';
import type { DeviceHealth, DeviceInfo, Reading } from '@okosmero/moddable-app/contract';
import { expect, test } from 'vitest';
import { Boot, type BootMode, QUICK_CRASHES, SURVIVOR_BYTES } from '../../src/io/boot.js';
import { runClock } from '../../src/io/clock.js';
import { Device } from '../../src/io/device.js';
import { Light } from '../../src/io/light.js';
import { Meter } from '../../src/io/meter.js';
import { Network } from '../../src/io/network.js';
import type { Board, MeterPort } from '../../src/io/platform.js';
import { ARC, Crc16, X25 } from '../../src/p1/crc16.js';
import { readReadings } from '../../src/p1/readings.js';
import { MESSAGE_BYTES } from '../../src/recorder/backfill.js';
import { Delivery } from '../../src/recorder/delivery.js';
import { Recorder } from '../../src/recorder/recorder.js';
import { telegrams } from '../p1/household.js';
import { decoded } from '../recorder/model.js';
import { SimulatedFlash, seeded } from '../recorder/simulated-flash.js';
import { Radio } from './sdk/station.js';
import { bytesOf, SimulatedBroker, textOf } from './simulated-broker.js';

const CRASH = 2;
const BEATS_A_SECOND = 50;

/** The ring of the meter's line. */
class Line implements MeterPort {
  readonly overflow = 0;
  readonly framing = 0;
  waiting = new Uint8Array(0);
  say(bytes: Uint8Array): void {
    this.waiting = new Uint8Array([...this.waiting, ...bytes]);
  }
  read(view: Uint8Array): number {
    const part = this.waiting.subarray(0, view.length);
    view.set(part);
    this.waiting = this.waiting.slice(part.length);
    return part.length;
  }
  close(): void {}
}

/** A board as main puts it together, on a line, a network and a broker that do what the test says. */
function start(mode: BootMode = 'normal', capacity = 2920) {
  const memory = new Uint8Array(SURVIVOR_BYTES);
  const survivor = {
    recall: (bytes: Uint8Array) => bytes.set(memory),
    remember: (bytes: Uint8Array) => memory.set(bytes),
  };
  const boots = () => new Boot({ io: survivor, reason: CRASH });
  for (let crash = 1; mode === 'safe' && crash < QUICK_CRASHES; crash++) boots();
  const boot = boots();
  expect(boot.mode).toBe(mode);

  const told = { restarts: 0 };
  const board: Board = {
    ...survivor,
    resetReason: CRASH,
    freeHeap: 12_345,
    mac: '5ccf7fa1b2c3',
    buttonPressed: false,
    light() {},
    releaseUart() {},
    print() {},
    restart: () => told.restarts++,
  };
  const broker = new SimulatedBroker();
  broker.capacity = capacity;
  const line = new Line();
  const recorder = new Recorder(new SimulatedFlash(20, seeded(7)), seeded(8));
  const radio = new Radio();
  const random = () => 0.5;
  const light = new Light(() => {});
  const network = new Network({
    io: radio.io,
    hostname: 'okosmero-a1b2c3',
    settings: { ssid: 'home', password: '', start_delay: 0 },
    random,
  });
  const arc = new Crc16(ARC);
  const x25 = new Crc16(X25);
  const settings = { mqtt_host: '127.0.0.1', mqtt_port: 1883, mqtt_user: '', mqtt_password: '' };
  const publisher = { io: broker.io, dns: broker.dns, socket: broker.socket, settings, device: 'meter1', random };
  const common = { board, boot, network, light, publisher };
  const recording =
    mode === 'safe'
      ? undefined
      : {
          meter: new Meter({ port: line, recorder, device: 'meter1', arc, x25 }),
          delivery: new Delivery(recorder, new Uint8Array(MESSAGE_BYTES)),
        };
  const device = new Device({ ...common, ...recording });
  let beat = () => {};
  const repeat = (callback: () => void) => {
    beat = callback;
  };
  const time = { ticks: 2 ** 31 - 60_000 };
  runClock(device, { io: { repeat }, time, boot, light });

  let confirmed = 0;
  /** The broker takes and confirms everything. */
  const settle = () => {
    const { client } = broker;
    client.drain();
    for (; confirmed < client.published.length; confirmed++) {
      const message = client.published[confirmed];
      if (message?.left) return;
      if (message?.QoS) client.puback(message.id);
    }
  };
  const run = (seconds: number, each = () => {}) => {
    for (let i = 0; i < seconds * BEATS_A_SECOND; i++) {
      // As the chip's counter: 32 bits with a sign, so that it wraps after 25 days and here within a minute.
      time.ticks = (time.ticks + 1000 / BEATS_A_SECOND) | 0;
      beat();
      each();
    }
  };
  const connect = () => {
    run(4);
    confirmed = 0;
    broker.client.accept();
  };
  const of = (topic: string) => broker.client.published.filter((m) => m.topic === `okosmero/meter1/${topic}`);
  const counts = recording?.meter.counts;
  return { boots, broker, connect, counts, line, of, radio, recorder, run, settle, told };
}

/** What `p1` makes of the same telegrams. */
function expectedOf(log: string, bytes: readonly Uint8Array[], seq = 1): Reading[] {
  const readings: Reading[] = [];
  const reader = readReadings({ device: 'meter1', log, seq, onReading: (reading) => readings.push(reading) });
  for (const telegram of bytes) reader.feed(telegram);
  return readings;
}

test('a reading goes out as it came, with the number that it has in the log', () => {
  const { connect, line, of, recorder, run, settle } = start();
  connect();
  const series = telegrams('sanxing-3ph-1552-00', 5);
  for (const telegram of series) {
    line.say(telegram);
    run(10, settle);
  }
  expect(of('telegram').map((message) => JSON.parse(textOf(message)))).toEqual(expectedOf(recorder.id, series));
  expect(recorder.next).toBe(6);

  expect(of('availability').map(textOf)).toEqual(['online']);
  const health: DeviceHealth = JSON.parse(textOf(of('health').at(-1) as never));
  expect(health).toMatchObject({
    uptime: expect.any(Number),
    resetCause: 'exception',
    safeMode: false,
    rssi: -61,
    heap: { free: 12_345, lowest: 12_345 },
    connects: { wifi: 1, broker: 1 },
    ackAge: null,
    log: { id: recorder.id },
  });
  const info: DeviceInfo = JSON.parse(textOf(of('info').at(-1) as never));
  expect(info).toMatchObject({ crc: 'arc', meterId: expectedOf('', series)[0]?.meterId });
  expect(info.units).toMatchObject({ '1-0:1.8.0': 'kWh', '1-0:32.7.0': 'V' });
  expect(info.units).not.toHaveProperty('1-0:2.4.0');
});

test('the last minute of a meter that falls silent goes to flash, each time', () => {
  const { line, recorder, run } = start();
  telegrams('sanxing-3ph-1552-00', 2).forEach((telegram, index) => {
    line.say(telegram);
    run(60);
    expect(recorder.inFlash).toBe(index);
    run(15);
    expect(recorder.inFlash).toBe(index + 1);
  });
});

test('health comes once a minute', () => {
  const { connect, of, run, settle } = start();
  connect();
  run(300, settle);
  expect(of('health').length).toBe(6);
});

test('what an outage kept back goes out when the service says where it stands', () => {
  const { broker, connect, line, of, recorder, run, settle } = start();
  connect();
  const series = telegrams('sanxing-3ph-1552-00', 80);
  for (const telegram of series.slice(0, 5)) {
    line.say(telegram);
    run(10, settle);
  }
  expect(of('telegram').length).toBe(5);
  broker.client.fail();
  broker.address = null;
  for (const telegram of series.slice(5, 70)) {
    line.say(telegram);
    run(10);
  }
  broker.address = '192.0.2.1';
  const before = broker.clients.length;
  while (broker.clients.length === before) run(1);
  connect();
  // Nobody has said yet what the archive holds.
  run(5, settle);
  expect(of('backfill')).toEqual([]);
  broker.client.deliver('okosmero/service/availability', 'online');
  broker.client.deliver('okosmero/meter1/ack', `${recorder.id} 5 60`);
  for (const telegram of series.slice(70)) {
    line.say(telegram);
    run(10, settle);
  }
  const live = of('telegram').map((message) => (JSON.parse(textOf(message)) as Reading).seq);
  expect(live).toEqual([71, 72, 73, 74, 75, 76, 77, 78, 79, 80]);
  // The minute in which the outage began is sent whole.
  const history = of('backfill')
    .flatMap((message) => decoded(bytesOf(message)).readings)
    .filter(({ seq }) => seq > 5);
  const expected = expectedOf(recorder.id, series.slice(5, 70), 6);
  expect(history.slice(0, 65).map(({ seq }) => seq)).toEqual(expected.map(({ seq }) => seq));
  expect(history.slice(0, 65).map(({ importWh }) => importWh)).toEqual(
    expected.map(({ objects }) => Math.round(Number(objects['1-0:1.8.0']) * 1000)),
  );

  // The archive lost a stretch of it.
  const sent = of('backfill').length;
  const { time } = history[12] as { time: number };
  broker.client.deliver('okosmero/meter1/replay', `${time} ${time}`);
  run(2, settle);
  const again = of('backfill').slice(sent);
  expect(again.flatMap((message) => decoded(bytesOf(message)).readings).map((reading) => reading.time)).toContain(time);
});

test('the text of a reading stays whole until the socket has taken it', () => {
  const { broker, connect, line, of, recorder, run } = start('normal', 600);
  connect();
  run(1, () => broker.client.drain());
  const series = telegrams('sanxing-3ph-1552-00', 2);
  for (const telegram of series) {
    line.say(telegram);
    run(5);
  }
  expect(of('telegram')[0]?.left).toBeGreaterThan(0);
  for (let i = 0; i < 10; i++) broker.client.drain();
  expect(JSON.parse(textOf(of('telegram')[0] as never))).toEqual(expectedOf(recorder.id, series)[0]);
});

test('a reading that was cut off by the end of the connection is not sent from a text that has changed', () => {
  const { broker, connect, line, of, recorder, run, settle } = start('normal', 600);
  connect();
  run(1, () => broker.client.drain());
  const series = telegrams('sanxing-3ph-1552-00', 2);
  line.say(series[0] as Uint8Array);
  run(1);
  expect(of('telegram')[0]?.left).toBeGreaterThan(0);
  broker.client.fail();
  while (broker.clients.length === 1) run(0.1);
  line.say((series[1] as Uint8Array).subarray(0, 800));
  run(0.5);
  broker.client.accept();
  run(0.5, () => broker.client.drain());
  expect(of('telegram')).toEqual([]);
  line.say((series[1] as Uint8Array).subarray(800));
  run(5, settle);
  expect(of('telegram').map((message) => JSON.parse(textOf(message)))).toEqual(
    expectedOf(recorder.id, series).slice(1),
  );
});

test('silence ends a telegram that broke off, by the clock, and the next one is read whole', () => {
  const { counts, line, run } = start();
  const [first, second, third] = telegrams('sanxing-3ph-1552-00', 3) as [Uint8Array, Uint8Array, Uint8Array];
  line.say(first.subarray(0, 1200));
  run(1.5);
  line.say(first.subarray(1200));
  run(10);
  expect(counts).toMatchObject({ accepted: 1, rejected: { torn: 0 } });
  line.say(second.subarray(0, 1200));
  run(1.5);
  expect(counts?.rejected.torn).toBe(0);
  run(1.5);
  expect(counts?.rejected.torn).toBe(1);
  line.say(third);
  run(1);
  expect(counts).toMatchObject({ accepted: 2, rejected: { torn: 1 } });
});

test('a broker out of reach for ten minutes makes the board join the network anew', () => {
  const { broker, radio, run } = start();
  broker.address = null;
  run(599);
  expect(radio.station).toMatchObject({ attempts: 1, askedAs: 'okosmero-a1b2c3' });
  run(10);
  expect(radio.station?.attempts).toBe(2);
  run(500);
  expect(radio.station?.attempts).toBe(2);
});

test('safe mode says so, leaves meter and log alone and ends after ten minutes', () => {
  const { boots, broker, connect, line, of, recorder, run, settle, told } = start('safe');
  connect();
  line.say(new Uint8Array(100));
  run(590, settle);
  expect(told.restarts).toBe(0);
  expect(line.waiting.length).toBe(100);
  expect(recorder.next).toBe(1);
  const health: DeviceHealth = JSON.parse(textOf(of('health').at(-1) as never));
  expect(health).toMatchObject({ safeMode: true, telegrams: { accepted: 0 }, log: { id: '' } });
  expect(broker.clients.length).toBe(1);
  run(10, settle);
  expect(told.restarts).toBeGreaterThan(0);
  expect(boots().mode).toBe('normal');
});
