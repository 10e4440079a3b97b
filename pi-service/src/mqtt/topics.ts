/** Topic text in both directions, and who may use it. A device name is its broker user. */
import { BASE_TOPIC, DEVICE_ID, SERVICE_NAME, TOPIC, type TopicName } from '@okosmero/moddable-app/contract';

const DEVICE = new RegExp(DEVICE_ID);
const FROM_DEVICE = new Set<string>([TOPIC.availability, TOPIC.telegram, TOPIC.backfill, TOPIC.health, TOPIC.info]);
const TO_DEVICE = new Set<string>([TOPIC.ack, TOPIC.replay]);

export const isDeviceName = (name: string): boolean => DEVICE.test(name) && name !== SERVICE_NAME;

export const topicOf = (device: string, name: TopicName): string => `${BASE_TOPIC}/${device}/${name}`;

export const SERVICE_AVAILABILITY = `${BASE_TOPIC}/${SERVICE_NAME}/availability`;
export const SERVICE_HEALTH = `${BASE_TOPIC}/${SERVICE_NAME}/health`;

/** What the service listens to at a broker. */
export const SUBSCRIPTIONS: readonly string[] = [...FROM_DEVICE].map((name) => `${BASE_TOPIC}/+/${name}`);

/** `okosmero/<device>/<name>` as a device may write it; null for any other topic. */
export function parseDeviceTopic(topic: string): { readonly device: string; readonly name: TopicName } | null {
  const [base, device, name, ...more] = topic.split('/');
  if (base !== BASE_TOPIC || device === undefined || name === undefined || more.length > 0) return null;
  if (!isDeviceName(device) || !FROM_DEVICE.has(name)) return null;
  return { device, name: name as TopicName };
}

/** `device`: a board with its own topics. `reader`: Home Assistant and other onlookers. */
export type Role = 'device' | 'reader';

/** A board writes only its own topics, never `ack` or `replay`; an onlooker only Home Assistant's birth message. */
export function mayPublish(role: Role, user: string, topic: string): boolean {
  if (role === 'reader') return topic.endsWith('/status') && !topic.startsWith(`${BASE_TOPIC}/`);
  return parseDeviceTopic(topic)?.device === user;
}

/** A board reads what is meant for it; an onlooker everything but the broker's own `$SYS`. */
export function maySubscribe(role: Role, user: string, filter: string): boolean {
  if (role === 'reader') return !filter.startsWith('$');
  if (filter === SERVICE_AVAILABILITY) return true;
  const [base, device, name, ...more] = filter.split('/');
  return (
    base === BASE_TOPIC &&
    device === user &&
    more.length === 0 &&
    (TO_DEVICE.has(name ?? '') || FROM_DEVICE.has(name ?? ''))
  );
}
