import { describe, expect, test } from 'vitest';
import { TOPIC } from '../../src/contract.js';
import { bench, filled } from './publisher-bench.js';
import { textOf } from './simulated-broker.js';

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

describe('a broker in trouble', () => {
  test('that does not confirm for 30 s is left', () => {
    const { broker, connect, due, run, heard } = bench();
    connect();
    due.set(TOPIC.telegram, filled(100));
    run(31);
    expect(broker.client.closed).toBe(false);
    // The confirmation of a stranger is no sign of life.
    broker.client.puback(4711);
    broker.client.puback(0);
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
