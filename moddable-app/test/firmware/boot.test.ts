import { describe, expect, test } from 'vitest';
import { Boot, QUICK_CRASHES, SURVIVOR_BYTES } from '../../src/io/boot.js';

const POWER = 0;
const EXCEPTION = 2;
const SOFTWARE = 4;
const EXTERNAL = 6;

/** RTC memory: lives through resets, holds noise after a power cut. */
class Rtc {
  readonly bytes = Uint8Array.from({ length: SURVIVOR_BYTES }, (_, i) => (i * 37 + 11) & 0xff);
  recall(to: Uint8Array) {
    to.set(this.bytes);
  }
  remember(from: Uint8Array) {
    this.bytes.set(from);
  }
}

const start = (io: Rtc, reason: number) => new Boot({ io, reason });

describe('quick crashes', () => {
  test('the fifth in a row starts safe mode', () => {
    const rtc = new Rtc();
    expect(start(rtc, POWER).mode).toBe('normal');
    for (let crash = 1; crash < QUICK_CRASHES; crash++) expect(start(rtc, EXCEPTION).mode).toBe('normal');
    expect(start(rtc, EXCEPTION).mode).toBe('safe');
  });

  test('a minute of life ends the row', () => {
    const rtc = new Rtc();
    start(rtc, POWER);
    for (let crash = 1; crash < QUICK_CRASHES; crash++) start(rtc, EXCEPTION).tick(59);
    start(rtc, EXTERNAL).tick(60);
    expect(start(rtc, EXCEPTION).mode).toBe('normal');
  });

  test('safe mode is left by a restart that counts as no crash', () => {
    const rtc = new Rtc();
    for (let crash = 0; crash < QUICK_CRASHES; crash++) start(rtc, EXCEPTION);
    const safe = start(rtc, EXCEPTION);
    expect(safe.mode).toBe('safe');
    safe.tick(600);
    safe.planRestart();
    expect(start(rtc, SOFTWARE).mode).toBe('normal');
  });

  test('a power cut and a foreign record count as none', () => {
    const rtc = new Rtc();
    expect(start(rtc, EXCEPTION).mode).toBe('normal');
    for (let crash = 0; crash < QUICK_CRASHES; crash++) start(rtc, EXCEPTION);
    expect(start(rtc, POWER).mode).toBe('normal');
    for (let crash = 0; crash < 4; crash++) start(rtc, EXCEPTION);
    rtc.bytes[1] = 200;
    expect(start(rtc, EXCEPTION).mode).toBe('normal');
  });
});

describe('the set-up page', () => {
  test('three quick external resets open it, once', () => {
    const rtc = new Rtc();
    start(rtc, POWER);
    expect(start(rtc, EXTERNAL).mode).toBe('normal');
    expect(start(rtc, EXTERNAL).mode).toBe('normal');
    expect(start(rtc, EXTERNAL).mode).toBe('setup');
    expect(start(rtc, EXTERNAL).mode).toBe('normal');
  });

  test('resets further apart than ten seconds, crashes and power cuts do not', () => {
    const rtc = new Rtc();
    for (let i = 0; i < 6; i++) {
      const boot = start(rtc, EXTERNAL);
      expect(boot.mode).toBe('normal');
      boot.tick(10);
    }
    for (let i = 0; i < 20; i++) expect(start(rtc, POWER).mode).toBe('normal');
  });

  test('a page that nobody visited does not open again at once, but after the next power cut', () => {
    const rtc = new Rtc();
    start(rtc, POWER).planRestart(true);
    expect(start(rtc, SOFTWARE).setupOver).toBe(true);
    expect(start(rtc, POWER).setupOver).toBe(false);
  });
});

describe('the abort hook', () => {
  type Scope = { abort?: (reason: string) => boolean };

  /** What comes of XS giving up for that reason. Keeping the record calls XS again, as anything may that goes wrong inside it. */
  function hooked(reason: string, { broken = false } = {}) {
    const rtc = new Rtc();
    const scope: Scope = {};
    const boot = start(rtc, POWER);
    let kept = 0;
    let restarts = 0;
    const inside: unknown[] = [];
    boot.hookAbort(scope, () => restarts++);
    const { remember } = rtc;
    rtc.remember = (bytes) => {
      kept++;
      // XS ends for memory, and does not ask a lost exception for its message.
      inside.push(scope.abort?.('memory full'), scope.abort?.('unhandled exception'));
      if (broken) throw new Error('RTC memory cannot be written');
      remember.call(rtc, bytes);
    };
    const answer = scope.abort?.(reason);
    expect(inside).toEqual([true, false]);
    rtc.remember = remember;
    return { answer, kept, restarts, told: start(rtc, SOFTWARE).abort };
  }

  test('tells the reason once, and restarts the board itself after an exception', () => {
    expect(hooked('unhandled exception')).toEqual({ answer: false, kept: 1, restarts: 1, told: 'unhandled exception' });
  });

  test('restarts the board where the reason cannot be kept', () => {
    const answer = hooked('unhandled exception', { broken: true });
    expect(answer).toEqual({ answer: false, kept: 1, restarts: 1, told: null });
  });

  test('leaves the restart to XS after anything else', () => {
    expect(hooked('memory full')).toEqual({ answer: true, kept: 1, restarts: 0, told: 'memory full' });
  });
});

test('an abort is told after the restart, and only then', () => {
  const rtc = new Rtc();
  const giveUp = (reason: string): void => {
    const scope: { abort?: (reason: string) => boolean } = {};
    start(rtc, POWER).hookAbort(scope, () => undefined);
    scope.abort?.(reason);
  };
  giveUp('memory full');
  expect(start(rtc, SOFTWARE).abort).toBe('memory full');
  expect(start(rtc, SOFTWARE).abort).toBeNull();
  giveUp('something new');
  expect(start(rtc, SOFTWARE).abort).toBe('other');
});
