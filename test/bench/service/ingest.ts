/** What a message costs the service, and what broker and service hold in memory, beside a subscriber of an evening. */
import { startPeer } from '../probed.js';
import { absolute, compared, held, type Line, ratioOf, spreadOf } from '../ratio.js';
import { BenchBoard } from './board.js';
import { startMosquitto } from './mosquitto.js';
import { startProbed } from './running.js';

const MESSAGES = 400;
const ROUNDS = 11;
/** With the round in front that is not counted. */
const TOTAL = MESSAGES * (ROUNDS + 1);

export async function measure(): Promise<Line[]> {
  await using mosquitto = await startMosquitto();
  await using external = await startProbed({ server: `mqtt://127.0.0.1:${mosquitto.port}` });
  await using bare = await startPeer('service/subscriber.mjs', [String(mosquitto.port), 'bare']);
  await using writing = await startPeer('service/subscriber.mjs', [String(mosquitto.port), 'write']);
  await using embedded = await startProbed();
  await using board = await BenchBoard.connect(mosquitto.port, '', 1, TOTAL);
  await using embeddedBoard = await BenchBoard.connect(embedded.service.mqttPort, embedded.password, 1, TOTAL);

  // All get the very same messages at the same time, so that no side meets a quieter machine than another.
  const targets = { external, bare, writing, embedded };
  const names = Object.keys(targets) as (keyof typeof targets)[];
  const costs = { external: [] as number[], bare: [] as number[], writing: [] as number[], embedded: [] as number[] };
  for (let round = -1; round < ROUNDS; round++) {
    const [messages, same] = [board.prepare(MESSAGES), embeddedBoard.prepare(MESSAGES)];
    const before = await Promise.all(names.map((name) => targets[name].probe.read()));
    await Promise.all([board.send(messages), embeddedBoard.send(same)]);
    const after = await Promise.all(names.map((name) => targets[name].probe.read()));
    if (round < 0) continue;
    for (const [i, name] of names.entries())
      costs[name].push(((after[i]?.cpu ?? 0) - (before[i]?.cpu ?? 0)) / MESSAGES);
  }
  const megabytes = async ({ probe }: { readonly probe: (typeof external)['probe'] }) => (await probe.read()).rss / 1e6;
  const [own, subscriber, broker] = [await megabytes(embedded), await megabytes(writing), mosquitto.rss() / 1e6];
  return [
    held(
      'G6',
      'CPU of a message: the service, to its synced archive / bare mqtt.js subscriber',
      ratioOf(costs.external, costs.bare),
    ),
    compared(
      'CPU of a message: the service / mqtt.js that parses and appends CSV and JSON',
      ratioOf(costs.external, costs.writing),
    ),
    held(
      'G28',
      'memory: the service with its own broker / Mosquitto and that subscriber',
      spreadOf([own / (broker + subscriber)]),
    ),
    absolute('CPU of a message, the service beside Mosquitto', 'µs', costs.external),
    absolute('CPU of a message, the service with its own broker', 'µs', costs.embedded),
    absolute('CPU of a message, bare mqtt.js', 'µs', costs.bare),
    absolute('CPU of a message, mqtt.js that writes', 'µs', costs.writing),
    absolute(`memory after ${TOTAL} messages, the service with its own broker`, 'MB', [own]),
    absolute('memory, the service beside Mosquitto', 'MB', [await megabytes(external)]),
    absolute('memory, Mosquitto', 'MB', [broker]),
    absolute('memory, mqtt.js that writes', 'MB', [subscriber]),
  ];
}
