import { describe, expect, test } from 'vitest';
import { Backoff } from '../../src/io/backoff.js';
import { Network } from '../../src/io/network.js';
import { Radio } from './sdk/station.js';

function network(ssid = 'home') {
  const radio = new Radio();
  const settings = { ssid, password: 'secret12', start_delay: 5 };
  const wifi = new Network({ io: radio.io, hostname: 'okosmero-a1b2c3', settings, random: () => 0.5 });
  return { radio, wifi };
}

function run(target: Network, from: number, to: number) {
  for (let now = from; now <= to; now++) target.tick(now);
}

describe('the radio', () => {
  test('stays off until the capacitor is charged', () => {
    const { radio, wifi } = network();
    run(wifi, 1, 4);
    expect(radio.station).toBeUndefined();
    run(wifi, 5, 6);
    expect(wifi.up).toBe(true);
    expect(wifi.connects).toBe(1);
  });

  test('asks for an address under the board’s name', () => {
    const { radio, wifi } = network();
    run(wifi, 1, 6);
    expect(radio.station?.askedAs).toBe('okosmero-a1b2c3');
  });

  test('stays off for ever without a network', () => {
    const { radio, wifi } = network('');
    run(wifi, 1, 1000);
    expect(radio.station).toBeUndefined();
  });
});

test('it comes back after every loss, and never gives up', () => {
  const { radio, wifi } = network();
  run(wifi, 1, 10);
  radio.inReach = false;
  radio.station?.disconnect();
  run(wifi, 11, 7200);
  expect(wifi.up).toBe(false);
  // One attempt in at most 20 + 60 s, at least 20 s apart.
  expect(radio.station?.attempts).toBeGreaterThan(7190 / 80);
  expect(radio.station?.attempts).toBeLessThan(7190 / 20);
  radio.inReach = true;
  run(wifi, 7201, 7290);
  expect(wifi.up).toBe(true);
  expect(wifi.connects).toBe(2);
});

test('a renewed connection is joined again', () => {
  const { wifi } = network();
  run(wifi, 1, 10);
  wifi.renew(10);
  expect(wifi.up).toBe(false);
  run(wifi, 11, 20);
  expect(wifi.up).toBe(true);
});

test('waits double up to the longest, and spread over half of it', () => {
  const least = new Backoff({ first: 1, most: 60, random: () => 0 });
  const most = new Backoff({ first: 1, most: 60, random: () => 1 });
  expect(Array.from({ length: 8 }, () => least.next())).toEqual([0.5, 1, 2, 4, 8, 16, 30, 30]);
  expect(Array.from({ length: 8 }, () => most.next())).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  most.reset();
  expect(most.next()).toBe(1);
});
