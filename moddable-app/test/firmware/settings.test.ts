import './arraybuffer.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEVICE_ID } from '../../src/contract.js';
import { DEFAULTS, type Settings, validate } from '../../src/io/settings.js';
import { SettingsRecord } from '../../src/io/settings-record.js';
import { readForm } from '../../src/io/setup/form.js';

const HOME = { ssid: 'home', mqtt_host: 'okosmero.local' };

const problemsOf = (raw: object) => {
  const validated = validate(raw);
  return validated.ok ? [] : validated.problems.map((problem) => problem.name);
};

describe('validation', () => {
  test('text from the command line becomes numbers, missing values defaults', () => {
    const validated = validate({ ...HOME, mqtt_port: '1884', receive: '3', start_delay: '0', polarity: 'inverted' });
    expect(validated).toEqual({
      ok: true,
      settings: { ...DEFAULTS, ...HOME, mqtt_port: 1884, receive: 3, start_delay: 0, polarity: 'inverted' },
    });
    expect(validate({})).toEqual({ ok: true, settings: DEFAULTS });
  });

  test.each([
    [{ mqtt_port: '0' }, 'mqtt_port'],
    [{ mqtt_port: '1883x' }, 'mqtt_port'],
    [{ mqtt_port: '' }, 'mqtt_port'],
    [{ mqtt_port: 65536 }, 'mqtt_port'],
    [{ receive: 4 }, 'receive'],
    [{ polarity: 'upside down' }, 'polarity'],
    [{ start_delay: -1 }, 'start_delay'],
    [{ ssid: 'á'.repeat(17) }, 'ssid'],
    [{ password: 'short' }, 'password'],
    [{ mqtt_host: 'http://pi' }, 'mqtt_host'],
    [{ mqtt_host: '' }, 'mqtt_host'],
    [{ mqtt_user: 'service' }, 'mqtt_user'],
    [{ mqtt_user: 'a/b' }, 'mqtt_user'],
    [{ mqtt_password: 'x'.repeat(65) }, 'mqtt_password'],
  ])('%o is refused by name', (raw, name) => {
    expect(problemsOf({ ...HOME, ...raw })).toEqual([name]);
  });

  test('a user is valid exactly when it is a device name of the contract', () => {
    const text = fc.oneof(fc.string({ maxLength: 40 }), fc.stringMatching(/^[a-z0-9_-]{0,40}$/));
    fc.assert(
      fc.property(text, (mqtt_user) => {
        const valid = mqtt_user === '' || (new RegExp(DEVICE_ID).test(mqtt_user) && mqtt_user !== 'service');
        expect(problemsOf({ ...HOME, mqtt_user })).toEqual(valid ? [] : ['mqtt_user']);
      }),
    );
  });
});

/** Settings sectors in memory. */
class Sectors {
  bytes: Uint8Array | undefined;
  load() {
    return this.bytes;
  }
  save(bytes: Uint8Array) {
    this.bytes = bytes.slice();
    return { ok: true };
  }
}

function open(io: Sectors, build: object = {}) {
  return new SettingsRecord({ io, build, random: Math.random });
}

const settingsOf = (record: SettingsRecord) => (record.inForce.ok ? record.inForce.settings : undefined);
const SAVED: Settings = { ...DEFAULTS, ...HOME, ssid: 'ház', password: 'titkos jelszó' };

describe('the settings in force', () => {
  test('what the page saved lives through a restart, and the access point keeps its password', () => {
    const io = new Sectors();
    const record = open(io);
    expect(record.accessPoint).toMatch(/^[a-z2-9]{10}$/);
    expect(record.save(SAVED)).toBe(true);
    expect(settingsOf(open(io))).toEqual(SAVED);
    expect(open(io).accessPoint).toBe(record.accessPoint);
  });

  test('a new build with other values wins over the page, the same build does not', () => {
    const io = new Sectors();
    open(io, HOME).save(SAVED);
    expect(settingsOf(open(io, HOME))).toEqual(SAVED);
    expect(settingsOf(open(io, { ...HOME, ssid: 'new' }))?.ssid).toBe('new');
    expect(settingsOf(open(io, HOME))).toEqual(SAVED);
  });

  test('a record that cannot be read leaves the values of the build', () => {
    const io = new Sectors();
    for (const text of ['', 'null', '[]', '{"build":1', '{"settings":{"ssid":5}}']) {
      io.bytes = new TextEncoder().encode(text);
      expect(settingsOf(open(io, HOME))?.ssid).toBe('home');
    }
  });
});

describe('the form', () => {
  test('reads what browsers send and nothing else', () => {
    const values = { ssid: 'ház & kert=1', password: 'a+b %20', mqtt_host: 'pi.local' };
    expect(readForm(new URLSearchParams(values).toString())).toEqual(values);
    expect(readForm('__proto__=x&constructor=y&ssid=%E0%A4%A&other=1&receive')).toEqual({ receive: '' });
  });
});
