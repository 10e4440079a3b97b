/**
 * The accounts of the embedded broker: one password per board, hashed with scrypt, in `<data>/devices.json`. The command
 * line changes the file while the service runs; the service notices by the file's time.
 */
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isDeviceName, type Role } from './mqtt/topics.js';
import { readJsonFile } from './read-file.js';
import { writeFileAtomically } from './write-file.js';

interface Account {
  readonly role: Role;
  readonly salt: string;
  readonly hash: string;
  readonly added: string;
}

export interface DeviceAccount {
  readonly name: string;
  readonly role: Role;
  readonly added: string;
}

export type AddResult =
  | { readonly ok: true; readonly password: string }
  | { readonly ok: false; readonly reason: string };

const derive = promisify(scrypt) as (password: string, salt: Buffer, bytes: number) => Promise<Buffer>;
/** Password checks that may wait at a time; each costs some 50 ms of a Pi. */
const MAX_WAITING = 64;

export class Devices {
  readonly #path: string;
  #accounts = new Map<string, Account>();
  #modified = -1;
  #waiting = 0;
  /** Passwords that were right, as a digest under a key of this process: a reconnect costs no scrypt. */
  #proved = new Map<string, string>();
  readonly #key = randomBytes(32);

  constructor(
    dataFolder: string,
    private readonly onDamage: (text: string) => void,
  ) {
    this.#path = join(dataFolder, 'devices.json');
  }

  list(): DeviceAccount[] {
    this.#refresh();
    return [...this.#accounts].map(([name, { role, added }]) => ({ name, role, added }));
  }

  /** Makes an account, or a new password for it. Without a password a random one is made. */
  async add(name: string, role: Role = 'device', password = randomPassword()): Promise<AddResult> {
    if (!isDeviceName(name))
      return {
        ok: false,
        reason: `"${name}" cannot be a device name: small letters, digits, _ and -, 32 at most, and not "service". Example: a1b2c3`,
      };
    if (password.length < 8 || password.length > 64)
      return { ok: false, reason: 'A password needs 8 to 64 characters.' };
    this.#refresh();
    const salt = randomBytes(16);
    const hash = await derive(password, salt, 32);
    const accounts = new Map(this.#accounts);
    accounts.set(name, {
      role,
      salt: salt.toString('base64'),
      hash: hash.toString('base64'),
      added: new Date().toISOString(),
    });
    this.#save(accounts);
    return { ok: true, password };
  }

  remove(name: string): boolean {
    this.#refresh();
    const accounts = new Map(this.#accounts);
    if (!accounts.delete(name)) return false;
    this.#save(accounts);
    return true;
  }

  /** The role that these credentials give, or null. */
  async check(name: string, password: string): Promise<Role | null> {
    this.#refresh();
    const account = this.#accounts.get(name);
    if (!account || this.#waiting >= MAX_WAITING) return null;
    const digest = createHash('sha256').update(this.#key).update(account.hash).update(password).digest('base64');
    if (this.#proved.get(name) === digest) return account.role;
    this.#waiting++;
    try {
      const hash = await derive(password, Buffer.from(account.salt, 'base64'), 32);
      if (!timingSafeEqual(hash, Buffer.from(account.hash, 'base64'))) return null;
    } finally {
      this.#waiting--;
    }
    this.#proved.set(name, digest);
    return account.role;
  }

  #refresh(): void {
    const modified = statSync(this.#path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (modified === this.#modified) return;
    this.#modified = modified;
    this.#accounts = new Map(Object.entries(readJsonFile(this.#path, isAccounts, this.onDamage) ?? {}));
  }

  #save(accounts: Map<string, Account>): void {
    writeFileAtomically(this.#path, `${JSON.stringify(Object.fromEntries(accounts), null, 2)}\n`, 0o600);
    this.#modified = -1;
  }
}

function isAccounts(value: unknown): value is Record<string, Account> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value as Record<string, Partial<Account> | null>).every(
    (account) => ['device', 'reader'].includes(account?.role ?? '') && account?.salt && account.hash && account.added,
  );
}

/** 80 random bits in letters and digits that are not mistaken for each other on a small screen. */
function randomPassword(length = 16): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join('');
}
