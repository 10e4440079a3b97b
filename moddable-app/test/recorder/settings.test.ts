import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Recorder } from '../../src/recorder/recorder.js';
import { SETTINGS_BYTES, SettingsStore } from '../../src/recorder/settings.js';
import { METER, reading } from './model.js';
import { SECTOR_BYTES, SimulatedFlash, seeded } from './simulated-flash.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array | undefined): string | undefined => content && new TextDecoder().decode(content);

test('a new partition has no settings, and neither has one full of foreign data', () => {
  const flash = new SimulatedFlash(6, seeded(1));
  expect(new SettingsStore(flash).load()).toBeUndefined();
  flash.fillWithJunk();
  expect(new SettingsStore(flash).load()).toBeUndefined();
  flash.bytes.fill(0);
  expect(new SettingsStore(flash).load()).toBeUndefined();
});

test('what was saved last is loaded, any bytes of any length up to the limit', () => {
  const flash = new SimulatedFlash(6, seeded(2));
  flash.fillWithJunk();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: SETTINGS_BYTES }), (content) => {
      expect(new SettingsStore(flash).save(content)).toEqual({ ok: true });
      expect(new SettingsStore(flash).load()).toEqual(content);
    }),
  );
  expect(Math.abs((flash.erases[4] as number) - (flash.erases[5] as number)), 'copies alternate').toBeLessThanOrEqual(
    1,
  );
});

test('more than the limit is refused and changes nothing', () => {
  const store = new SettingsStore(new SimulatedFlash(6, seeded(3)));
  store.save(bytes('{"ssid":"otthon"}'));
  expect(store.save(new Uint8Array(SETTINGS_BYTES + 1))).toEqual({ ok: false, reason: 'size' });
  expect(text(store.load())).toBe('{"ssid":"otthon"}');
});

test('a power cut at every byte of a save leaves the old settings or the new ones, and the next save works', () => {
  const flash = new SimulatedFlash(6, seeded(4));
  const store = new SettingsStore(flash);
  for (const content of ['1', '{"ssid":"otthon","password":"titok"}', '{"ssid":"nyaraló"}']) store.save(bytes(content));
  let cuts = 0;
  let old = 0;
  flash.onCut = () => {
    cuts++;
    const after = flash.copy();
    const found = text(new SettingsStore(after).load());
    expect(['{"ssid":"nyaraló"}', '{"ssid":"új","mqtt_host":"okosmero.local"}']).toContain(found);
    if (found === '{"ssid":"nyaraló"}') old++;
    if (cuts % 17 !== 0) return;
    expect(new SettingsStore(after).save(bytes('third'))).toEqual({ ok: true });
    expect(text(new SettingsStore(after).load())).toBe('third');
  };
  store.save(bytes('{"ssid":"új","mqtt_host":"okosmero.local"}'));
  expect(cuts).toBe(SECTOR_BYTES + 64);
  expect(old).toBeGreaterThan(SECTOR_BYTES);
  expect(text(store.load())).toBe('{"ssid":"új","mqtt_host":"okosmero.local"}');
});

test('a bad sector is reported and the copy before stays in force', () => {
  const flash = new SimulatedFlash(6, seeded(5));
  const store = new SettingsStore(flash);
  store.save(bytes('first'));
  store.save(bytes('second'));
  for (const sector of [4, 5]) {
    flash.defects.clear();
    flash.defects.set(sector, 'worn');
    store.save(bytes('a'));
    store.save(bytes('b'));
    expect(['a', 'b']).toContain(text(store.load()));
  }
  flash.defects.set(4, 'worn').set(5, 'worn');
  const before = text(store.load());
  expect(store.save(bytes('lost'))).toEqual({ ok: false, reason: 'flash' });
  expect(text(store.load())).toBe(before);
});

test('log and settings leave each other alone', () => {
  const random = seeded(6);
  const flash = new SimulatedFlash(6, random);
  const store = new SettingsStore(flash);
  store.save(bytes('mine'));
  const recorder = new Recorder(flash, random);
  for (let index = 0; index < 5 * 63 * 6; index++) {
    recorder.maintain();
    recorder.record(reading(index), METER);
  }
  expect(text(store.load())).toBe('mine');
  const log = flash.bytes.slice(0, 4 * SECTOR_BYTES);
  store.save(bytes('yours'));
  expect(flash.bytes.slice(0, 4 * SECTOR_BYTES)).toEqual(log);
});
