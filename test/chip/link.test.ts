import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import { buildProgram } from './build.js';
import { Chip, type ChipOptions } from './chip.js';
import { numbers, run } from './running.js';

test('the radio joins, is refused, is lost and comes back, and timers tick meanwhile', async () => {
  const chip = await run(await buildProgram('radio'), {
    seconds: 20,
    script: [
      [5000, 'wifi lost'],
      [9500, 'wifi refuse'],
      [9600, 'wifi back'],
      [13_000, 'wifi accept'],
    ],
  });
  const events = numbers(chip, 'event');
  expect(events.slice(0, 2)).toEqual([
    [0, 0, 1],
    [3, 0, 5],
  ]);
  expect(chip.all('wifi-join')).toMatchObject([{ ssid: 'home' }]);
  expect(chip.all('wifi-down').map(({ cause }) => cause)).toEqual([
    'lost',
    'no access point',
    'password refused',
    'password refused',
  ]);
  expect(events.filter(([kind]) => kind === 1).map(([, reason]) => reason)).toEqual([200, 201, 15, 15]);
  expect(events.at(-1)).toEqual([3, 0, 5]);
  expect(chip.all('wifi-up').length).toBe(2);
  expect(numbers(chip, 'ticks')[9]?.[0]).toBe(2 * 100);
});

describe('the link', () => {
  const listen = async (server: Server): Promise<number> => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const freePort = async (): Promise<number> => {
    const server = createServer();
    const port = await listen(server);
    server.close();
    await once(server, 'close');
    return port;
  };
  const start = async (port: number, options: ChipOptions = {}): Promise<Chip> =>
    Chip.start(await buildProgram('network'), { reason: port, seconds: 20, speed: 4, ...options });

  test('leads a connection of the image to the same port of this machine, and answers names', async () => {
    const server = createServer((socket) => {
      socket.once('data', (data) => socket.end(`you said: ${data}`));
    });
    const chip = await start(await listen(server));
    await chip.until('uart', ({ text }) => text === 'server ended');
    await chip.until('tcp-close', ({ by }) => by === 'image');
    await chip.close();
    server.close();
    expect(chip.lines).toContain('server you said: hello from the image');
    expect(chip.all('tcp-close').map(({ by }) => by)).toEqual(['host', 'image']);
    expect(chip.all('dns').map(({ name }) => name)).toEqual(['time.example']);
    expect(chip.all('mdns').map(({ name }) => name)).toEqual(['broker.local', 'broker.local', 'other.com']);
    // From, to, address, id, the address told: the one who asks from a port of its own is answered alone.
    expect(numbers(chip, 'name')).toEqual([
      [53, 5000, 0x0a000002, 42, 0x0a000001],
      [5353, 5000, 0x0a000002, 42, 0x0a000001],
      [5353, 5353, 0xe00000fb, 0, 0x0a000001],
    ]);
    expect(chip.lines).not.toContainEqual(expect.stringContaining('bad-packet'));
  });

  test('refuses where nobody listens', async () => {
    const port = await freePort();
    const chip = await start(port);
    expect((await chip.until('tcp-refused')).port).toBe(port);
    await chip.until('uart', ({ text }) => text === 'server reset');
    await chip.close();
  });

  test('loses packets while it is cut, and sends again when it is back', async () => {
    let received = '';
    const server = createServer((socket) => {
      socket.once('data', (data) => {
        received += data;
        setTimeout(() => socket.write('late'), 300);
      });
    });
    const chip = await start(await listen(server), {
      speed: 10,
      script: [
        [3000, 'link cut'],
        [9000, 'link back'],
      ],
    });
    const late = await chip.until('uart', ({ text }) => text === 'server late');
    expect(received).toBe('hello from the image');
    expect(late.ms).toBeGreaterThan(9000);
    await chip.close();
    server.close();
  });

  test('brings a visitor of this machine to port 80, and ends the connection at a restart', async () => {
    const port = await freePort();
    const chip = await start(await freePort(), { listen: port, speed: 1, script: [[2900, 'reset external']] });
    await chip.until('wifi-up');
    const visit = connect(port, '127.0.0.1');
    visit.write('GET /');
    const [answer] = await once(visit, 'data');
    expect(String(answer)).toBe('answer');
    expect(chip.lines).toContain('visitor GET /');
    await chip.until('boot', ({ reason }) => reason === 6);
    const silent = connect(port, '127.0.0.1');
    await chip.until('visitor', ({ ms }) => ms > 2900);
    await chip.close();
    silent.destroy();
    visit.destroy();
  });
});
