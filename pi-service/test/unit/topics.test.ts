import { expect, test } from 'vitest';
import { isDeviceName, mayPublish, maySubscribe, parseDeviceTopic } from '../../src/mqtt/topics.js';

test.each([
  ['okosmero/a1b2c3/telegram', { device: 'a1b2c3', name: 'telegram' }],
  ['okosmero/a1b2c3/ack', null],
  ['okosmero/a1b2c3/telegram/more', null],
  ['okosmero/a1b2c3', null],
  ['okosmero/service/availability', null],
  ['okosmero/../telegram', null],
  ['okosmero/A1/telegram', null],
  ['/okosmero/a1/telegram', null],
  ['homeassistant/status', null],
])('%s', (topic, parsed) => {
  expect(parseDeviceTopic(topic)).toEqual(parsed);
});

test('a board writes only its own topics, never ack or replay', () => {
  expect(mayPublish('device', 'a1', 'okosmero/a1/telegram')).toBe(true);
  expect(mayPublish('device', 'a1', 'okosmero/b2/telegram')).toBe(false);
  for (const name of ['ack', 'replay', 'state']) expect(mayPublish('device', 'a1', `okosmero/a1/${name}`)).toBe(false);
  expect(mayPublish('device', 'a1', 'okosmero/service/availability')).toBe(false);
});

test('a board reads only what is meant for it', () => {
  expect(maySubscribe('device', 'a1', 'okosmero/a1/ack')).toBe(true);
  expect(maySubscribe('device', 'a1', 'okosmero/service/availability')).toBe(true);
  for (const filter of ['#', 'okosmero/#', 'okosmero/+/telegram', 'okosmero/b2/ack', '$SYS/#'])
    expect(maySubscribe('device', 'a1', filter)).toBe(false);
});

test('an onlooker reads and writes nothing but a birth message', () => {
  expect(maySubscribe('reader', 'ha', 'okosmero/#')).toBe(true);
  expect(maySubscribe('reader', 'ha', '$SYS/#')).toBe(false);
  expect(mayPublish('reader', 'ha', 'homeassistant/status')).toBe(true);
  expect(mayPublish('reader', 'ha', 'okosmero/a1/ack')).toBe(false);
  expect(mayPublish('reader', 'ha', 'okosmero/a1/status')).toBe(false);
});

test.each(['', 'service', '../x', 'A', 'a/b', 'a b', 'a'.repeat(33)])('"%s" is no device name', (name) => {
  expect(isDeviceName(name)).toBe(false);
});
