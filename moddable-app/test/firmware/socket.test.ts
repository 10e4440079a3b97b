import { expect, test } from 'vitest';
import Socket from '../../src/io/socket.js';
import type Lwip from './sdk/tcp.js';

/** A socket that connects, the network's end of it, and what its owner hears. */
function connecting() {
  const heard: string[] = [];
  const socket = new Socket({
    onWritable: (count) => heard.push(`writable ${count}`),
    onError: () => heard.push('error'),
  });
  return { socket, lwip: socket as unknown as Lwip, heard };
}

test('a socket that is connected or refused tells its owner, who closes it', () => {
  for (const outcome of ['accept', 'refuse'] as const) {
    const { socket, lwip, heard } = connecting();
    lwip[outcome]();
    expect(heard).toEqual([outcome === 'accept' ? 'writable 2920' : 'error']);
    socket.close();
    expect(lwip.closed).toBe(true);
  }
});

test('one that is closed while it connects is closed when that ends, and its owner hears nothing more', () => {
  for (const outcome of ['accept', 'refuse'] as const) {
    const { socket, lwip, heard } = connecting();
    socket.close();
    expect(lwip.closed).toBe(false);
    lwip[outcome]();
    expect(lwip.closed).toBe(true);
    expect(heard).toEqual([]);
  }
});
