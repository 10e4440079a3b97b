/** What the service needs from a broker, embedded or not. */

export interface MqttMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** Kept by the broker from an earlier time: never archived. */
  readonly retained: boolean;
}

/**
 * Takes a message. The promise resolves when the message may be forgotten by its sender, i.e. when it is durable or
 * refused for good. It never rejects.
 */
export type MessageHandler = (message: MqttMessage) => Promise<void>;

export interface PublishOptions {
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

export interface MqttLink {
  readonly embedded: boolean;
  /** That boards connect to; null for a broker elsewhere. */
  readonly port: number | null;
  readonly connected: boolean;
  /** Retained messages are repeated after every reconnect, others wait for the connection. */
  publish(topic: string, payload: string | Uint8Array, options: PublishOptions): void;
  close(): Promise<void>;
}

export interface LinkEvents {
  readonly onMessage: MessageHandler;
  /** After every connect to the broker; for the embedded one once. */
  readonly onConnect: (link: MqttLink) => void;
  readonly onDisconnect: (reason: string) => void;
  /** A connection was dropped or a message denied before it became a message. */
  readonly onRefused: (reason: RefusedReason, who: string) => void;
}

export type RefusedReason = 'oversize' | 'password' | 'topic' | 'protocol';
