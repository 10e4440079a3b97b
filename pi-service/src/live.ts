/** The live stream: server-sent events to every open app, with the last ones kept for `Last-Event-ID`. */
import type { ServerResponse } from 'node:http';
import type { LiveEvents } from './contract.js';

const KEPT = 500;
const HEARTBEAT_MS = 15_000;
const MAX_CLIENTS = 64;
/** A client that lets this many bytes pile up is cut; it resumes by itself. */
const MAX_UNSENT_BYTES = 1 << 20;

export class Live {
  /** With whether each may still listen. */
  readonly #clients = new Map<ServerResponse, () => boolean>();
  readonly #kept: { id: number; text: string }[] = [];
  readonly #heartbeat: NodeJS.Timeout;
  #id: number;

  /** Ids go on from the start time, so that an id of an earlier run is always older. */
  constructor(startId = Date.now()) {
    this.#id = startId;
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  get clients(): number {
    return this.#clients.size;
  }

  send<E extends keyof LiveEvents>(event: E, data: LiveEvents[E]): void {
    const id = ++this.#id;
    const text = `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    this.#kept.push({ id, text });
    if (this.#kept.length > KEPT) this.#kept.shift();
    this.#toAll(text);
  }

  hasRoom(): boolean {
    return this.#clients.size < MAX_CLIENTS;
  }

  /** Takes over the response; what came after `lastId` is sent first. Ends when `mayListen` no longer says so. */
  attach(
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
    lastId: number | null,
    mayListen: () => boolean,
  ): void {
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.write('retry: 3000\n\n');
    if (lastId !== null) for (const { id, text } of this.#kept) if (id > lastId) response.write(text);
    this.#clients.set(response, mayListen);
    response.on('close', () => this.#clients.delete(response));
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const client of this.#clients.keys()) client.end();
    this.#clients.clear();
  }

  #beat(): void {
    for (const [client, mayListen] of this.#clients) if (!mayListen()) client.end();
    this.#toAll(': alive\n\n');
  }

  #toAll(text: string): void {
    for (const client of this.#clients.keys()) {
      if (client.writableEnded) continue;
      if (client.writableLength > MAX_UNSENT_BYTES) client.destroy();
      else client.write(text);
    }
  }
}
