/** Bodies ready to be sent, kept in memory up to a bound; the least recently used ones go first. */
import { crc32 } from 'node:zlib';
import type { Body } from './archive.js';

const MAX_BYTES = 24 * 1024 * 1024;

export function bodyOf(bytes: Uint8Array, encoding: Body['encoding'], version: number, closed: boolean): Body {
  const etag = `"${version}-${crc32(bytes).toString(16)}"`;
  return { bytes, encoding, version, closed, etag };
}

export class BodyCache {
  readonly #bodies = new Map<string, Body>();
  #bytes = 0;

  /** The body of a key in this version; made when there is none. */
  async get(key: string, version: number, make: () => Promise<Body | null>): Promise<Body | null> {
    const held = this.#bodies.get(key);
    if (held?.version === version) {
      this.#bodies.delete(key);
      this.#bodies.set(key, held);
      return held;
    }
    const fresh = await make();
    if (fresh !== null) this.#put(key, fresh);
    return fresh;
  }

  #put(key: string, body: Body): void {
    this.#drop(key);
    this.#bodies.set(key, body);
    this.#bytes += body.bytes.length;
    for (const oldest of this.#bodies.keys()) {
      if (this.#bytes <= MAX_BYTES) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#bodies.get(key)?.bytes.length ?? 0;
    this.#bodies.delete(key);
  }
}
