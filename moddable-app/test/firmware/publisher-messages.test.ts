import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TOPIC } from '../../src/contract.js';
import { bench, filled } from './publisher-bench.js';
import { bytesOf } from './simulated-broker.js';

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
