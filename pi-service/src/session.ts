/**
 * Who may read: one random token of the household, exchanged for a cookie by token or by a pairing code that lives ten
 * minutes. The cookie holds a value derived from the token, so a new token ends every session.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from './write-file.js';

/** The file is another process's too (`okosmero token --new`): what is known of it counts for so long. */
const HELD_MS = 1000;
const PAIRING_MS = 10 * 60_000;
const PAIRING_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

export class Sessions {
  readonly #tokenFile: string;
  readonly #pairingFile: string;
  #held = { token: '', cookie: '', until: Number.NEGATIVE_INFINITY };

  constructor(
    dataFolder: string,
    private readonly now: () => number = Date.now,
  ) {
    this.#tokenFile = join(dataFolder, 'token');
    this.#pairingFile = join(dataFolder, 'pairing.json');
  }

  /** The token, made at first use. */
  get token(): string {
    return this.#current().token;
  }

  #current(): { readonly token: string; readonly cookie: string } {
    if (performance.now() >= this.#held.until) this.#hold(this.#read() ?? this.renewToken());
    return this.#held;
  }

  #hold(token: string): void {
    const cookie = createHmac('sha256', token).update('okosmero session').digest('base64url');
    this.#held = { token, cookie, until: performance.now() + HELD_MS };
  }

  #read(): string | null {
    try {
      const token = readFileSync(this.#tokenFile, 'utf8').trim();
      if (token.length >= 22) return token;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    return null;
  }

  /** A new token: every phone has to be paired again. */
  renewToken(): string {
    const token = randomBytes(16).toString('base64url');
    writeFileAtomically(this.#tokenFile, `${token}\n`, 0o600);
    this.#hold(token);
    return token;
  }

  /** A new pairing code; the one before it is void. */
  newPairingCode(): string {
    const code = Array.from(randomBytes(8), (byte) => PAIRING_LETTERS[byte % PAIRING_LETTERS.length]).join('');
    writeFileAtomically(this.#pairingFile, JSON.stringify({ code, until: this.now() + PAIRING_MS }), 0o600);
    return code;
  }

  /** True for the pairing code in force, which is used up by it. */
  usePairingCode(code: string): boolean {
    try {
      const pairing = JSON.parse(readFileSync(this.#pairingFile, 'utf8')) as { code: string; until: number };
      if (this.now() >= pairing.until || !same(code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''), pairing.code))
        return false;
      rmSync(this.#pairingFile, { force: true });
      return true;
    } catch {
      return false;
    }
  }

  isToken(candidate: string): boolean {
    return same(candidate, this.token);
  }

  get cookie(): string {
    return this.#current().cookie;
  }

  isCookie(candidate: string): boolean {
    return same(candidate, this.cookie);
  }
}

/** Compares in a time that tells nothing about the content; the length of a token is no secret. */
function same(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Wrong tries in the last minute, by address and altogether. */
export class TryLimit {
  readonly #tries = new Map<string, number>();
  #all = 0;
  #since = 0;

  constructor(
    readonly perAddress = 5,
    readonly altogether = 60,
    private readonly now: () => number = Date.now,
  ) {}

  /** Seconds to wait, 0 when another try is allowed. */
  wait(address: string): number {
    const age = this.now() - this.#since;
    if (age >= 60_000 || age < 0) {
      this.#tries.clear();
      this.#all = 0;
      this.#since = this.now();
      return 0;
    }
    const spent = (this.#tries.get(address) ?? 0) >= this.perAddress || this.#all >= this.altogether;
    return spent ? Math.ceil((60_000 - age) / 1000) : 0;
  }

  wrong(address: string): void {
    this.#all++;
    this.#tries.set(address, (this.#tries.get(address) ?? 0) + 1);
  }
}
