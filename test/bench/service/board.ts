/** A board that sends prepared readings as fast as they are taken, and knows when they are on the service's disk. */
import { TOPIC } from '@okosmero/moddable-app/contract';
import { localDay } from '../../simulated-meter/calendar.js';
import { connectBoard, parseAck, topicOf } from '../../simulated-meter/connect.js';
import { SLOT } from '../../simulated-meter/household.js';
import { LineReader } from '../../simulated-meter/line-reader.js';
import { SimulatedMeter } from '../../simulated-meter/meter.js';
import { printTelegram } from '../../simulated-meter/telegram.js';

export const DEVICE = 'a1b2c3';
const LOG = '9f3c21d0';
const SERIAL = '990000000000417';
const IN_FLIGHT = 200;

/** So many readings of one meter up to now, as JSON text: a backlog of today, for older days are closed as soon as they rest. */
function* readings(count: number): Generator<string> {
  const first = Math.floor(Date.now() / 1000 / SLOT) * SLOT - count * SLOT;
  const meter = new SimulatedMeter({
    seed: 7,
    firstDay: localDay(first) - 1,
    phases: 3,
    solarWatts: 5000,
    opening: { importWh: [61_204, 140_377], exportWh: [412_900, 233_815], quadrantVarh: [1, 2, 3, 4] },
  });
  let text = '';
  const reader = new LineReader({
    device: DEVICE,
    log: LOG,
    takeSeq: () => 0,
    onReading: (json) => (text = json.toString()),
  });
  for (let instant = first; ; instant += SLOT) {
    reader.feed(printTelegram('sagemcom', meter.stateAt(instant), SERIAL), instant);
    yield text;
  }
}

export class BenchBoard implements AsyncDisposable {
  readonly #client: ReturnType<typeof connectBoard>;
  readonly #readings: Generator<string>;
  readonly #meters: number;
  #seq = 0;
  #durable = 0;
  #wake: () => void = () => undefined;
  #current = '';

  private constructor(port: number, password: string, meters: number, messages: number) {
    this.#readings = readings(Math.ceil(messages / meters));
    this.#client = connectBoard({ host: '127.0.0.1', port, device: DEVICE, password });
    this.#meters = meters;
    this.#client.on('message', (_topic, payload) => {
      const ack = parseAck(payload.toString());
      if (ack?.log !== LOG) return;
      this.#durable = ack.seq;
      this.#wake();
    });
  }

  /**
   * @param meters its readings are those of so many meters in turn
   * @param messages that will be asked for
   */
  static async connect(port: number, password: string, meters: number, messages: number): Promise<BenchBoard> {
    const board = new BenchBoard(port, password, meters, messages);
    await new Promise<void>((resolve) => board.#client.once('connect', () => resolve()));
    await board.#client.subscribeAsync(topicOf(DEVICE, TOPIC.ack), { qos: 1 });
    return board;
  }

  /** The next readings, ready to be sent. */
  prepare(count: number): Buffer[] {
    return Array.from({ length: count }, () => {
      const meter = this.#seq % this.#meters;
      if (meter === 0) this.#current = this.#readings.next().value as string;
      const seq = ++this.#seq;
      return Buffer.from(JSON.stringify({ ...JSON.parse(this.#current), seq, meterId: `bench-${meter}` }));
    });
  }

  /** Resolves when all of them are acknowledged: on the service's disk. */
  async send(messages: readonly Buffer[]): Promise<void> {
    const topic = topicOf(DEVICE, TOPIC.telegram);
    let next = 0;
    await Promise.all(
      Array.from({ length: IN_FLIGHT }, async () => {
        for (let i = next++; i < messages.length; i = next++) {
          await this.#client.publishAsync(topic, messages[i] as Buffer, { qos: 1 });
        }
      }),
    );
    while (this.#durable < this.#seq) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.endAsync(true);
  }
}
