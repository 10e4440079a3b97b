/**
 * A process that works on an archive until it is killed or done; prints `ack <line>` for each reading that is durable.
 * Arguments: folder, first instant, number of live readings, mode (`honest`, or `early`: acknowledges before the sync).
 */
import { openArchive } from '../../src/archive/open.js';
import { fromReading, lineOf } from '../../src/archive/stored.js';
import { dayBounds, dayOf } from '../../src/day.js';
import { household } from './household.js';

const [folder = '', first = '0', count = '0', mode = 'honest'] = process.argv.slice(2);
const from = Number(first);
const now = from + 20 * 86_400;
const opened = await openArchive({
  data: folder,
  flushSeconds: 0.02,
  now: () => now,
  on: { day: () => undefined, event: () => undefined, state: (text) => console.log(`state ${text}`) },
});
if (!opened.ok) {
  console.error(opened.text);
  process.exit(73);
}
const { archive } = opened;
process.on('SIGTERM', () => void archive.close().then(() => process.exit(0)));
console.log('open');

const { start } = dayBounds(dayOf(from));
// The whole stretch twice over a closed day: append, closing, late readings, closing again.
for (const [part, step] of [
  [0, 20],
  [10, 20],
] as const) {
  const waiting: Promise<void>[] = [];
  for (const reading of household(from + part, from + part + Number(count) * step, { step })) {
    const line = lineOf(fromReading(reading, now));
    if (mode === 'early') console.log(`ack ${line}`);
    const acknowledge = (outcome: string) => {
      if (mode !== 'early' && (outcome === 'stored' || outcome === 'duplicate')) console.log(`ack ${line}`);
    };
    waiting.push(archive.accept(reading, now).then(acknowledge));
    if (waiting.length % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(waiting);
  await archive.closeDays().catch((error: unknown) => console.log(`state ${String(error)}`));
}
console.log(`done ${start}`);
await archive.close();
process.exit(0);
