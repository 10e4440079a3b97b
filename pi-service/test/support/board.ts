import type { Reading } from '@okosmero/moddable-app/contract';
import mqtt, { type MqttClient } from 'mqtt';
import type { ServiceProcess } from './service-process.js';

/** The account that the first start made, kept for the starts after it. */
export interface Account {
  readonly user: string;
  readonly password: string;
}

export function accountOf({ ready }: ServiceProcess): Account {
  const { user, password } = ready.mqtt ?? {};
  if (!user || !password) throw new Error('this start made no account');
  return { user, password };
}

/** A board as the service meets it: sends readings and hears how far they are acknowledged. */
export class Board {
  /** Sequence number of the last acknowledged reading. */
  acked = 0;
  /** And of the last one sent. */
  sent = 0;

  private constructor(
    private readonly client: MqttClient,
    private readonly device: string,
  ) {}

  static async connect({ ready }: ServiceProcess, { user, password }: Account): Promise<Board> {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${ready.mqtt?.port}`, { username: user, password });
    const board = new Board(client, user);
    client.on('message', (_, payload) => {
      board.acked = Number(payload.toString().split(' ')[1]);
    });
    await client.subscribeAsync(`okosmero/${user}/ack`, { qos: 1 });
    return board;
  }

  /** Sends a reading under the next sequence number. */
  send(reading: Reading): void {
    const { client, device } = this;
    const text = JSON.stringify({ ...reading, device, seq: ++this.sent });
    client.publish(`okosmero/${device}/telegram`, text, { qos: 1 }, () => undefined);
  }

  close(): Promise<void> {
    return this.client.endAsync(true);
  }
}
