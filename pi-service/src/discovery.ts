/**
 * Home Assistant: one retained discovery message a device, and the small `state` JSON that it points to.
 * https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload
 */
import { type CosemValue, type DeviceInfo, type Reading, TOPIC } from '@okosmero/moddable-app/contract';
import { SERVICE_AVAILABILITY, topicOf } from './mqtt/topics.js';

interface Entity {
  readonly key: string;
  readonly obis: string;
  readonly name: string;
  readonly kind: Kind;
}
type Kind = keyof typeof KINDS;

/** Power expires, a counter never does: an unavailable total draws spikes into the energy dashboard. */
const KINDS = {
  energy: {
    device_class: 'energy',
    state_class: 'total_increasing',
    unit_of_measurement: 'kWh',
    suggested_display_precision: 1,
  },
  power: { device_class: 'power', state_class: 'measurement', unit_of_measurement: 'kW', expire_after: 60 },
  voltage: { device_class: 'voltage', state_class: 'measurement', unit_of_measurement: 'V' },
  current: { device_class: 'current', state_class: 'measurement', unit_of_measurement: 'A' },
  factor: { device_class: 'power_factor', state_class: 'measurement' },
  frequency: { device_class: 'frequency', state_class: 'measurement', unit_of_measurement: 'Hz' },
  text: { entity_category: 'diagnostic' },
} as const;

const entity = (key: string, obis: string, name: string, kind: Kind): Entity => ({ key, obis, name, kind });
const eachPhase = (key: string, groups: readonly number[], name: string, kind: Kind): Entity[] =>
  groups.map((group, i) => entity(`${key}L${i + 1}`, `1-0:${group}.7.0`, `${name} L${i + 1}`, kind));
const eachTariff = (key: string, group: number, name: string): Entity[] =>
  [1, 2, 3, 4].map((n) => entity(`${key}T${n}`, `1-0:${group}.8.${n}`, `${name} T${n}`, 'energy'));

const ENTITIES: readonly Entity[] = [
  entity('totalImport', '1-0:1.8.0', 'Összes vételezés', 'energy'),
  entity('totalExport', '1-0:2.8.0', 'Összes betáplálás', 'energy'),
  ...eachTariff('import', 1, 'Vételezés'),
  ...eachTariff('export', 2, 'Betáplálás'),
  entity('import', '1-0:1.7.0', 'Vételezett teljesítmény', 'power'),
  entity('export', '1-0:2.7.0', 'Betáplált teljesítmény', 'power'),
  ...eachPhase('voltage', [32, 52, 72], 'Feszültség', 'voltage'),
  ...eachPhase('current', [31, 51, 71], 'Áram', 'current'),
  entity('powerFactor', '1-0:13.7.0', 'Teljesítménytényező', 'factor'),
  entity('frequency', '1-0:14.7.0', 'Frekvencia', 'frequency'),
  entity('tariff', '0-0:96.14.0', 'Tarifa', 'text'),
];

/** Diagnostics from the board's `health`. */
const DIAGNOSTICS = [
  { key: 'rssi', name: 'Wi-Fi jelerősség', path: 'rssi', device_class: 'signal_strength', unit_of_measurement: 'dBm' },
  { key: 'uptime', name: 'Működési idő', path: 'uptime', device_class: 'duration', unit_of_measurement: 's' },
  { key: 'heap', name: 'Szabad memória', path: 'heap.free', device_class: 'data_size', unit_of_measurement: 'B' },
  {
    key: 'rejected',
    name: 'Elutasított táviratok',
    path: 'telegrams.rejected.values() | sum',
    state_class: 'total_increasing',
  },
] as const;

export const discoveryTopic = (prefix: string, device: string): string => `${prefix}/device/okosmero_${device}/config`;

/** The discovery message for the objects that this meter sends. No meter id in it: the device's name is enough. */
export function discoveryMessage(reading: Reading, info: DeviceInfo | null, version: string): string {
  const { device } = reading;
  const id = `okosmero_${device}`;
  const components: Record<string, unknown> = {};
  for (const { key, obis, name, kind } of ENTITIES) {
    if (reading.objects[obis] === undefined) continue;
    components[key] = {
      p: 'sensor',
      name,
      unique_id: `${id}_${key}`,
      default_entity_id: `sensor.okosmero_${key.toLowerCase()}`,
      // The empty text leaves a number as it is; `this.state` would be "unavailable" after a restart.
      value_template: `{{ value_json.${key} | default('') }}`,
      ...KINDS[kind],
    };
  }
  for (const { key, name, path, ...rest } of DIAGNOSTICS)
    components[key] = {
      p: 'sensor',
      name,
      unique_id: `${id}_${key}`,
      default_entity_id: `sensor.okosmero_${key}`,
      state_topic: topicOf(device, TOPIC.health),
      entity_category: 'diagnostic',
      value_template: `{{ value_json.${path} }}`,
      ...rest,
    };
  return JSON.stringify({
    dev: { ids: [id], name: 'Okosmérő', mf: 'Okosmérő', mdl: 'ESP8266 P1', sw: info?.firmware ?? '?', sn: device },
    o: { name: 'okosmero', sw: version },
    availability: [{ topic: topicOf(device, TOPIC.availability) }, { topic: SERVICE_AVAILABILITY }],
    availability_mode: 'all',
    state_topic: topicOf(device, TOPIC.state),
    qos: 0,
    cmps: components,
  });
}

/**
 * The `state` of one device. A counter that a telegram lacks keeps its last value, one that steps back is held until it
 * did so three times running (a replaced meter), so that Home Assistant never sees a zero that is none.
 */
export class HeadlineState {
  readonly #energy = new Map<string, number>();
  readonly #behind = new Map<string, number>();
  #meter = '';

  /** JSON text of the state after this reading. */
  next(reading: Reading): string {
    if (reading.meterId !== this.#meter) {
      this.#meter = reading.meterId;
      this.#energy.clear();
      this.#behind.clear();
    }
    const state: Record<string, unknown> = { time: reading.time };
    for (const { key, obis, kind } of ENTITIES) {
      const value = first(reading.objects[obis]);
      const shown = kind === 'energy' ? this.#counter(key, value) : value;
      if (shown !== undefined) state[key] = shown;
    }
    return JSON.stringify(state);
  }

  #counter(key: string, value: number | string | undefined): number | undefined {
    const last = this.#energy.get(key);
    if (typeof value !== 'number') return last;
    const behind = last !== undefined && value < last ? (this.#behind.get(key) ?? 0) + 1 : 0;
    this.#behind.set(key, behind);
    if (behind > 0 && behind < 3) return last;
    this.#energy.set(key, value);
    return value;
  }
}

const first = (value: CosemValue | undefined): number | string | undefined =>
  typeof value === 'object' ? value[0] : value;
