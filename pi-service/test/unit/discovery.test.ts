import { expect, test } from 'vitest';
import { discoveryMessage, HeadlineState } from '../../src/discovery.js';
import { HomeAssistant } from '../../src/home-assistant.js';
import type { MqttLink } from '../../src/mqtt/link.js';
import { reading } from '../support/reading.js';

interface Component {
  unique_id: string;
  value_template: string;
  expire_after?: number;
  device_class?: string;
  state_class?: string;
}
const message = (objects: Record<string, number | string>) =>
  JSON.parse(discoveryMessage(reading(1, { objects }), null, '0.1.0')) as {
    cmps: Record<string, Component>;
    availability: { topic: string }[];
  };

test('power expires, counters never do', () => {
  const { cmps } = message({ '1-0:1.7.0': 1, '1-0:1.8.0': 2, '1-0:32.7.0': 230 });
  expect(cmps.import?.expire_after).toBe(60);
  for (const component of Object.values(cmps))
    if (component.device_class !== 'power') expect(component.expire_after).toBeUndefined();
  expect(cmps.totalImport).toMatchObject({ device_class: 'energy', state_class: 'total_increasing' });
});

/** What https://www.home-assistant.io/integrations/sensor/#device-class allows, of the classes used here. */
const UNITS: Readonly<Record<string, readonly (string | undefined)[]>> = {
  energy: ['kWh', 'Wh', 'MWh'],
  power: ['kW', 'W'],
  voltage: ['V', 'mV'],
  current: ['A', 'mA'],
  power_factor: [undefined, '%'],
  frequency: ['Hz', 'kHz'],
  signal_strength: ['dBm', 'dB'],
  duration: ['s', 'min', 'h', 'd'],
  data_size: ['B', 'kB', 'MB'],
};

test('is a device discovery message as Home Assistant documents it', () => {
  const objects = Object.fromEntries(
    ['1.8.0', '2.8.0', '1.8.1', '1.7.0', '2.7.0', '32.7.0', '31.7.0', '13.7.0', '14.7.0'].map((c) => [`1-0:${c}`, 1]),
  );
  const text = discoveryMessage(reading(1, { objects: { ...objects, '0-0:96.14.0': '0001' } }), null, '0.1.0');
  const { dev, o, cmps, ...shared } = JSON.parse(text);
  expect(dev).toMatchObject({ ids: ['okosmero_a1b2c3'], name: expect.any(String) });
  expect(o).toMatchObject({ name: 'okosmero', sw: '0.1.0' });
  expect(Object.keys(shared).sort()).toEqual(['availability', 'availability_mode', 'qos', 'state_topic']);
  expect(Object.keys(cmps)).toHaveLength(10 + 4);
  for (const [key, component] of Object.entries<Record<string, string>>(cmps)) {
    expect(component).toMatchObject({ p: 'sensor', unique_id: expect.any(String), name: expect.any(String) });
    expect(component.default_entity_id).toMatch(/^sensor\.[a-z0-9_]+$/);
    const { device_class: kind, state_class: state, unit_of_measurement: unit } = component;
    if (kind !== undefined) expect([key, UNITS[kind]?.includes(unit)]).toEqual([key, true]);
    if (kind === 'energy') expect(state).toBe('total_increasing');
    // A number that is not there leaves the sensor as it is.
    if (component.state_topic === undefined)
      expect(component.value_template).toBe(`{{ value_json.${key} | default('') }}`);
  }
});

test('only what the meter sends is announced', () => {
  const { cmps } = message({ '1-0:1.8.0': 2, '1-0:32.7.0': 230 });
  expect(cmps).toHaveProperty('voltageL1');
  expect(cmps).not.toHaveProperty('voltageL2');
  expect(cmps).not.toHaveProperty('totalExport');
});

test('ids are unique and neither they nor anything else show the meter id', () => {
  const text = JSON.stringify(message({ '1-0:1.8.0': 2, '1-0:1.8.1': 1, '1-0:1.8.2': 1 }));
  expect(text).not.toContain('9912345678');
  const ids = Object.values((JSON.parse(text) as { cmps: Record<string, Component> }).cmps).map((c) => c.unique_id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('unavailable when board or service is away', () => {
  expect(message({}).availability.map(({ topic }) => topic)).toEqual([
    'okosmero/a1b2c3/availability',
    'okosmero/service/availability',
  ]);
});

const energy = (state: HeadlineState, seq: number, objects: Record<string, number>) =>
  (JSON.parse(state.next(reading(seq, { objects }))) as { totalImport?: number }).totalImport;

test('a counter that a telegram lacks keeps its value, at first it is left out and never zero', () => {
  const state = new HeadlineState();
  expect(energy(state, 1, {})).toBeUndefined();
  expect(energy(state, 2, { '1-0:1.8.0': 10 })).toBe(10);
  expect(energy(state, 3, {})).toBe(10);
});

test('a step back is held until it came three times running', () => {
  const state = new HeadlineState();
  energy(state, 1, { '1-0:1.8.0': 10 });
  expect([9, 11, 9, 9, 9].map((value, i) => energy(state, i + 2, { '1-0:1.8.0': value }))).toEqual([10, 11, 11, 11, 9]);
});

test('discovery goes out once, again when changed and after a birth', async () => {
  const sent: string[] = [];
  const link = { publish: (topic: string) => sent.push(topic) } as unknown as MqttLink;
  const assistant = new HomeAssistant({ prefix: 'homeassistant', version: '0', delay: () => 0 });
  assistant.connected(link);
  const configs = () => sent.filter((topic) => topic.endsWith('/config')).length;
  assistant.reading(reading(1), null);
  assistant.reading(reading(2), null);
  expect(configs()).toBe(1);
  assistant.reading(reading(3, { objects: { '1-0:1.8.0': 1, '1-0:32.7.0': 230 } }), null);
  expect(configs()).toBe(2);
  assistant.birth(Buffer.from('offline'));
  assistant.birth(Buffer.from('online'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(configs()).toBe(3);
});
