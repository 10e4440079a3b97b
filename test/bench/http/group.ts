/** CPU that a server spends on a day's pack and on a 304 for it: the service beside node:http and @fastify/static. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type DayEntry, type DayIndex, ROUTES } from '@okosmero/pi-service/contract';
import { fetchApi } from '../../e2e/missing.js';
import { type Stack, startStack } from '../../e2e/stack.js';
import { newProbe, type Probe, startPeer } from '../probed.js';
import { absolute, held, type Line, ratioOf } from '../ratio.js';
import { interleave, type Side } from '../rounds.js';

const CONNECTIONS = 8;
const REQUESTS = 400;
const ROUNDS = 11;
const FILE = 'day.pack';
const CLOSED_WITHIN_MS = 60_000;

interface Target {
  readonly probe: Probe;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export async function measure(): Promise<Line[]> {
  const probe = newProbe();
  await using stack = await startStack({ days: 2, fineDays: 2, live: false, environment: probe.environment });
  const yesterday = await closedDay(stack);
  const path = `${ROUTES.dayPack(stack.meter, yesterday.day)}?v=${yesterday.version}`;
  const response = await fetchApi(stack, path);
  const body = Buffer.from(await response.arrayBuffer());
  const folder = mkdtempSync(join(tmpdir(), 'okosmero-bench-'));
  writeFileSync(join(folder, FILE), body);
  try {
    await using memory = await startPeer('http/from-memory.mjs', [
      join(folder, FILE),
      response.headers.get('etag') ?? '',
    ]);
    await using files = await startPeer('http/from-folder.mjs', [folder]);
    const bearer = { authorization: `Bearer ${stack.token}` };
    return await compare(body, {
      ours: { probe, url: `${stack.url}${path}`, headers: bearer },
      floor: { probe: memory.probe, url: `http://127.0.0.1:${memory.said}/`, headers: {} },
      folder: { probe: files.probe, url: `http://127.0.0.1:${files.said}/${FILE}`, headers: {} },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The first day, once it is closed: until then its version and tag may still change. */
async function closedDay(stack: Stack): Promise<DayEntry> {
  for (const deadline = Date.now() + CLOSED_WITHIN_MS; Date.now() < deadline; await setTimeout(200)) {
    const { days } = (await (await fetchApi(stack, ROUTES.days(stack.meter))).json()) as DayIndex;
    if (days[0]?.closed) return days[0];
  }
  throw new Error('the service closes no day');
}

async function compare(body: Buffer, targets: Record<'ours' | 'floor' | 'folder', Target>): Promise<Line[]> {
  const { ours, floor, folder } = targets;
  const whole = (target: Target) => requests(target, 200, body.length);
  const days = await interleave({ ours: whole(ours), floor: whole(floor), folder: whole(folder) }, ROUNDS);
  const unchanged = async (target: Target) =>
    requests({ ...target, headers: { ...target.headers, 'if-none-match': await etagOf(target) } }, 304, 0);
  const [a, b, c] = [await unchanged(ours), await unchanged(floor), await unchanged(folder)];
  const notModified = await interleave({ ours: a, floor: b, folder: c }, ROUNDS);
  return [
    held('G26 floor', 'CPU of a request for a day: ours / node:http from memory', ratioOf(days.ours, days.floor)),
    held('G26 static', 'CPU of a request for a day: @fastify/static / ours', ratioOf(days.folder, days.ours)),
    held('G27', 'CPU of a 304: ours / node:http from memory', ratioOf(notModified.ours, notModified.floor)),
    absolute(`ours, a day of ${body.length} bytes`, 'µs', days.ours),
    absolute('node:http from memory, a day', 'µs', days.floor),
    absolute('@fastify/static, a day', 'µs', days.folder),
    absolute('ours, 304', 'µs', notModified.ours),
    absolute('node:http from memory, 304', 'µs', notModified.floor),
    absolute('@fastify/static, 304', 'µs', notModified.folder),
  ];
}

/** Microseconds of the server's CPU per request. */
function requests(target: Target, status: number, length: number): Side {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  return async () => {
    const before = await target.probe.read();
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        for (let i = 0; i < REQUESTS / CONNECTIONS; i++) await request(target, agent, status, length);
      }),
    );
    return ((await target.probe.read()).cpu - before.cpu) / REQUESTS;
  };
}

async function request({ url, headers }: Target, agent: Agent, status: number, length: number): Promise<void> {
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    get(url, { agent, headers }, resolve).on('error', reject),
  );
  let bytes = 0;
  for await (const chunk of response) bytes += (chunk as Buffer).length;
  if (response.statusCode !== status || bytes !== length)
    throw new Error(`${url} answers ${response.statusCode} with ${bytes} bytes, not ${status} with ${length}`);
}

async function etagOf({ url, headers }: Target): Promise<string> {
  const etag = (await fetch(url, { headers })).headers.get('etag');
  if (etag === null) throw new Error(`${url} has no ETag`);
  return etag;
}
