import type { MqttClient } from 'mqtt';
import { expect, it, vi } from 'vitest';
import { Outbox } from './outbox.js';

type Done = (error?: Error) => void;

/** A client that hands publishes back as mqtt.js does: with an error when the connection drops. */
function fakeClient() {
  const published: { payload: string; done: Done }[] = [];
  const publish = (_topic: string, payload: string, _options: unknown, done: Done) => published.push({ payload, done });
  return { published, client: { publish } as unknown as MqttClient };
}

it('sends again what came back with an error, until it has its PUBACK', async () => {
  const { published, client } = fakeClient();
  const outbox = new Outbox(client);
  await outbox.send('t', 'one');
  published[0]?.done(new Error('Connection closed'));
  await vi.waitFor(() => expect(published.map(({ payload }) => payload)).toEqual(['one', 'one']));
  let drained = false;
  const waiting = outbox.drained().then(() => {
    drained = true;
  });
  expect(drained).toBe(false);
  published[1]?.done();
  await waiting;
  expect(drained).toBe(true);
});

it('keeps no more under way than allowed', async () => {
  const { published, client } = fakeClient();
  const outbox = new Outbox(client, 2);
  await outbox.send('t', 'one');
  await outbox.send('t', 'two');
  const third = outbox.send('t', 'three');
  await Promise.resolve();
  expect(published.length).toBe(2);
  published[0]?.done();
  await third;
  expect(published.map(({ payload }) => payload)).toEqual(['one', 'two', 'three']);
});
