import { describe, expect, test } from 'vitest';
import { Light, type Sight, type Status, statusOf } from '../../src/io/light.js';

const FINE: Sight = { sinceAccepted: 5, sinceRejected: undefined, wifi: true, broker: true };

test.each<[Status, Partial<Sight>]>([
  ['fine', {}],
  ['fine', { sinceAccepted: 60, sinceRejected: 1 }],
  ['noTelegram', { sinceAccepted: 61 }],
  ['noTelegram', { sinceAccepted: 300, sinceRejected: 61, wifi: false, broker: false }],
  ['rejected', { sinceAccepted: 61, sinceRejected: 60, wifi: false, broker: false }],
  ['noWifi', { wifi: false, broker: false }],
  ['noBroker', { broker: false }],
])('%s: %o', (status, sight) => {
  expect(statusOf({ ...FINE, ...sight })).toBe(status);
});

describe('the table of the README', () => {
  /** Flashes between two pauses of a second or more, over a minute; 0 when there is no such pause. */
  function flashes(status: Status): number {
    let on = false;
    const light = new Light((now) => {
      on = now;
    });
    light.show(status);
    let text = '';
    for (let step = 0; step < 600; step++) {
      light.step();
      text += on ? '#' : '.';
    }
    const group = /\.{10,}([#.]*?)\.{10,}/.exec(text)?.[1] ?? '';
    return group.split(/\.+/).filter((flash) => flash === '#').length;
  }

  test.each<[Status, number]>([
    ['fine', 1],
    ['noTelegram', 2],
    ['rejected', 3],
    ['noWifi', 4],
    ['noBroker', 5],
    ['setup', 0],
    ['safe', 0],
  ])('%s flashes %i times', (status, count) => {
    expect(flashes(status)).toBe(count);
  });
});
