/** The SDK's classes under the types that the firmware sees: its own typings are missing or say too little. */
import Listener from 'embedded:io/socket/listener';
import TCP from 'embedded:io/socket/tcp';
import UDP from 'embedded:io/socket/udp';
import Resolver from 'embedded:network/dns/resolver/udp';
import HTTPServer from 'embedded:network/http/server';
import MQTTClient from 'embedded:network/mqtt/client';
import StorageFlash from 'flash';
// biome-ignore lint/style/useNodejsImportProtocol: the SDK's module of that name
import Net from 'net';
import type { Flash as FlashShape } from '../recorder/flash.js';
import type { DnsOptions, MqttClientClass } from './mqtt.js';
import type { HttpServerClass } from './setup/server.js';

interface DatagramOptions {
  onReadable(this: UDP, count: number): void;
}

/**
 * The SDK's resolver closes its socket at the first answer and goes on reading the others that came with it, which throws.
 * A household with two mDNS responders sends two. Nothing else may throw here.
 */
class Datagrams extends UDP {
  constructor(options: DatagramOptions) {
    super({
      ...options,
      onReadable(count) {
        try {
          options.onReadable.call(this, count);
        } catch {
          // The question is answered.
        }
      },
    });
  }
}

/** The chip's storage as the recorder wants it: what was erased or written is read back, so a worn sector must not end the engine. */
class Storage extends StorageFlash {
  override erase(sector: number): void {
    try {
      super.erase(sector);
    } catch {
      // Read back.
    }
  }

  override write(offset: number, length: number, buffer: ArrayBuffer): void {
    try {
      super.write(offset, length, buffer);
    } catch {
      // Read back.
    }
  }
}

/** The MQTT client and what it needs; `name.local` is resolved by mDNS, other names by the network's DNS servers. */
export const broker: {
  readonly io: MqttClientClass;
  readonly dns: DnsOptions;
  readonly socket: { readonly io: typeof TCP };
} = {
  io: MQTTClient as unknown as MqttClientClass,
  dns: {
    io: Resolver as unknown as DnsOptions['io'],
    servers: () => [Net.get('DNS') ?? []].flat(),
    socket: { io: Datagrams },
  },
  socket: { io: TCP },
};

export const http = { http: HTTPServer as unknown as HttpServerClass, listener: Listener };
export const Flash = Storage as unknown as new (partition: string) => FlashShape;
