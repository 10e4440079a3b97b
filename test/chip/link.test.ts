import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { freePort } from '../../pi-service/test/support/ports.js';
import { buildProgram } from './build.js';
import { Chip, type ChipOptions, type Step } from './chip.js';
import { numbers, run } from './program-run.js';

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

test('a restart stops the radio before it comes', async () => {
  const chip = await run(await buildProgram('radio'), { seconds: 6, reason: 1 });
  expect(chip.all('restart')[0]?.ms).toBeCloseTo(4100, 0);
  expect(chip.all('wifi-down')).toMatchObject([{ ms: expect.closeTo(4000, 0), cause: 'left' }]);
  expect(numbers(chip, 'event')[2]?.slice(0, 2)).toEqual([1, 8]);
});

describe('timers', () => {
  const ticks = async (reason: number): Promise<number[][]> =>
    numbers(await run(await buildProgram('timers'), { reason }), 'tick');

  test('the one that was due first comes first', async () => {
    expect(await ticks(1)).toEqual([[2], [3], [1]]);
  });

  test('one that was disarmed knows what it calls', async () => {
    expect(await ticks(2)).toEqual([[1]]);
  });

  test('as many as one likes, as long as few are armed', async () => {
    expect(await ticks(3)).toEqual([[69]]);
  });

  test('more that are armed than there is room for end the run', async () => {
    const chip = await run(await buildProgram('timers'), { reason: 4 }, { faults: true });
    expect(chip.all('trap').map(({ what }) => what)).toEqual(['more timers than the interpreter has room for']);
    expect(await chip.ended).toBe(2);
  });
});

describe('the link', () => {
  const listen = async (server: Server): Promise<number> => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const start = async (port: number, options: ChipOptions = {}): Promise<Chip> =>
    Chip.start(await buildProgram('network'), { reason: port, seconds: 120, speed: 4, ...options });
  const paused = (chip: Chip, name: string) => chip.until('pause', (pause) => pause.name === name);

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
    expect(chip.all('dns').map(({ name }) => name)).toEqual([
      'time.example',
      `${`${'n'.repeat(15)}.`.repeat(15)}${'n'.repeat(13)}`,
    ]);
    expect(chip.all('mdns').map(({ name }) => name)).toEqual(['broker.local', 'broker.local', 'other.com']);
    // From, to, address, id, the end of the name (a pointer to the question), the address told: the one who asks from a
    // port of its own is answered alone.
    expect(numbers(chip, 'name')).toEqual([
      [53, 5000, 0x0a000002, 42, 0xc00c, 0x0a000001],
      [5353, 5000, 0x0a000002, 42, 0xc00c, 0x0a000001],
      [5353, 5353, 0xe00000fb, 0, 0x6c00, 0x0a000001],
      [53, 5000, 0x0a000002, 42, 0xc00c, 0x0a000001],
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
    const server = createServer();
    const visited = once(server, 'connection');
    const chip = await start(await listen(server), {
      speed: 10,
      script: [
        [4000, 'pause before'],
        [4000, 'link cut'],
        [9000, 'link back'],
      ],
    });
    const [socket] = (await visited) as [Socket];
    const [received] = await once(socket, 'data');
    expect(String(received)).toBe('hello from the image');
    await paused(chip, 'before');
    socket.write('late');
    chip.go();
    const late = await chip.until('uart', ({ text }) => text === 'server late');
    expect(late.ms).toBeGreaterThan(9000);
    await chip.close();
    socket.destroy();
    server.close();
  });

  test('counts a packet for which the image has no memory, and sends it again', async () => {
    const server = createServer();
    const visited = once(server, 'connection');
    const chip = await start(await listen(server), {
      speed: 10,
      script: [
        [4000, 'pause before'],
        [8000, 'report later'],
        [8000, 'pause later'],
      ],
    });
    const [socket] = (await visited) as [Socket];
    await once(socket, 'data');
    await paused(chip, 'before');
    const long = 'long'.repeat(150);
    socket.write(long);
    chip.go();
    await paused(chip, 'later');
    expect(chip.lines).toContain(`server ${long}`);
    expect(chip.report.net.noMemory).toBe(1);
    await chip.close();
    socket.destroy();
    server.close();
  });

  test('a reset of the image reaches the host as a reset', async () => {
    const server = createServer();
    const visited = once(server, 'connection');
    const chip = await start(await listen(server));
    const [socket] = (await visited) as [Socket];
    // With data unread Node may tell of an end instead.
    await once(socket, 'data');
    socket.write('reset!');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    await chip.close();
    server.close();
  });

  test('a window may stay closed for as long as the image answers', async () => {
    const server = createServer();
    const visited = once(server, 'connection');
    const script: Step[] = [
      [100_000, 'report later'],
      [100_000, 'pause later'],
    ];
    const chip = await start(await listen(server), { speed: 50, script });
    const [socket] = (await visited) as [Socket];
    socket.resume();
    const ends = vi.fn();
    socket.on('close', ends);
    socket.write('wait!');
    await chip.until('uart', ({ text }) => text === 'server wait!');
    socket.write('more');
    await paused(chip, 'later');
    expect(ends).not.toHaveBeenCalled();
    expect(chip.report.net.delivered).toBeGreaterThan(90);
    await chip.close();
    socket.destroy();
    server.close();
  });

  test('brings a visitor of this machine to port 80, and ends the connection at a restart', async () => {
    const port = await freePort();
    const chip = await start(await freePort(), {
      listen: port,
      script: [
        [2600, 'pause up'],
        [4000, 'pause answered'],
        [5000, 'pause held'],
        [5000, 'reset external'],
        [8000, 'pause up again'],
      ],
    });
    const visit = async (): Promise<Socket> => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    };
    const answered = async (socket: Socket) => {
      socket.write('GET /');
      chip.go();
      const [answer] = await once(socket, 'data');
      expect(String(answer)).toBe('answer');
      socket.destroy();
    };
    await paused(chip, 'up');
    await answered(await visit());
    await chip.until('uart', ({ text }) => text === 'visitor GET /');
    await paused(chip, 'answered');
    const silent = await visit();
    const closed = once(silent, 'close');
    chip.go();
    await paused(chip, 'held');
    expect(chip.all('visitor').length).toBe(2);
    expect(silent.closed).toBe(false);
    chip.go();
    await closed;
    await chip.until('boot', ({ reason }) => reason === 6);
    await paused(chip, 'up again');
    await answered(await visit());
    await chip.close();
  });
});
