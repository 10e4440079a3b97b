/** What belongs to this phone alone, in localStorage; in memory where the browser refuses that. */
import { LANGUAGES, type Language } from '../locales/language.js';
import { Cell } from './cell.js';
import { KEEP, type Keep } from './plan-sync.js';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export class Settings {
  readonly language: Cell<Language>;
  readonly theme: Cell<Theme>;
  readonly keep: Cell<Keep>;
  readonly syncPaused: Cell<boolean>;
  /** Whether alerts also come as notifications while the app runs. */
  readonly notify: Cell<boolean>;
  /** Meter that the pages show; null until one is known. */
  readonly meter: Cell<string | null>;
  readonly #storage: Storage | null;

  constructor(storage: Storage | null, preferred: readonly string[]) {
    this.#storage = storage;
    // Hungarian first: English only for a browser that asks for it and not for Hungarian before.
    const asked = preferred.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'hu' || tag === 'en') ?? 'hu';
    this.language = this.#choice('language', LANGUAGES, asked as Language);
    this.theme = this.#choice('theme', THEMES, 'auto');
    this.keep = this.#choice('keep', KEEP, 'all');
    this.syncPaused = this.#flag('syncPaused');
    this.notify = this.#flag('notify');
    this.meter = new Cell(this.read('meter'));
    this.meter.subscribe(() => this.write('meter', this.meter.value));
  }

  #choice<T extends string>(name: string, choices: readonly T[], otherwise: T): Cell<T> {
    const stored = this.read(name);
    const cell = new Cell(choices.find((choice) => choice === stored) ?? otherwise);
    cell.subscribe(() => this.write(name, cell.value));
    return cell;
  }

  #flag(name: string): Cell<boolean> {
    const stored = this.#choice(name, ['yes', 'no'] as const, 'no');
    const cell = new Cell(stored.value === 'yes');
    cell.subscribe(() => stored.set(cell.value ? 'yes' : 'no'));
    return cell;
  }

  /** A name of this app's in the browser's storage; null when it is not there or the browser refuses. */
  read(name: string): string | null {
    try {
      return this.#storage?.getItem(`okosmero.${name}`) ?? null;
    } catch {
      return null;
    }
  }

  /** Keeps a value, or removes it; where the browser refuses, it holds until the page closes. */
  write(name: string, value: string | null): void {
    try {
      if (value === null) this.#storage?.removeItem(`okosmero.${name}`);
      else this.#storage?.setItem(`okosmero.${name}`, value);
    } catch {
      // Blocked or full: the choice holds until the page closes.
    }
  }
}

/** localStorage, or null where even asking for it throws. */
export function localStorageOrNull(): Storage | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}
