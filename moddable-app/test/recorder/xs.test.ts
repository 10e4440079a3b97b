import { beforeAll, describe, expect, test } from 'vitest';
import { hostOf, WIDTHS } from '../xs/build.js';
import { FLASH_BYTES, play } from '../xs/recorder.program.js';
import { firmwareCreation, type Probe, type Run, runOnXs, TURN_BYTE_CODES } from '../xs/run.js';

const firmware = firmwareCreation();
/** Half of the firmware's chunks, the other half is for all else; and on the device the flash takes no RAM. */
const creation = {
  ...firmware,
  chunk: { ...firmware.chunk, initial: firmware.chunk.initial / 2 + FLASH_BYTES },
};

/** Lines that Node gives for the same program. */
function inNode(): string[] {
  const lines: string[] = [];
  const show = (what: string, bytes: Uint8Array): void => {
    lines.push(what);
    for (let at = 0; at < bytes.length; at += 64) lines.push(Buffer.from(bytes.subarray(at, at + 64)).toString('hex'));
  };
  play({ show, probe: () => undefined, alive: () => undefined });
  return lines;
}

describe.each(WIDTHS)('on the real XS engine, %i bit', (bits) => {
  let run: Run;

  beforeAll(async () => {
    const host = await hostOf(bits);
    // A 64-bit machine's slots and pointers are twice as large.
    const limit = creation.static + FLASH_BYTES + (bits === 64 ? creation.static : 0);
    run = runOnXs(host, 'recorder', creation, new Uint8Array(0), limit);
  }, 600_000);

  const probes = (name: string): Probe[] => run.probes.filter((probe) => probe.name === name);
  const one = (name: string): Probe => probes(name)[0] as Probe;

  test('the same bytes leave the recorder as in Node', () => {
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    expect(run.lines).toEqual(inNode());
    expect(run.lines.filter((line) => line === 'backfill').length).toBeGreaterThan(2);
    expect(run.lines).toContain('replay');
  });

  test('recorder, delivery and message stay within their memory, and it stays flat', () => {
    const slots = one('in use').slots - one('without').slots;
    const chunks = one('in use').chunkBytes - one('without').chunkBytes;
    console.info(`recorder on XS ${bits} bit: ${slots} slots and ${chunks} bytes of chunks alive`);
    expect(slots).toBeLessThanOrEqual(140);
    expect(chunks).toBeLessThanOrEqual(bits === 32 ? 1700 : 1850);
    expect(one('in use').keys).toBe(one('without').keys);
    expect(new Set(run.probes.map(({ allocated }) => allocated)).size, 'the machine never grew').toBe(1);
  });

  test('byte codes stay within their budgets', () => {
    const hour = one('hour').byteCodes / 360;
    const messages = [...probes('backfill').slice(1), ...probes('replay')].map(({ byteCodes }) => byteCodes);
    const [minute, restart] = [one('minute').byteCodes, one('restart').byteCodes];
    console.info(`a telegram ${Math.round(hour)}, the end of a minute ${minute}, a start ${restart}`);
    console.info(`a message ${Math.max(...messages)}`);
    expect(hour, 'a telegram, its share of slots and erased sectors included').toBeLessThan(5000);
    expect(minute, 'the end of a minute').toBeLessThan(16_000);
    expect(restart, 'a start').toBeLessThan(12_000);
    expect(Math.max(...messages), 'a backfill message').toBeLessThanOrEqual(TURN_BYTE_CODES);
  });
});
