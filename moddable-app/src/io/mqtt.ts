/** The ECMA-419 MQTT client of the SDK (`embedded:network/mqtt/client`) and its resolver, as far as the publisher uses them. */

/** Numbers of MQTT 3.1.1 §2.2.1, which the client uses for `operation`. */
export const OPERATION = { CONNACK: 2, PUBACK: 4, SUBSCRIBE: 8, SUBACK: 9 } as const;

export interface MqttMessage {
  readonly operation: number;
  /** Packet id, where the operation has one. */
  readonly id?: number;
}

export interface MqttPiece {
  /** Present in the first piece of a message only. */
  readonly topic?: string;
  /** True when pieces follow. */
  readonly more: boolean;
}

export interface MqttPublish {
  readonly topic: string;
  readonly QoS: number;
  readonly retain: boolean;
  readonly id: number;
  /** Length of the whole message when `data` is its first piece only. */
  readonly byteLength: number;
}

export interface MqttSubscribe {
  readonly operation: typeof OPERATION.SUBSCRIBE;
  readonly id: number;
  readonly items: readonly { readonly topic: string; readonly QoS: number }[];
}

export interface MqttClient {
  /** Returns the room left in the socket; throws when `data` with its header has none. Without options: a further piece. */
  write(data: Uint8Array | null, options?: MqttPublish | MqttSubscribe): number;
  read(count: number): ArrayBuffer;
  close(): void;
}

export interface MqttOptions {
  readonly host: string;
  readonly port: number;
  readonly id: string;
  readonly user?: string;
  readonly password?: string;
  readonly clean: boolean;
  /** Milliseconds. */
  readonly keepAlive: number;
  readonly will: {
    readonly topic: string;
    readonly message: ArrayBuffer;
    readonly QoS: number;
    readonly retain: boolean;
  };
  readonly dns: { readonly io: new (options: never) => Pick<Resolver, 'resolve'> };
  readonly socket: object;
  /** The client calls these as methods of itself. */
  onControl(this: MqttClient, message: MqttMessage): void;
  onReadable(this: MqttClient, count: number, piece: MqttPiece): void;
  onWritable(this: MqttClient, count: number): void;
  onError(this: MqttClient): void;
}

export type MqttClientClass = new (options: MqttOptions) => MqttClient;

export interface Resolver {
  resolve(question: {
    readonly host: string;
    readonly onResolved: (host: string, address: string) => void;
    readonly onError: () => void;
  }): void;
  close(): void;
}

export interface DnsOptions {
  readonly io: new (options: { readonly servers: readonly string[]; readonly socket: object }) => Resolver;
  /** The servers that the network names now; `name.local` needs none. */
  readonly servers: () => readonly string[];
  readonly socket: object;
}

/** Stands in for a resolver where the address is known: the client may not be closed while it resolves, so it never does. */
export class KnownAddress {
  resolve(question: { readonly host: string; readonly onResolved: (host: string, address: string) => void }): void {
    question.onResolved(question.host, question.host);
  }
}
