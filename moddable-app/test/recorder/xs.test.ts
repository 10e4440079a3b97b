import { beforeAll, describe, expect, test } from 'vitest';
import { buildHost, type HostBuild } from '../xs/build.js';
import { FLASH_BYTES, play } from '../xs/recorder.program.js';
import { firmwareCreation, type Probe, type Run, runOnXs } from '../xs/run.js';

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

describe.each([64, 32] as const)('on the real XS engine, %i bit', (bits) => {
  let build: HostBuild;
  let run: Run;

  beforeAll(async () => {
    build = await buildHost(bits);
    // A compiler without 32-bit code (`apt-get install gcc-multilib`) leaves the 64-bit run, whose slots are larger.
    if (!build.ok && bits === 64) throw new Error(`the XS host does not build: ${build.reason}`);
    const limit = creation.static + FLASH_BYTES + (bits === 64 ? creation.static : 0);
    if (build.ok) run = runOnXs(build.host, 'recorder', creation, new Uint8Array(0), limit);
  }, 600_000);

  const probes = (name: string): Probe[] => run.probes.filter((probe) => probe.name === name);
  const one = (name: string): Probe => probes(name)[0] as Probe;

  test('the same bytes leave the recorder as in Node', ({ skip }) => {
    if (!build.ok) skip('no 32-bit compiler: apt-get install gcc-multilib');
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    expect(run.lines).toEqual(inNode());
    expect(run.lines.filter((line) => line === 'backfill').length).toBeGreaterThan(2);
    expect(run.lines).toContain('replay');
  });

  test('recorder, delivery and message stay within their memory, and it stays flat', ({ skip }) => {
    if (!build.ok) skip('no 32-bit compiler: apt-get install gcc-multilib');
    const slots = one('in use').slots - one('without').slots;
    const chunks = one('in use').chunkBytes - one('without').chunkBytes;
    console.info(`recorder on XS ${bits} bit: ${slots} slots and ${chunks} bytes of chunks alive`);
    expect(slots).toBeLessThanOrEqual(140);
    expect(chunks).toBeLessThanOrEqual(bits === 32 ? 1700 : 1850);
    expect(one('in use').keys).toBe(one('without').keys);
    expect(new Set(run.probes.map(({ allocated }) => allocated)).size, 'the machine never grew').toBe(1);
  });

  test('byte codes stay within their budgets', ({ skip }) => {
    if (!build.ok) skip('no 32-bit compiler: apt-get install gcc-multilib');
    const hour = one('hour').byteCodes / 360;
    const messages = [...probes('backfill').slice(1), ...probes('replay')].map(({ byteCodes }) => byteCodes);
    console.info(
      `a telegram ${Math.round(hour)}, the end of a minute ${one('minute').byteCodes}, a start ${one('restart').byteCodes}, a message ${Math.max(...messages)}`,
    );
    expect(hour, 'a telegram, its share of slots and erased sectors included').toBeLessThan(5000);
    expect(one('minute').byteCodes, 'the end of a minute').toBeLessThan(16_000);
    expect(one('restart').byteCodes, 'a start').toBeLessThan(12_000);
    expect(Math.max(...messages), 'a backfill message').toBeLessThan(109_000);
  });
});
