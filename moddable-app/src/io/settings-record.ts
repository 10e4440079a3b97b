import { crc32 } from '../recorder/crc32.js';
import { bytesOf } from './bytes.js';
import { SETTING_NAMES, type SettingName, type Settings, type Validated, validate } from './settings.js';

export type RawSettings = { readonly [name in SettingName]?: unknown };

/** The two settings sectors, as `recorder/settings` gives them. */
export interface SettingsSectors {
  load(): Uint8Array | undefined;
  save(bytes: Uint8Array): { readonly ok: boolean };
}

interface Stored {
  /** Password of the board's own Wi-Fi; made once. */
  readonly accessPoint?: string;
  /** Which build's values the settings were saved over. */
  readonly build?: string;
  readonly settings?: RawSettings;
}

/** Letters and digits that nobody takes for one another. */
const PASSWORD_CHARACTERS = 'abcdefghkmnpqrstuvwxyz23456789';
const PASSWORD_LENGTH = 10;

export interface SettingsRecordOptions {
  readonly io: SettingsSectors;
  /** What the command line of this build gave. */
  readonly build: RawSettings;
  readonly random: () => number;
}

/**
 * The settings in force: what the set-up page saved, unless the board was built anew with other values on the command line,
 * which are the newer wish then. Nothing is erased by reading: a record that cannot be read leaves the build's values.
 */
export class SettingsRecord {
  /** Invalid only when the build's own values are. */
  readonly inForce: Validated;
  /** Password of the board's own Wi-Fi, 10 characters. */
  readonly accessPoint: string;
  readonly #io: SettingsSectors;
  readonly #build: string;

  constructor(options: SettingsRecordOptions) {
    this.#io = options.io;
    this.#build = fingerprint(options.build);
    const stored = parse(this.#io.load());
    const saved = stored.build === this.#build && stored.settings ? validate(stored.settings) : undefined;
    this.inForce = saved?.ok ? saved : validate(options.build);
    this.accessPoint = stored.accessPoint ?? newPassword(options.random);
    if (stored.accessPoint === undefined) this.#write({ ...stored, accessPoint: this.accessPoint });
  }

  /** Stores what the set-up page gave. False when the flash refuses. */
  save(settings: Settings): boolean {
    return this.#write({ accessPoint: this.accessPoint, build: this.#build, settings });
  }

  #write(stored: Stored): boolean {
    return this.#io.save(bytesOf(JSON.stringify(stored))).ok;
  }
}

function parse(bytes: Uint8Array | undefined): Stored {
  if (!bytes) return {};
  try {
    const stored: unknown = JSON.parse(String.fromArrayBuffer(bytes.slice().buffer));
    return typeof stored === 'object' && stored !== null ? stored : {};
  } catch {
    return {};
  }
}

function fingerprint(build: RawSettings): string {
  const text = JSON.stringify(SETTING_NAMES.map((name) => build[name] ?? null));
  const bytes = bytesOf(text);
  return crc32(bytes, 0, bytes.length).toString(16);
}

function newPassword(random: () => number): string {
  let password = '';
  while (password.length < PASSWORD_LENGTH) {
    password += PASSWORD_CHARACTERS.charAt(Math.floor(random() * PASSWORD_CHARACTERS.length));
  }
  return password;
}
