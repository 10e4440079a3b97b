/** The alerts that this phone has told, so that each comes once, over restarts too. */
import type { Settings } from './settings.js';

/** Remembered, newest last: more than hold at any one time, by far. */
const MOST = 50;

export class Told {
  readonly #settings: Pick<Settings, 'read' | 'write'>;
  #keys: readonly string[];

  constructor(settings: Pick<Settings, 'read' | 'write'>) {
    this.#settings = settings;
    this.#keys = settings.read('told')?.split('\n') ?? [];
  }

  /** True the first time that an alert is told. */
  tell(key: string): boolean {
    if (this.#keys.includes(key)) return false;
    this.#keys = [...this.#keys, key].slice(-MOST);
    this.#settings.write('told', this.#keys.join('\n'));
    return true;
  }
}
