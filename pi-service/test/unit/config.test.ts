import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { exampleFile, masked, readConfig } from '../../src/config.js';

const folder = mkdtempSync(join(tmpdir(), 'okosmero-config-'));
let files = 0;
function file(text: string): string {
  const path = join(folder, `${files++}.yaml`);
  writeFileSync(path, text);
  return path;
}
const read = (text: string, environment: Record<string, string> = {}, overrides = {}) =>
  readConfig({ file: file(text), environment, overrides });
const ok = (result: ReturnType<typeof readConfig>) => {
  if (!result.ok) throw new Error(result.reason);
  return result;
};
const reason = (result: ReturnType<typeof readConfig>) => (result.ok ? 'accepted' : result.reason);

test('without anything the defaults hold', () => {
  const { config, warnings } = ok(read(''));
  expect(config.http.port).toBe(8080);
  expect(config.mqtt).toMatchObject({ server: null, port: 1883 });
  expect(config.data.folder).toBe('./data');
  expect(warnings).toEqual([]);
  expect(Object.isFrozen(config) && Object.isFrozen(config.http)).toBe(true);
});

test('command line > environment > file > default', () => {
  const text = 'http:\n  port: 1\nlog:\n  level: debug\n';
  expect(ok(read(text)).config.http.port).toBe(1);
  expect(ok(read(text, { OKOSMERO_HTTP_PORT: '2' })).config.http.port).toBe(2);
  expect(ok(read(text, { OKOSMERO_HTTP_PORT: '2' }, { 'http.port': 3 })).config.http.port).toBe(3);
  expect(ok(read(text)).config.log.level).toBe('debug');
});

test('camel case keys have underscores in the environment, lists commas', () => {
  const { config } = ok(read('', { OKOSMERO_DATA_FLUSH_SECONDS: '5', OKOSMERO_HTTP_HOSTS: 'a.lan, b.lan' }));
  expect(config.data.flushSeconds).toBe(5);
  expect(config.http.hosts).toEqual(['a.lan', 'b.lan']);
});

test('an unknown key is a warning', () => {
  const { warnings } = ok(read('http:\n  prot: 1\nhttpd: {}\n'));
  expect(warnings[0]).toContain('"http.prot"');
  expect(warnings[1]).toContain('"httpd"');
});

test.each([
  ['http:\n  port: eighty\n', '"http.port" must be integer, but is "eighty". Example: port: 8080'],
  ['http:\n  port: 70000\n', '"http.port" must be <= 65535'],
  ['log:\n  level: loud\n', '"log.level" must be one of error, warn, info, debug'],
  ['homeassistant:\n  enabled: 1\n', '"homeassistant.enabled" must be boolean'],
  ['http: 8080\n', '"http"'],
  ['version: 2\n', 'version 2'],
  ['- 1\n', 'must hold sections'],
  ['a: [\n', 'not valid YAML'],
  ['a: &a [1]\nb: [*a,*a]\n', 'not valid YAML'],
])('%j is refused with the key and an example', (text, expected) => {
  expect(reason(read(text))).toContain(expected);
});

test('a wrong type from the environment names the variable too', () => {
  expect(reason(read('', { OKOSMERO_HTTP_PORT: 'x' }))).toContain('OKOSMERO_HTTP_PORT');
});

test('a file that is not there is named', () => {
  expect(reason(readConfig({ file: join(folder, 'none.yaml'), environment: {} }))).toMatch(/none\.yaml .*ENOENT/);
});

test('secrets come from files and are masked', () => {
  const secret = file('hunter22\n');
  const byEnvironment = ok(read('', { OKOSMERO_MQTT_PASSWORD_FILE: secret })).config;
  expect(byEnvironment.mqtt.password).toBe('hunter22');
  const byFile = ok(read(`mqtt:\n  passwordFile: ${secret}\n`)).config;
  expect(byFile.mqtt.password).toBe('hunter22');
  expect(JSON.stringify(masked(byFile))).not.toContain('hunter22');
  expect(masked(byFile).mqtt?.password).toBe('********');
});

test('a wrong secret is not repeated in the message', () => {
  expect(reason(read('mqtt:\n  password: [s3cret]\n'))).not.toContain('s3cret');
});

test.each(['mqtt://okosmero:s3cret@192.168.1.2', 'localhost', 'http://broker'])(
  'a broker address like %s is refused: credentials have keys of their own, which are not shown',
  (server) => {
    const text = reason(read(`mqtt:\n  server: ${server}\n`));
    expect(text).toContain('"mqtt.server" must be like the example');
    expect(text).not.toContain('s3cret');
  },
);

test('the example file names every setting and is what is shipped', () => {
  expect(parse(exampleFile())).toEqual({ version: 1 });
  expect(ok(read(exampleFile().replaceAll(/^#(\s*\w+:)/gm, '$1'))).warnings).toEqual([]);
  expect(readFileSync(new URL('../../config.example.yaml', import.meta.url), 'utf8')).toBe(exampleFile());
});
