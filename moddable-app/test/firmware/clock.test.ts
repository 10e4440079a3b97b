import { expect, test } from 'vitest';
import { Boot } from '../../src/io/boot.js';
import { runClock } from '../../src/io/clock.js';
import { Light } from '../../src/io/light.js';

/** A clock on a timer that comes when the test says so, from a counter that begins anywhere. */
function clock(start: number) {
  const boot = new Boot({ io: { recall: (bytes) => bytes.fill(0), remember() {} }, reason: 0 });
  const seconds: number[] = [];
  const polled: number[] = [];
  let pumps = 0;
  let callback = () => {};
  const time = { ticks: start };
  runClock(
    { tick: (now) => seconds.push(now), poll: (ticks) => polled.push(ticks), pump: () => pumps++ },
    { io: { repeat: (given) => (callback = given) }, time, boot, light: new Light(() => {}) },
  );
  const after = (milliseconds: number) => {
    time.ticks = (time.ticks + milliseconds) | 0;
    callback();
  };
  return { after, polled, pumps: () => pumps, seconds };
}

test('a second is a thousand milliseconds of the counter, however seldom the timer comes', () => {
  const { after, polled, pumps, seconds } = clock(0);
  for (let call = 0; call < 100; call++) after(37);
  expect(seconds).toEqual([1, 2, 3]);
  expect(polled.length).toBe(100);
  expect(polled.at(-1)).toBe(3700);
  expect(pumps()).toBe(37);
});

test('seconds that the processor was busy for are counted, not replayed', () => {
  const { after, pumps, seconds } = clock(0);
  after(5300);
  // The SDK makes up for the calls that it missed, at once.
  for (let call = 1; call < 265; call++) after(0);
  after(700);
  expect(seconds).toEqual([5, 6]);
  expect(pumps()).toBe(2);
});

test('the counter wraps after 25 days and time goes on', () => {
  const { after, polled, seconds } = clock(2 ** 31 - 500);
  for (let call = 0; call < 50; call++) after(100);
  expect(seconds).toEqual([1, 2, 3, 4, 5]);
  expect(polled.at(-1)).toBe(-(2 ** 31) + 4500);
});
