/**
 * A household's past, sent by a board as fast as the service stores it: newest day first, each day in order of time.
 * Every reading is a telegram that the project's own reader accepted.
 */
import { TOPIC } from '@okosmero/moddable-app/contract';
import { type BrokerAccount, connectBoard, parseAck, topicOf } from './connect.js';
import { LineReader } from './line-reader.js';
import { Outbox } from './outbox.js';
import type { P1Line } from './p1-line.js';

/** Records that may be under way: enough for the service to sync them in batches, little enough to keep its memory small. */
const AHEAD = 12_000;
/** Messages without a PUBACK: the more, the fewer turns for each. */
const IN_FLIGHT = 256;

export interface HistoryOptions {
  readonly account: BrokerAccount;
  readonly line: P1Line;
  /** Identity of the board's log, 8 hex digits; a new one for each run, since its numbers start at 1. */
  readonly log: string;
  /** Instants to send, day by day: in order of time within one, days in any order. */
  readonly days: AsyncIterable<Iterable<number>>;
  /** At every ack: how many are on the service's disk. */
  readonly onProgress: (durable: number) => void;
}

/** Resolves with the number of readings sent when the service has acknowledged every one of them. */
export async function sendHistory({ account, line, log, days, onProgress }: HistoryOptions): Promise<number> {
  const client = connectBoard(account);
  const outbox = new Outbox(client, IN_FLIGHT);
  const acks = new AckWatch(log, onProgress);
  client.on('message', (_topic, payload) => acks.take(payload.toString()));
  client.on('connect', () => client.subscribe(topicOf(account.device, TOPIC.ack), { qos: 1 }));
  try {
    if (!client.connected) await new Promise<void>((resolve) => client.once('connect', () => resolve()));
    const topic = topicOf(account.device, TOPIC.telegram);
    let seq = 0;
    for await (const instants of days) {
      const accepted: Buffer[] = [];
      const takeSeq = () => ++seq;
      const reader = new LineReader({ device: account.device, log, takeSeq, onReading: (json) => accepted.push(json) });
      for (const instant of instants) {
        const telegram = line(instant);
        if (telegram !== null) reader.feed(telegram, instant);
        for (const reading of accepted.splice(0)) await outbox.send(topic, reading);
        await acks.reaches(seq - AHEAD);
      }
    }
    await outbox.drained();
    await acks.reaches(seq);
    return seq;
  } finally {
    outbox.close();
    await client.endAsync();
  }
}

class AckWatch {
  readonly #log: string;
  readonly #onProgress: (durable: number) => void;
  #durable = 0;
  #wake: (() => void) | undefined;

  constructor(log: string, onProgress: (durable: number) => void) {
    this.#log = log;
    this.#onProgress = onProgress;
  }

  take(text: string): void {
    const ack = parseAck(text);
    if (ack === null || ack.log !== this.#log) return;
    this.#durable = ack.seq;
    this.#onProgress(ack.seq);
    this.#wake?.();
  }

  async reaches(seq: number): Promise<void> {
    while (this.#durable < seq) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
