/** How the cost of a message and the memory grow with the number of meters. */
import { absolute, compared, type Line, ratioOf } from '../ratio.js';
import { interleave, type Side } from '../rounds.js';
import { BenchBoard } from './board.js';
import { newFastFolder, startProbed } from './running.js';

const MESSAGES = 2000;
const ROUNDS = 3;
/** A service takes 2,000: ten thousand are five of them. */
const METERS = [1, 10, 100, 1000, 2000] as const;

export async function measure(): Promise<Line[]> {
  const open: AsyncDisposable[] = [];
  try {
    const sides: Record<string, Side> = {};
    const memory: (() => Promise<Line>)[] = [];
    for (const count of METERS) {
      const running = await startProbed({ data: newFastFolder() });
      open.push(running);
      const board = await BenchBoard.connect(
        running.service.mqttPort,
        running.password,
        count,
        MESSAGES * (ROUNDS + 1),
      );
      open.push(board);
      sides[count] = async () => {
        const messages = board.prepare(MESSAGES);
        const before = await running.probe.read();
        await board.send(messages);
        return ((await running.probe.read()).cpu - before.cpu) / MESSAGES;
      };
      memory.push(async () => absolute(`memory with ${count} meters`, 'MB', [(await running.probe.read()).rss / 1e6]));
    }
    const costs = await interleave(sides, ROUNDS);
    const of = (count: number): number[] => costs[count] as number[];
    return [
      ...METERS.slice(1).map((count) =>
        compared(`CPU of a message: ${count} meters / 1 meter`, ratioOf(of(count), of(1))),
      ),
      ...METERS.map((count) => absolute(`CPU of a message with ${count} meters`, 'µs', of(count))),
      ...(await Promise.all(memory.map((line) => line()))),
    ];
  } finally {
    for (const one of open.reverse()) await one[Symbol.asyncDispose]();
  }
}
