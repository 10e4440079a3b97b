import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bytesOf } from './telegrams.js';

const DECODE = fileURLToPath(new URL('../../bin/decode.ts', import.meta.url));
const telegram = (name: string): string =>
  fileURLToPath(new URL(`../../../test/telegrams/${name}.txt`, import.meta.url));

function decode(files: readonly string[], input?: Uint8Array) {
  const run = spawnSync(process.execPath, ['--import', 'tsx', '--conditions=source', DECODE, ...files], {
    input,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return {
    ...run,
    lines: run.stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}

test('prints a line per telegram, accepted or not, and treats each file as one line of a meter', () => {
  const { lines, status, stderr } = decode([telegram('stream-bit-flip'), telegram('holley-x25')]);
  expect(stderr).toBe('');
  expect(lines.map((line) => line.ok)).toEqual([false, true, true]);
  expect(lines[0]).toEqual({ ok: false, reason: 'crc' });
  expect(lines[2].reading).toMatchObject({ identification: 'HLY5/D545-METER', crc: 'x25', seq: 1 });
  expect(status).toBe(0);
});

test('reads standard input; a telegram that breaks off is torn and the exit status says that none was accepted', () => {
  const { lines, status } = decode([], bytesOf('sagemcom-3ph').subarray(0, 700));
  expect(lines).toEqual([{ ok: false, reason: 'torn' }]);
  expect(status).toBe(1);
});

test('says so when there is no telegram at all', () => {
  const none = decode([fileURLToPath(new URL('../../../LICENSE', import.meta.url))]);
  expect(none.stdout).toBe('');
  expect(none.stderr).toContain('LICENSE holds no telegram');
  expect(none.status).toBe(1);
  expect(decode([], new Uint8Array()).stderr).toContain('standard input holds no telegram');
});

test('names a file that cannot be read', () => {
  const { stdout, stderr, status } = decode(['no-such-file.txt']);
  expect(stdout).toBe('');
  expect(stderr).toContain('no-such-file.txt cannot be read');
  expect(status).toBe(1);
});
