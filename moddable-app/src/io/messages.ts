import { TOPIC } from '../contract.js';

/** What the device publishes, in the order in which it goes out when several are due. */
export const ORDER = [TOPIC.availability, TOPIC.telegram, TOPIC.info, TOPIC.health, TOPIC.backfill] as const;
export type Outgoing = (typeof ORDER)[number];
export type Incoming = typeof TOPIC.ack | typeof TOPIC.replay | typeof TOPIC.availability;

/** Whose messages these are. An object with methods, not functions: each function of its own costs the engine 128 bytes. */
export interface PublisherOwner {
  /** The bytes of a message that is due, undefined when it is not. They must not change before `onSent` or `onDown`. */
  take(what: Outgoing): Uint8Array | undefined;
  /** Every byte is with the TCP stack. */
  onSent(what: Outgoing): void;
  /** The broker has a message of QoS 1. */
  onDelivered(what: Outgoing): void;
  /** Text of `ack`, `replay` or the service's availability; the bytes are good for the call only. */
  onMessage(what: Incoming, bytes: Uint8Array, now: number): void;
  onUp(now: number): void;
  onDown(): void;
}
