import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('the C sources compile for the ESP8266 without a warning and the ring loses nothing', () => {
  const check = spawnSync('sh', [fileURLToPath(new URL('native/check.sh', import.meta.url))], { encoding: 'utf8' });
  expect(check.stderr).toBe('');
  expect(check.status).toBe(0);
}, 120_000);
