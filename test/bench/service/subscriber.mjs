/**
 * What one would write in an evening instead: mqtt.js that takes every telegram. `<port> bare` throws them away, `<port> write`
 * parses them and appends a line of CSV and one of JSON, unsynced. Says `ready` when it is subscribed.
 */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';

const [port = '', mode = ''] = process.argv.slice(2);
const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { clientId: `bench-${mode}` });
if (mode === 'write') {
  const folder = mkdtempSync(join(tmpdir(), 'okosmero-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGTERM', () => process.exit(0));
  client.on('message', (_, payload) => {
    const { meterId, time, objects } = JSON.parse(payload.toString());
    const of = (code) => objects[`1-0:${code}`];
    appendFileSync(join(folder, 'day.csv'), `${[meterId, time, of('1.7.0'), of('2.7.0'), of('1.8.0'), of('2.8.0')]}\n`);
    appendFileSync(join(folder, 'day.jsonl'), `${payload}\n`);
  });
}
await new Promise((resolve) => client.once('connect', resolve));
await client.subscribeAsync('okosmero/+/telegram', { qos: 1 });
console.log('ready');
