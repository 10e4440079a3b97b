import { ARC, Crc16, X25 } from '@okosmero/moddable-app/p1/crc16';
import { describe, expect, test } from 'vitest';
import { buildProgram } from './build.js';
import type { Chip, ChipOptions } from './chip.js';
import { numbers, pattern, run } from './running.js';

describe("the firmware's own C", () => {
  const telegram = pattern(2400);
  const meterPort = async (everyMs: number, prints: ChipOptions['meter']): Promise<[Buffer, Chip]> => {
    const image = await buildProgram('meter-port', ['meter-port', 'ring']);
    const chip = await run(image, { reason: everyMs, seconds: 3, meter: prints ?? [] });
    const lines = chip.lines.filter((line) => !line.startsWith('='));
    return [Buffer.from(lines.join(''), 'hex'), chip];
  };

  test.each([5, 20, 300])('the meter port hears a telegram byte for byte, read every %i ms', async (everyMs) => {
    const [bytes, chip] = await meterPort(everyMs, [
      { atMs: 100, bytes: telegram },
      { atMs: 1100, bytes: telegram },
    ]);
    expect(bytes.equals(Buffer.concat([telegram, telegram]))).toBe(true);
    expect(chip.lines).not.toContainEqual(expect.stringContaining('= overflow'));
    expect(chip.report).toMatchObject({ traps: 0, uart: { bytes: 4800, heard: 4800, fifoOverflow: 0 } });
  });

  test('the meter port counts what its ring cannot hold', async () => {
    const [bytes, chip] = await meterPort(900, [{ atMs: 10, bytes: pattern(6000) }]);
    expect(bytes.equals(pattern(6000).subarray(0, 4096))).toBe(true);
    expect(numbers(chip, '=').length).toBeGreaterThan(0);
    expect(chip.lines).toContain(`= overflow ${(6000 - 4096).toString(16).padStart(8, '0')}`);
  });

  test('the meter port says no to a second one and to another pin', async () => {
    const [, chip] = await meterPort(50, []);
    expect(chip.lines.slice(0, 3)).toEqual(['= no such pin 00000001', '= opened 00000001', '= opened twice 00000000']);
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
    const kept = await run(image, { receive: 3, meter });
    expect(kept.report.uart.interrupts).toBeGreaterThan(1000);
    const released = await run(image, { receive: 3, meter, reason: 1 });
    expect(released.report.uart).toMatchObject({ heard: 100, interrupts: 0 });
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
    expect(numbers(chip, 'level')).toEqual([[15, 0]]);
  });

  test('the access point hands its name and password to the SDK, and refuses what does not fit', async () => {
    const chip = await run(await buildProgram('access-point', ['access-point']), {});
    expect(numbers(chip, 'opened')).toEqual([[0], [0], [0], [1]]);
    expect(chip.all('mode')).toMatchObject([{ mode: 2 }]);
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
});
