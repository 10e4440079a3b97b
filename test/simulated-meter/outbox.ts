/**
 * QoS 1 that keeps its word. When a connection drops, mqtt.js hands queued publishes back with an error and forgets them
 * although it says `connected` again a moment later; whoever does not send them again has lost them.
 */
import type { MqttClient } from 'mqtt';

const RETRY_MS = 250;

export class Outbox {
  readonly #client: MqttClient;
  readonly #limit: number;
  #inFlight = 0;
  #closed = false;
  readonly #waiting: (() => void)[] = [];

  /** @param limit messages without a PUBACK at a time; {@link send} waits for a place among them */
  constructor(client: MqttClient, limit = 16) {
    this.#client = client;
    this.#limit = limit;
  }

  /** Resolves when the message has its place, which is before it has arrived: see {@link drained}. */
  async send(topic: string, payload: string | Buffer, retain = false): Promise<void> {
    while (this.#inFlight >= this.#limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#inFlight++;
    this.#publish(topic, payload, retain);
  }

  /** Resolves when every message has its PUBACK. */
  async drained(): Promise<void> {
    while (this.#inFlight > 0 && !this.#closed) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.#closed = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #publish(topic: string, payload: string | Buffer, retain: boolean): void {
    this.#client.publish(topic, payload, { qos: 1, retain }, (error) => {
      if (error && !this.#closed) {
        setTimeout(() => this.#publish(topic, payload, retain), RETRY_MS);
        return;
      }
      this.#inFlight--;
      for (const resolve of this.#waiting.splice(0)) resolve();
    });
  }
}
