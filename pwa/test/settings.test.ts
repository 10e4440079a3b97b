import { describe, expect, it } from 'vitest';
import { Settings } from '../src/data/settings.js';
import { Told } from '../src/data/told.js';

/** As much of a Storage as the settings use. */
function storage(): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => void values.set(name, value),
    removeItem: (name: string) => void values.delete(name),
  } as Storage;
}

describe('the settings of a phone', () => {
  it('outlive a restart', () => {
    const kept = storage();
    const before = new Settings(kept, ['de-DE', 'en-GB']);
    expect(before.language.value).toBe('en');
    before.language.set('hu');
    before.keep.set('month');
    before.notify.set(true);
    const after = new Settings(kept, ['en-GB']);
    expect([after.language.value, after.keep.value, after.notify.value]).toEqual(['hu', 'month', true]);
  });

  it('remember what was told, over restarts too, but only the newest', () => {
    const kept = storage();
    const told = () => new Told(new Settings(kept, []));
    const first = told();
    expect([first.tell('peak'), first.tell('peak'), first.tell('phase L1')]).toEqual([true, false, true]);
    const second = told();
    expect([second.tell('peak'), second.tell('silence')]).toEqual([false, true]);
    for (let i = 0; i < 60; i++) second.tell(`peak ${i}`);
    expect([told().tell('peak 59'), told().tell('silence')]).toEqual([false, true]);
  });

  it('hold until the page closes where the browser refuses to store', () => {
    const refuse = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    const settings = new Settings({ getItem: refuse, setItem: refuse, removeItem: refuse } as unknown as Storage, []);
    settings.keep.set('year');
    const told = new Told(settings);
    expect([settings.keep.value, told.tell('peak'), told.tell('peak')]).toEqual(['year', true, false]);
  });
});
