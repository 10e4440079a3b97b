import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MESSAGE_BYTES } from '../../src/recorder/backfill.js';
import { Delivery } from '../../src/recorder/delivery.js';
import { Recorder } from '../../src/recorder/recorder.js';
import { decoded, METER, reading } from './model.js';
import { SimulatedBoard } from './simulated-board.js';
import { SimulatedFlash, seeded } from './simulated-flash.js';

const LONG = process.env.OKOSMERO_LONG === '1';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const DAY = 8640;

/** Connects all for good, lets the acks settle, and compares the archive with that of a board that was never cut off. */
function expectEverything(board: SimulatedBoard): void {
  board.startService();
  board.connect();
  board.run(200);
  while (board.service.acked < board.recorder.inFlash) {
    const before = board.service.acked;
    board.run(60);
    expect(board.service.acked, 'the acks move on').toBeGreaterThan(before);
  }
  board.recorder.closeMinute();
  board.run(12);
  board.service.sync();
  const missing = [...board.truth].filter(([seq, row]) => board.service.archive.get(seq) !== row);
  expect(missing.slice(0, 5), `${missing.length} of ${board.truth.size} are missing`).toEqual([]);
}

describe('the archive ends up as if there had been no outage', () => {
  const outages: [string, number][] = [
    ['10 s', 1],
    ['50 s', 5],
    ['1 minute', 6],
    ['10 minutes', 60],
    ['1 hour', 360],
    ['1 day', DAY],
    ['30 days', 30 * DAY],
  ];
  test.each(outages)(
    'Wi-Fi away for %s',
    (_, telegrams) => {
      const board = new SimulatedBoard(761);
      board.connect();
      board.startService();
      board.run(100);
      board.breakLink();
      board.run(telegrams);
      expectEverything(board);
    },
    240_000,
  );

  test.each(outages)(
    'the service away for %s, the broker taking what nobody stores',
    (_, telegrams) => {
      const board = new SimulatedBoard(761);
      board.connect();
      board.startService();
      board.run(103);
      board.crashService();
      board.run(telegrams);
      expectEverything(board);
    },
    240_000,
  );

  test('the SD card dies: the fresh archive is refilled by itself', () => {
    const board = new SimulatedBoard(100);
    board.connect();
    board.startService();
    board.run(3 * DAY);
    board.crashService();
    board.service.wipe();
    expectEverything(board);
  }, 240_000);

  test('any interleaving of telegrams, broken links, dropped messages, crashes, power cuts, wiped archives and replays', () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 1, max: 90 }).map((n) => ({ do: 'run' as const, n })) },
      { weight: 1, arbitrary: fc.integer({ min: 400, max: 2000 }).map((n) => ({ do: 'run' as const, n })) },
      {
        weight: 8,
        arbitrary: fc
          .constantFrom(
            'connect',
            'break',
            'startService',
            'crashService',
            'cutPower',
            'sync',
            'wipe',
            'drop',
            'replay',
          )
          .map((what) => ({ do: what, n: 0 })),
      },
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const board = new SimulatedBoard(300);
        for (const { do: what, n } of steps) {
          if (what === 'run') board.run(n);
          else if (what === 'connect') board.connect();
          else if (what === 'break') board.breakLink();
          else if (what === 'startService') board.startService();
          else if (what === 'crashService') board.crashService();
          else if (what === 'cutPower') board.cutPower();
          else if (what === 'sync') board.service.sync();
          else if (what === 'wipe') board.wipeInFlight();
          else if (what === 'drop') board.service.dropped += 7;
          else board.replay(board.time - 3600, board.time);
        }
        expectEverything(board);
      }),
      { numRuns: LONG ? 5000 : 150 },
    );
  }, 600_000);
});

describe('a replay', () => {
  test('brings a lost stretch back, and only that', () => {
    const board = new SimulatedBoard(761);
    board.startService();
    board.connect();
    board.run(20 * DAY);
    const { messages } = board.service;
    board.service.lose(5 * DAY, 6 * DAY);
    const from = reading(5 * DAY - 60).time as number;
    board.replay(from, from + 86_400 + 1200);
    board.run(200);
    expect(board.service.messages - messages).toBeLessThan(1500 / 15 + 10);
    expectEverything(board);
  }, 240_000);

  test('goes on after a broken link', () => {
    const board = new SimulatedBoard(761);
    board.startService();
    board.connect();
    board.run(2 * DAY);
    board.service.lose(1, DAY);
    board.replay(0, 4_000_000_000);
    board.run(3);
    board.breakLink();
    board.run(10);
    board.connect();
    board.run(200);
    expectEverything(board);
  }, 240_000);

  test('finds the minutes of a meter whose clock jumped, in unbroken runs', () => {
    const random = seeded(9);
    const recorder = new Recorder(new SimulatedFlash(20, random), random);
    recorder.maintain();
    const wanted: number[] = [];
    for (let index = 0; index < 3000; index++) {
      const columns = reading(index);
      // Every third hour the clock is a year off.
      const off = Math.floor(index / 360) % 3 === 1;
      const time = (columns.time as number) + (off ? 31_536_000 : 0);
      const seq = recorder.record({ ...columns, time }, METER);
      if (!off) wanted.push(seq);
      recorder.maintain();
    }
    recorder.closeMinute();
    const delivery = new Delivery(recorder, new Uint8Array(MESSAGE_BYTES));
    delivery.onUp(0);
    delivery.onAvailability(bytes('online'));
    delivery.onAck(bytes(`${recorder.id} ${recorder.inFlash} 60`), 0);
    expect(delivery.onReplay(bytes('1692000000 1692040000'))).toBe(true);
    const seqs: number[] = [];
    for (let i = 0; i < 200; i++) {
      const message = delivery.take();
      if (!message) continue;
      const part = decoded(message);
      expect(part.readings[0]?.seq, 'the message covers what it holds, nothing else').toBe(part.from);
      expect(part.readings.at(-1)?.seq).toBe(part.to);
      expect(part.readings).toHaveLength(part.to - part.from + 1);
      seqs.push(...part.readings.map(({ seq }) => seq));
      delivery.onDelivered();
    }
    expect(seqs).toEqual(wanted);
  });
});

describe('the rules', () => {
  /** A board with an hour in its log, 10 minutes of it acknowledged. */
  function board(): { recorder: Recorder; delivery: Delivery; ack: (seq: number, now: number) => boolean } {
    const random = seeded(2);
    const recorder = new Recorder(new SimulatedFlash(10, random), random);
    recorder.maintain();
    for (let index = 0; index < 360; index++) {
      recorder.record(reading(index), METER);
      recorder.maintain();
    }
    const delivery = new Delivery(recorder, new Uint8Array(MESSAGE_BYTES));
    return { recorder, delivery, ack: (seq, now) => delivery.onAck(bytes(`${recorder.id} ${seq} 60`), now) };
  }

  test('nothing goes out before connection, service and ack are all there', () => {
    const { delivery, ack } = board();
    expect(delivery.take()).toBeUndefined();
    delivery.onUp(0);
    expect(delivery.take()).toBeUndefined();
    delivery.onAvailability(bytes('online'));
    expect(delivery.take()).toBeUndefined();
    expect(ack(60, 0)).toBe(true);
    expect(decoded(delivery.take() as Uint8Array)).toMatchObject({ from: 61, to: 150 });
  });

  test('one message is in flight, the oldest record first, until the broker has it', () => {
    const { delivery, ack } = board();
    delivery.onUp(0);
    delivery.onAvailability(bytes('online'));
    ack(0, 0);
    expect(decoded(delivery.take() as Uint8Array)).toMatchObject({ from: 1, to: 90 });
    expect(delivery.take()).toBeUndefined();
    delivery.onDelivered();
    expect(decoded(delivery.take() as Uint8Array).from).toBe(91);
    delivery.onDown();
    delivery.onUp(10);
    delivery.onAvailability(bytes('online'));
    ack(90, 10);
    expect(decoded(delivery.take() as Uint8Array).from, 'not confirmed, so sent again').toBe(91);
  });

  test('an ack that falls back while a message is in flight is followed at once', () => {
    const { delivery, ack } = board();
    delivery.onUp(0);
    delivery.onAvailability(bytes('online'));
    ack(120, 0);
    expect(decoded(delivery.take() as Uint8Array).from).toBe(121);
    ack(30, 5);
    delivery.onDelivered();
    expect(decoded(delivery.take() as Uint8Array).from).toBe(31);
  });

  test('a service that went away has to acknowledge anew', () => {
    const { delivery, ack } = board();
    delivery.onUp(0);
    delivery.onAvailability(bytes('online'));
    ack(0, 0);
    delivery.onAvailability(bytes('offline'));
    expect(delivery.take()).toBeUndefined();
    delivery.onAvailability(bytes('online'));
    expect(delivery.take()).toBeUndefined();
    ack(0, 1);
    expect(delivery.take()).toBeDefined();
  });

  test('what went out live is not sent again, unless the acks leave it out for two intervals', () => {
    const { recorder, delivery, ack } = board();
    delivery.onUp(0);
    delivery.onAvailability(bytes('online'));
    ack(recorder.next - 1, 0);
    const from = recorder.next;
    for (let index = 360; index < 500; index++) delivery.onLiveDelivered(recorder.record(reading(index), METER));
    expect(delivery.take()).toBeUndefined();
    ack(from + 50, 60);
    ack(from + 50, 120);
    expect(delivery.take()).toBeUndefined();
    ack(from + 50, 180);
    expect(decoded(delivery.take() as Uint8Array).from).toBe(from + 51);
  });

  test('an ack of another log, or a text that is none, changes nothing', () => {
    const { recorder, delivery } = board();
    delivery.onUp(0);
    delivery.onAvailability(bytes('online'));
    const { id, next } = recorder;
    const other = id === '00000000' ? '00000001' : '00000000';
    for (const text of [
      `${other} 10 60`,
      '',
      ' ',
      id,
      `${id} 10`,
      `${id} 10 0`,
      `${id} 10 60 `,
      `${id} 10 60 1`,
      `${id}  10 60`,
      `${id} -1 60`,
      `${id} 1e2 60`,
      `${id} 10 86401`,
      `${id} 12345678901 60`,
      `${id} 4294967295 60`,
      `${id.slice(1)} 10 60`,
    ])
      expect(delivery.onAck(bytes(text), 0), text).toBe(false);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (text) => {
        expect(delivery.onAck(text, 0)).toBe(false);
        expect(delivery.onReplay(text.map((byte) => byte | 0x80))).toBe(false);
      }),
    );
    expect(delivery.take()).toBeUndefined();
    expect(delivery.ackAge(5)).toBeNull();
    expect(recorder.next).toBe(next);
    for (const text of ['', '1', '1 ', ' 1', '5 4', '1 2 3', '1 x'])
      expect(delivery.onReplay(bytes(text)), text).toBe(false);
  });

  test('acks that stay away make a new connection, once in ten minutes; nothing else does', () => {
    const { delivery, ack } = board();
    delivery.onUp(0);
    delivery.onAvailability(bytes('online'));
    expect(delivery.reconnectDue(10_000), 'no ack was ever heard: there may be no service').toBe(false);
    ack(10, 10_000);
    expect(delivery.ackAge(10_300)).toBe(300);
    expect(delivery.reconnectDue(10_300)).toBe(false);
    expect(delivery.reconnectDue(10_301)).toBe(true);
    delivery.onDown();
    expect(delivery.reconnectDue(10_302)).toBe(false);
    delivery.onUp(10_310);
    delivery.onAvailability(bytes('online'));
    const due = [];
    for (let now = 10_310; now < 13_000; now++) if (delivery.reconnectDue(now)) due.push(now);
    expect(due).toEqual([10_901, 11_501, 12_101, 12_701]);
    delivery.onAvailability(bytes('offline'));
    expect(delivery.reconnectDue(20_000), 'a service that says it is away is not sought').toBe(false);
  });
});
