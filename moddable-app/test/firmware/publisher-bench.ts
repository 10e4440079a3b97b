import './arraybuffer.js';
import type { Incoming, Outgoing } from '../../src/io/messages.js';
import { Publisher, type PublisherOptions } from '../../src/io/publisher.js';
import { SimulatedBroker } from './simulated-broker.js';

/** A message of so many bytes, each place told from its neighbours. */
export const filled = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);

/** A publisher on a clock of seconds, and what its owner has to say and gets to hear. */
export function bench({ random = (): number => 0.5, capacity = 2920 } = {}) {
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
