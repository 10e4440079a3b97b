import './arraybuffer.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TOPIC } from '../../src/contract.js';
import type { Incoming, Outgoing } from '../../src/io/messages.js';
import { Publisher, type PublisherOptions } from '../../src/io/publisher.js';
import { bytesOf, SimulatedBroker, textOf } from './simulated-broker.js';

const filled = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);

/** A publisher on a clock of seconds, and what its owner has to say and gets to hear. */
function bench({ random = (): number => 0.5, capacity = 2920 } = {}) {
  const broker = new SimulatedBroker();
  broker.capacity = capacity;
  const due = new Map<Outgoing, Uint8Array>();
  const heard: string[] = [];
  const messages: [what: Incoming, text: string][] = [];
  const options: PublisherOptions = {
    io: broker.io,
    dns: broker.dns,
    socket: broker.socket,
    settings: { mqtt_host: 'okosmero.local', mqtt_port: 1883, mqtt_user: 'meter1', mqtt_password: 'secret' },
    device: 'meter1',
    random,
  };
  const publisher = new Publisher(options, {
    take: (what) => due.get(what),
    onSent: (what) => {
      due.delete(what);
      heard.push(`sent ${what}`);
    },
    onDelivered: (what) => heard.push(`delivered ${what}`),
    onMessage: (what, bytes) => messages.push([what, Buffer.from(bytes).toString()]),
    onUp: () => heard.push('up'),
    onDown: () => heard.push('down'),
  });
  let now = 0;
  /** Lets so many seconds pass. */
  const run = (seconds: number, network = true): void => {
    for (const end = now + seconds; now < end; ) publisher.tick(++now, network);
  };
  const topics = (): string[] => broker.client.published.map(({ topic }) => topic);
  const connect = (): void => {
    run(1);
    broker.client.accept();
  };
  return { broker, publisher, due, heard, messages, run, topics, connect, now: () => now };
}

describe('the connection', () => {
  test('is made as the contract says, with the will that tells of its end', () => {
    const { broker, connect, heard, publisher } = bench();
    connect();
    const { options, subscription } = broker.client;
    expect(options).toMatchObject({
      host: '192.0.2.1',
      port: 1883,
      id: 'okosmero-meter1',
      user: 'meter1',
      password: 'secret',
      clean: true,
    });
    const { message, ...will } = options.will;
    expect(will).toEqual({ topic: 'okosmero/meter1/availability', QoS: 1, retain: true });
    expect(Buffer.from(message).toString()).toBe('offline');
    expect(subscription?.items).toEqual([
      { topic: 'okosmero/meter1/ack', QoS: 1 },
      { topic: 'okosmero/meter1/replay', QoS: 1 },
      { topic: 'okosmero/service/availability', QoS: 1 },
    ]);
    expect(heard).toEqual(['up']);
    expect(publisher.up).toBe(true);
    expect(publisher.connects).toBe(1);
  });

  test('comes back for ever, and asks for the address each time', () => {
    const { broker, connect, run, heard, publisher } = bench();
    connect();
    for (let day = 1; day <= 3; day++) {
      broker.client.fail();
      run(1);
      const before = broker.clients.length;
      // The broker is away for a day: each attempt is refused at once.
      for (let second = 0; second < 86_400; second++) {
        run(1);
        if (!broker.client.closed) broker.client.fail();
      }
      const attempts = broker.clients.length - before;
      expect(attempts).toBeGreaterThan(86_400 / 62);
      expect(attempts).toBeLessThan(86_400 / 30);
      broker.address = `192.0.2.${day + 1}`;
      run(62);
      broker.client.accept();
      expect(broker.client.options.host).toBe(broker.address);
      expect(publisher.connects).toBe(day + 1);
    }
    expect(heard).toEqual(['up', 'down', 'up', 'down', 'up', 'down', 'up']);
    expect(broker.asked.length).toBe(broker.clients.length);
  });

  test('waits longer after each failure, each board for another time, and shortly again after a success', () => {
    const waits = (random: () => number): number[] => {
      const { broker, run, now } = bench({ random });
      const attempts: number[] = [];
      while (attempts.length < 9) {
        run(1);
        if (attempts.length === broker.clients.length) continue;
        attempts.push(now());
        // The eighth one works for a moment.
        if (attempts.length === 8) broker.client.accept();
        broker.client.fail();
      }
      return attempts.slice(1).map((at, i) => at - (attempts[i] ?? 0));
    };
    // A failure is seen one second later.
    expect(waits(() => 0)).toEqual([2, 2, 3, 5, 9, 17, 31, 2]);
    expect(waits(() => 0.999)).toEqual([2, 3, 5, 9, 17, 33, 61, 2]);
  });

  test.each([
    ['no such name', null, 62],
    ['a silent name server', undefined, 46 + 62],
  ])('%s does not end the attempts', (_, address, longest) => {
    const { broker, run } = bench();
    broker.address = address;
    run(3600);
    expect(broker.clients).toEqual([]);
    expect(broker.asked.length).toBeGreaterThan(3600 / longest);
    broker.address = '192.0.2.9';
    run(110);
    expect(broker.client.options.host).toBe('192.0.2.9');
  });

  test.each([
    ['a broker that never answers', false],
    ['a broker that never confirms the subscription', true],
  ])('%s is given up after 45 s', (_, accepts) => {
    const { broker, run } = bench();
    run(1);
    if (accepts) broker.client.acceptConnection();
    run(45);
    expect(broker.client.closed).toBe(false);
    run(1);
    expect(broker.client.closed).toBe(true);
    run(2);
    expect(broker.clients.length).toBe(2);
  });

  test('that cannot even be begun is begun again', () => {
    const { broker, run } = bench();
    broker.refuses = true;
    run(10);
    expect(broker.clients.length).toBeGreaterThan(2);
    broker.refuses = false;
    run(20);
    broker.client.accept();
    expect(broker.client.closed).toBe(false);
  });

  test('ends with the network and is made when that is back', () => {
    const { broker, connect, run, heard } = bench();
    connect();
    run(1, false);
    expect(broker.client.closed).toBe(true);
    expect(heard).toEqual(['up', 'down']);
    run(600, false);
    expect(broker.clients.length).toBe(1);
    run(1);
    expect(broker.clients.length).toBe(2);
  });

  test('of a client that was given up nothing is heard any more', () => {
    const { broker, connect, due, run, publisher, messages, heard } = bench();
    connect();
    const [old] = broker.clients;
    publisher.reconnect();
    run(3);
    expect(broker.clients.length).toBe(2);
    broker.client.accept();
    due.set(TOPIC.telegram, filled(10));
    run(1);
    const [reading] = broker.client.published;
    old?.deliver('okosmero/meter1/ack', '9f3c21d0 5 60');
    old?.puback(reading?.id ?? 0);
    old?.acceptConnection();
    old?.options.onError.call(old);
    run(5);
    expect(messages).toEqual([]);
    expect(heard).toEqual(['up', 'down', 'up', `sent ${TOPIC.telegram}`]);
    expect(broker.clients.length).toBe(2);
    broker.client.puback(reading?.id ?? 0);
    expect(heard.at(-1)).toBe(`delivered ${TOPIC.telegram}`);
  });

  test('an address that comes twice, or after the network has gone, makes no second connection', () => {
    const { broker, run } = bench();
    run(1);
    broker.answers[0]?.('192.0.2.2');
    expect(broker.clients.length).toBe(1);
    broker.address = undefined;
    broker.client.fail();
    run(3);
    expect(broker.answers.length).toBe(2);
    run(1, false);
    broker.answers[1]?.('192.0.2.3');
    expect(broker.clients.length).toBe(1);
  });
});

describe('what is sent', () => {
  test('goes in the order availability, reading, info, health, history, one of each kind in flight', () => {
    const { broker, connect, due, heard, publisher, topics } = bench();
    connect();
    for (const what of [TOPIC.backfill, TOPIC.health, TOPIC.info, TOPIC.telegram, TOPIC.availability] as const) {
      due.set(what, filled(10));
    }
    publisher.pump();
    const inOrder = ['availability', 'telegram', 'info', 'health', 'backfill'];
    expect(topics()).toEqual(inOrder.map((what) => `okosmero/meter1/${what}`));
    expect(broker.client.published.map(({ QoS }) => QoS)).toEqual([1, 1, 1, 0, 1]);
    expect(broker.client.published.map(({ retain }) => retain)).toEqual([true, false, true, true, false]);

    due.set(TOPIC.backfill, filled(11));
    due.set(TOPIC.health, filled(12));
    publisher.pump();
    expect(topics().slice(5)).toEqual(['okosmero/meter1/health']);
    broker.client.puback(broker.client.published[4]?.id ?? 0);
    publisher.pump();
    expect(topics().slice(6)).toEqual(['okosmero/meter1/backfill']);
    expect(heard.filter((what) => what.startsWith('delivered'))).toEqual(['delivered backfill']);
  });

  test('a reading that comes while history waits for room goes before the rest of it', () => {
    const { broker, connect, due, publisher, topics } = bench({ capacity: 700 });
    connect();
    due.set(TOPIC.backfill, filled(1024));
    publisher.pump();
    expect(publisher.sending).toBe('backfill');
    due.set(TOPIC.telegram, filled(300));
    publisher.pump();
    broker.client.drain();
    broker.client.drain();
    broker.client.puback(broker.client.published[0]?.id ?? 0);
    due.set(TOPIC.backfill, filled(1024));
    publisher.pump();
    expect(topics()).toEqual(['backfill', 'telegram', 'backfill'].map((what) => `okosmero/meter1/${what}`));
  });

  test('is cut to the room of the socket and arrives whole', () => {
    const sizes = fc.record({
      capacity: fc.integer({ min: 160, max: 3000 }),
      lengths: fc.array(fc.integer({ min: 1, max: 3500 }), { minLength: 1, maxLength: 5 }),
      drains: fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 7 }),
    });
    fc.assert(
      fc.property(sizes, ({ capacity, lengths, drains }) => {
        const { broker, connect, due, publisher, heard } = bench({ capacity });
        connect();
        for (const [index, length] of lengths.entries()) {
          due.set(TOPIC.telegram, filled(length));
          publisher.pump();
          for (let step = 0; due.has(TOPIC.telegram) && step < 10_000; step++) {
            if (broker.client.published[index]) expect(publisher.sending).toBe('telegram');
            broker.client.drain(drains[step % drains.length]);
            publisher.pump();
          }
          const message = broker.client.published[index];
          expect(message?.left).toBe(0);
          expect(Buffer.from(message ? bytesOf(message) : []).equals(filled(length))).toBe(true);
          broker.client.puback(message?.id ?? 0);
          broker.client.drain();
        }
        expect(heard.filter((what) => what === 'delivered telegram').length).toBe(lengths.length);
        expect(broker.clients.length).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  test('a telegram of 2.4 KB takes several pieces on a socket with 1 KB of room', () => {
    const { broker, connect, due, publisher, heard } = bench({ capacity: 1024 });
    connect();
    due.set(TOPIC.telegram, filled(2405));
    publisher.pump();
    expect(heard).toEqual(['up']);
    for (let i = 0; i < 3; i++) broker.client.drain();
    expect(heard).toEqual(['up', 'sent telegram']);
    expect(broker.client.published[0]?.pieces.length).toBe(3);
  });

  test('has a packet id from 1 to 65535, and 1 again after that', () => {
    const { broker, connect, due, publisher } = bench();
    connect();
    const ids = new Set<number>();
    let last = broker.client.subscription?.id ?? 0;
    expect(last).toBe(1);
    for (let i = 0; i < 70_000; i++) {
      due.set(TOPIC.telegram, filled(1));
      publisher.pump();
      const { id } = broker.client.published.pop() ?? { id: 0 };
      if (id !== (last === 65_535 ? 1 : last + 1)) throw new Error(`packet id ${id} after ${last}`);
      ids.add(id);
      last = id;
      broker.client.puback(id);
      broker.client.drain();
    }
    expect(ids.size).toBe(65_535);
  });
});

describe('a broker in trouble', () => {
  test('that does not confirm for 30 s is left', () => {
    const { broker, connect, due, run, heard } = bench();
    connect();
    due.set(TOPIC.telegram, filled(100));
    run(31);
    expect(broker.client.closed).toBe(false);
    // The confirmation of a stranger is no sign of life.
    broker.client.puback(4711);
    run(1);
    expect(broker.clients[0]?.closed).toBe(true);
    run(2);
    expect(broker.clients.length).toBe(2);
    expect(heard).toEqual(['up', 'sent telegram', 'down']);
  });

  test('that is slow is not left', () => {
    const { broker, connect, due, run } = bench();
    connect();
    for (let i = 0; i < 20; i++) {
      due.set(TOPIC.telegram, filled(100));
      run(29);
      broker.client.puback(broker.client.published.at(-1)?.id ?? 0);
      broker.client.drain();
    }
    run(100);
    expect(broker.clients.length).toBe(1);
    expect(broker.client.published.length).toBe(20);
  });

  test('whose socket has less room than was said costs the connection, not the board', () => {
    const { broker, connect, due, publisher, run, heard, topics } = bench({ capacity: 400 });
    connect();
    due.set(TOPIC.telegram, filled(1500));
    broker.client.stolen = 100;
    publisher.pump();
    expect(topics()).toEqual([]);
    due.clear();
    run(3);
    broker.client.accept();
    expect(broker.clients.length).toBe(2);
    expect(publisher.sending).toBeUndefined();
    due.set(TOPIC.info, filled(20));
    publisher.pump();
    expect(topics()).toEqual(['okosmero/meter1/info']);
    expect(heard.filter((what) => what === 'down').length).toBe(1);
  });

  test('a message cut off by the end of the connection is not continued on the next', () => {
    const { broker, connect, due, publisher, run } = bench({ capacity: 400 });
    connect();
    due.set(TOPIC.telegram, filled(1500));
    publisher.pump();
    expect(publisher.sending).toBe('telegram');
    broker.client.fail();
    due.clear();
    run(3);
    broker.client.accept();
    expect(publisher.sending).toBeUndefined();
    due.set(TOPIC.info, filled(20));
    publisher.pump();
    expect(broker.client.published.map(textOf).map(({ length }) => length > 0)).toEqual([true]);
    expect(broker.client.published[0]?.topic).toBe('okosmero/meter1/info');
  });
});

describe('what is received', () => {
  test.each([1, 3, 1000])('comes together from pieces of %i bytes', (pieceBytes) => {
    const { broker, connect, messages } = bench();
    connect();
    broker.client.deliver('okosmero/meter1/ack', '9f3c21d0 1234 60', pieceBytes);
    broker.client.deliver('okosmero/meter1/replay', '1692000000 1692086400', pieceBytes);
    broker.client.deliver('okosmero/service/availability', 'online', pieceBytes);
    expect(messages).toEqual([
      ['ack', '9f3c21d0 1234 60'],
      ['replay', '1692000000 1692086400'],
      ['availability', 'online'],
    ]);
  });

  test.each([10, 1000])(
    'a text of 65 bytes in pieces of %i is none of the contract, the next one is read again',
    (pieceBytes) => {
      const { broker, connect, messages } = bench();
      connect();
      broker.client.deliver('okosmero/meter1/ack', 'x'.repeat(65), pieceBytes);
      broker.client.deliver('okosmero/other/ack', '9f3c21d0 1 60', pieceBytes);
      broker.client.deliver('okosmero/meter1/ack', 'y'.repeat(64), pieceBytes);
      expect(messages).toEqual([['ack', 'y'.repeat(64)]]);
    },
  );
});
