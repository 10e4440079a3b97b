import { once } from 'node:events';
import { connect } from 'node:net';
import { ARC, Crc16, X25 } from '@okosmero/moddable-app/p1/crc16';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../pi-service/test/support/ports.js';
import { buildProgram } from './build.js';
import { Chip, type ChipOptions } from './chip.js';
import { numbers, pattern, run } from './program-run.js';

describe("the firmware's own C", () => {
  const telegram = pattern(2400);
  /** What programs/meter-port.c takes beside the time between two reads. */
  const HOW = { pin3: 1 << 16, inverted: 1 << 17, reopened: 1 << 18, otherSpeed: 1 << 19, masked: 1 << 20 };
  const meterPort = async (how: number, options: ChipOptions = {}): Promise<[Buffer, Chip]> => {
    const image = await buildProgram('meter-port', ['meter-port', 'ring']);
    const chip = await run(image, { reason: how, seconds: 3, ...options });
    const lines = chip.lines.filter((line) => !line.startsWith('='));
    return [Buffer.from(lines.join(''), 'hex'), chip];
  };

  test.each([5, 20, 300])('the meter port hears a telegram byte for byte, read every %i ms', async (everyMs) => {
    const meter = [100, 1100].map((atMs) => ({ atMs, bytes: telegram }));
    const [bytes, chip] = await meterPort(everyMs, { meter });
    expect(bytes.equals(Buffer.concat([telegram, telegram]))).toBe(true);
    expect([numbers(chip, '=overflow'), numbers(chip, '=framing')]).toEqual([[], []]);
    expect(chip.report).toMatchObject({ traps: 0, uart: { bytes: 4800, heard: 4800, fifoOverflow: 0 } });
  });

  test('the meter port counts what its ring cannot hold', async () => {
    const [bytes, chip] = await meterPort(900, { meter: [{ atMs: 10, bytes: pattern(6000) }] });
    expect(bytes.equals(pattern(6000).subarray(0, 4096))).toBe(true);
    expect(numbers(chip, '=overflow')).toEqual([[6000 - 4096]]);
  });

  test('the meter port finds a FIFO that is full to the last byte', async () => {
    const bytes = pattern(128);
    const [heard, chip] = await meterPort(20 | HOW.masked, { meter: [{ atMs: 10, bytes }] });
    expect(heard.equals(bytes)).toBe(true);
    expect(chip.report.uart).toMatchObject({ heard: 128, fifoOverflow: 0 });
    expect(numbers(chip, '=overflow')).toEqual([]);
  });

  test('the meter port counts that a FIFO has overflowed, and goes on', async () => {
    const meter = [10, 200].map((atMs) => ({ atMs, bytes: pattern(300) }));
    const [heard, chip] = await meterPort(20 | HOW.masked, { meter });
    expect(heard.equals(Buffer.concat([pattern(300).subarray(0, 128), pattern(300)]))).toBe(true);
    expect(chip.report.uart.fifoOverflow).toBe(300 - 128);
    expect(numbers(chip, '=overflow')).toEqual([[1]]);
  });

  test('the meter port counts the stop bits that it misses at another speed', async () => {
    const meter = [100, 1100].map((atMs) => ({ atMs, bytes: pattern(100) }));
    const [, chip] = await meterPort(300 | HOW.otherSpeed, { meter });
    expect(numbers(chip, '=framing')).toEqual([[100], [200]]);
  });

  test('the meter port inverts when it is told to: a line behind a transistor is wrong then', async () => {
    const [bytes, chip] = await meterPort(20 | HOW.inverted, { meter: [{ atMs: 100, bytes: telegram }] });
    expect(bytes.equals(telegram.map((byte) => ~byte))).toBe(true);
    expect(numbers(chip, '=framing').at(-1)).toEqual([2400]);
  });

  test.each([
    ['GPIO3, and after a port on GPIO13', 3, HOW.pin3],
    ['GPIO13, and after a port on GPIO3', 13, 0],
  ] as const)('the meter port hears on %s', async (_, receive, pin) => {
    for (const before of [0, HOW.reopened]) {
      const meter = [{ atMs: 100, bytes: telegram }];
      const [bytes, chip] = await meterPort(20 | pin | before, { receive, meter });
      expect(bytes.equals(telegram)).toBe(true);
      expect(chip.report.uart.heard).toBe(2400);
    }
  });

  test('the meter port that is closed is another to open, and hears nothing meanwhile', async () => {
    const meter = [10, 100].map((atMs) => ({ atMs, bytes: pattern(100) }));
    const [bytes, chip] = await meterPort(20 | HOW.pin3 | HOW.reopened, { receive: 13, meter });
    expect(numbers(chip, '=closed')).toEqual([[1, 0]]);
    expect(numbers(chip, '=opened')).toEqual([[0, 1, 0]]);
    expect(bytes.length).toBe(0);
    expect(chip.report.uart).toMatchObject({ heard: 100, interrupts: 0 });
  });

  test('the meter port says no to a second one and to another pin', async () => {
    const [, chip] = await meterPort(50);
    expect(numbers(chip, '=opened')).toEqual([[0, 1, 0]]);
  });

  test('the board recalls over a reset and a restart what it remembered, and not over power', async () => {
    const chip = await run(await buildProgram('board', ['board']), {
      script: [
        [100, 'reset external'],
        [500, 'reset power'],
      ],
    });
    const record = [0x01020304, 0x02040608, 0x0306090c, 0x04080c10];
    const [first, external, restarted, power] = numbers(chip, 'recall');
    expect(first?.[0]).toBe(0);
    expect(external).toEqual([6, ...record]);
    expect(restarted).toEqual([4, ...record]);
    expect(power?.[0]).toBe(0);
    expect(power?.slice(1)).not.toEqual(record);
    expect(chip.lines).toContain('mac 5ccf7f010203');
    expect(chip.lines).toContain('hello');
    expect(numbers(chip, 'heap')[0]).toEqual([12345]);
    expect(numbers(chip, 'short')[0]).toEqual([1]);
  });

  test('the board prints at the speed of its console, and lets the radio sleep between beacons', async () => {
    const chip = await run(await buildProgram('board', ['board']));
    expect(numbers(chip, 'divider')).toEqual([[Math.floor(80_000_000 / 115_200)]]);
    expect(chip.all('sleep')).toMatchObject([{ type: 2 }]);
  });

  test('the board knows its button and drives its light', async () => {
    const chip = await run(await buildProgram('board', ['board']), {
      script: [
        [200, 'button down'],
        [500, 'button up'],
      ],
    });
    expect(numbers(chip, 'button')).toEqual([[0], [1], [0]]);
    expect(numbers(chip, 'light')).toEqual([[1], [0]]);
  });

  test('a board that releases the UART is not kept busy by what it hears', async () => {
    const image = await buildProgram('uart-release', ['board']);
    const meter = [{ atMs: 100, bytes: pattern(100) }];
    const kept = await run(image, { receive: 3, meter, seconds: 0.25 });
    // Waiting as well as working: its routine is one instruction.
    expect(kept.report.uart.interrupts).toBeGreaterThan(1_000_000);
    const released = await run(image, { receive: 3, meter, reason: 1, seconds: 0.25 });
    expect(released.report.uart).toMatchObject({ heard: 100, interrupts: 0 });
    const [quick = 0, slow = 0] = [released, kept].map((chip) => numbers(chip, 'turn')[0]?.[1]);
    expect(quick).toBeGreaterThan(0);
    expect(slow / quick).toBeGreaterThan(1.5);
  });

  test('the checksums are those of the reader on any other machine', async () => {
    const chip = await run(await buildProgram('crc16', ['crc16']), {});
    const expected = [ARC, X25].map((parameters) => new Crc16(parameters).checksum(pattern(1000)));
    expect(numbers(chip, 'whole').flat()).toEqual(expected);
    expect(numbers(chip, 'pieces').flat()).toEqual(expected);
  });

  test('no socket is aborted that lwip has freed, and a critical section keeps interrupts out', async () => {
    const chip = await run(await buildProgram('sdk-headers'), {});
    const [CLOSED, LISTEN, SYN_SENT, ESTABLISHED] = [0, 1, 2, 4];
    expect(numbers(chip, 'ended')).toEqual([
      [CLOSED, 1, 0],
      [LISTEN, 1, 0],
      [SYN_SENT, 1, 0],
      [ESTABLISHED, 1, 1],
    ]);
    expect(numbers(chip, 'none')).toEqual([[0, 0]]);
    expect(numbers(chip, 'level')).toEqual([[15, 0]]);
  });

  test('the access point hands its name and password to the SDK, and refuses what does not fit', async () => {
    const chip = await run(await buildProgram('access-point', ['access-point']), {});
    expect(numbers(chip, 'opened')).toEqual([[0], [0], [0], [1]]);
    expect(chip.all('mode')).toMatchObject([{ mode: 2 }, { mode: 2 }]);
    expect(numbers(chip, 'gives-addresses')).toEqual([[0], [1]]);
    expect(chip.all('access-point')).toMatchObject([
      {
        ssid: 'Okosmérő 0123456789 0123456789',
        password: '12345678',
        channel: 1,
        authentication: 3,
        hidden: false,
        stations: 4,
      },
    ]);
  });

  test('the access point counts its stations', async () => {
    const listen = await freePort();
    const image = await buildProgram('access-point', ['access-point']);
    const chip = await Chip.start(image, { speed: 0, seconds: 1, listen, script: [[100, 'pause up']] });
    await chip.until('pause');
    const visitor = connect(listen, '127.0.0.1');
    await once(visitor, 'connect');
    chip.go();
    expect(await chip.ended).toBe(0);
    visitor.destroy();
    expect(numbers(chip, 'stations')).toEqual([[0], [1]]);
  });
});
