/** The live stream: server-sent events to every open app, with the last ones kept for `Last-Event-ID`. */
import type { ServerResponse } from 'node:http';
import type { LiveEvents } from './contract.js';

const KEPT = 500;
const HEARTBEAT_MS = 15_000;
const MAX_CLIENTS = 64;
/** A client that lets this many bytes pile up is cut; it resumes by itself. */
const MAX_UNSENT_BYTES = 1 << 20;

interface Kept {
  readonly id: number;
  readonly event: string;
  /** Never changed by those who sent it. */
  readonly data: unknown;
}

export class Live {
  /** With whether each may still listen. */
  readonly #clients = new Map<ServerResponse, () => boolean>();
  readonly #kept: Kept[] = [];
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
    const kept = { id, event, data };
    this.#kept.push(kept);
    if (this.#kept.length > KEPT) this.#kept.shift();
    // Most of the time nobody looks: the text is made for those who do.
    if (this.#clients.size > 0) this.#toAll(textOf(kept));
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
    if (lastId !== null) for (const kept of this.#kept) if (kept.id > lastId) response.write(textOf(kept));
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

const textOf = ({ id, event, data }: Kept): string => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
