/** Publishes discovery and state for Home Assistant: when first seen, when changed, and on Home Assistant's birth. */
import { type DeviceInfo, type Reading, TOPIC } from '@okosmero/moddable-app/contract';
import { discoveryMessage, discoveryTopic, HeadlineState } from './discovery.js';
import type { MqttLink } from './mqtt/link.js';
import { topicOf } from './mqtt/topics.js';

export interface HomeAssistantOptions {
  readonly prefix: string;
  readonly version: string;
  /** Milliseconds to wait after a birth message, so that not every publisher answers at once. */
  readonly delay?: () => number;
}

/** Distinguishes the objects that a meter sends; the values do not matter. */
const shapeOf = (reading: Reading, info: DeviceInfo | null): string =>
  `${info?.firmware ?? ''} ${Object.keys(reading.objects).join()}`;

export class HomeAssistant {
  readonly #options: HomeAssistantOptions;
  readonly #shapes = new Map<string, string>();
  readonly #configs = new Map<string, string>();
  readonly #states = new Map<string, HeadlineState>();
  #link: MqttLink | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: HomeAssistantOptions) {
    this.#options = options;
  }

  get birthTopic(): string {
    return `${this.#options.prefix}/status`;
  }

  isBirth(topic: string): boolean {
    return topic === this.birthTopic;
  }

  connected(link: MqttLink): void {
    this.#link = link;
    this.#republish();
  }

  /** `online`: Home Assistant started and knows nothing. */
  birth(payload: Uint8Array): void {
    if (Buffer.from(payload).toString() !== 'online' || this.#timer) return;
    const delay = this.#options.delay ?? (() => 500 + Math.random() * 4500);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#republish();
    }, delay());
    this.#timer.unref();
  }

  /** A newest live reading: never a late one. */
  reading(reading: Reading, info: DeviceInfo | null): void {
    const { device } = reading;
    const shape = shapeOf(reading, info);
    if (this.#shapes.get(device) !== shape) {
      this.#shapes.set(device, shape);
      const config = discoveryMessage(reading, info, this.#options.version);
      if (this.#configs.get(device) !== config) {
        this.#configs.set(device, config);
        this.#publishConfig(device, config);
      }
    }
    let state = this.#states.get(device);
    if (!state) {
      state = new HeadlineState();
      this.#states.set(device, state);
    }
    this.#link?.publish(topicOf(device, TOPIC.state), state.next(reading), { qos: 0, retain: true });
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  #republish(): void {
    for (const [device, config] of this.#configs) this.#publishConfig(device, config);
  }

  #publishConfig(device: string, config: string): void {
    this.#link?.publish(discoveryTopic(this.#options.prefix, device), config, { qos: 1, retain: true });
  }
}
