import { execFileSync } from 'node:child_process';
import { lookup } from 'node:dns';
import { connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';

describe('the network of a test', () => {
  it('ends at this machine', () => {
    expect(() => connect(1883, '192.0.2.1')).toThrow(/only loopback/);
    expect(() => connect({ host: 'example.org', port: 80 })).toThrow(/example\.org/);
  });

  it('resolves no foreign name', async () => {
    const error = await new Promise((resolve) => lookup('example.org', resolve));
    expect(String(error)).toMatch(/only loopback/);
  });

  it('stops fetch as well', async () => {
    await expect(fetch('http://192.0.2.1/')).rejects.toMatchObject({ cause: { message: /only loopback/ } });
  });

  it('ends there for the processes that a test starts, too', () => {
    const script = "try { require('node:net').connect(80, '192.0.2.1') } catch (error) { console.log(error.message) }";
    expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toMatch(/only loopback/);
  });

  it('still reaches a server of its own', async () => {
    const server = createServer((socket) => socket.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const text = await new Promise((resolve) => connect(port, '127.0.0.1').on('data', (data) => resolve(String(data))));
    server.close();
    expect(text).toBe('hello');
  });
});
