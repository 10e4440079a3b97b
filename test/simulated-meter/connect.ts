/** The MQTT connection of a simulated board: presence with a last will, its own topics, the service's `ack`. */
import { BASE_TOPIC, TOPIC, type TopicName } from '@okosmero/moddable-app/contract';
import mqtt, { type MqttClient } from 'mqtt';

export interface BrokerAccount {
  readonly host: string;
  readonly port: number;
  /** Device name and broker user in one. */
  readonly device: string;
  readonly password: string;
}

export const topicOf = (device: string, name: TopicName): string => `${BASE_TOPIC}/${device}/${name}`;

/** Connects, and goes on connecting for ever; a broker that is away is no error. */
export function connectBoard({ host, port, device, password }: BrokerAccount): MqttClient {
  const client = mqtt.connect({
    host,
    port,
    username: device,
    password,
    clientId: `board-${device}`,
    clean: true,
    keepalive: 30,
    reconnectPeriod: 1000,
    // What was under way when the connection broke is sent again by the Outbox, not by mqtt.js.
    queueQoSZero: false,
    will: { topic: topicOf(device, TOPIC.availability), payload: Buffer.from('offline'), qos: 1, retain: true },
  });
  client.on('error', () => undefined);
  return client;
}

export interface Ack {
  readonly log: string;
  readonly seq: number;
  /** Seconds until the next ack at most. */
  readonly every: number;
}

/** `<log> <seq> <every>`, or null. */
export function parseAck(text: string): Ack | null {
  const [, log, seq, every] = /^([0-9a-f]{8}) (\d+) (\d+)$/.exec(text) ?? [];
  return log === undefined ? null : { log, seq: Number(seq), every: Number(every) };
}
