import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { openArchive } from '../src/archive/open.js';
import { makeProgram } from '../src/cli/program.js';
import { now } from '../src/service.js';
import { until } from './support/ports.js';
import { reading } from './support/reading.js';
import { ServiceProcess } from './support/service-process.js';

const work = mkdtempSync(join(tmpdir(), 'okosmero-cli-'));

/** Runs a command in this process and gives what it wrote. */
async function run(data: string, ...args: string[]) {
  const written = { stdout: '', stderr: '' };
  const catchText = (name: 'stdout' | 'stderr') =>
    vi.spyOn(process[name], 'write').mockImplementation(((chunk: unknown, ...rest: unknown[]) => {
      written[name] += String(chunk);
      const done = rest.at(-1);
      if (typeof done === 'function') done();
      return true;
    }) as typeof process.stdout.write);
  const spies = [catchText('stdout'), catchText('stderr')];
  try {
    const status = await makeProgram().run(['node', 'okosmero', '--data', data, ...args]);
    return { status, ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const data = join(work, 'data');

describe('the command line', { timeout: 120_000 }, () => {
  test('brings old CSV files in, verifies, exports and backs them up', async () => {
    const folder = join(work, 'old');
    mkdirSync(folder);
    const rows = [0, 10, 20].map(
      (s) => `9912345678,2023-08-15 15:52:${String(s).padStart(2, '0')},S,2.352,0.0,8995.${626 + s},1590.321`,
    );
    writeFileSync(join(folder, 'August.csv'), `${rows.join('\n')}\nnonsense\n`);
    const imported = await run(data, 'import', folder);
    expect(imported.stdout).toContain('3 stored');
    expect(imported.stdout).toContain('skipped August.csv:4');
    expect(await run(data, 'verify')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Nothing is damaged'),
    });
    const exported = await run(data, 'export', '9912345678', '--from', '2023-08-15', '--to', '2023-08-15');
    expect(exported.stdout).toBe(`MeterId,Time,DST,Import,Export,TotalImport,TotalExport\n${rows.join('\n')}\n`);
    expect((await run(data, 'backup', join(work, 'backup'))).stdout).toContain('1 of 1 closed days copied');
    expect(await run(join(work, 'backup'), 'verify')).toMatchObject({ status: 0 });
    expect((await run(data, 'doctor')).stdout).toContain(' ok  The last backup was made today');
  });

  test('notices a backup that was damaged, and one that stopped being made', async () => {
    const backup = join(work, 'backup');
    const copy = join(backup, 'csv', '9912345678', '2023-08-15.csv');
    const before = readFileSync(copy);
    writeFileSync(copy, '');
    expect(await run(backup, 'verify')).toMatchObject({ status: 1, stdout: expect.stringContaining('2023-08-15 csv') });
    writeFileSync(copy, before);
    const note = join(data, 'backup.json');
    const made = readFileSync(note, 'utf8');
    writeFileSync(note, JSON.stringify({ at: Math.floor(Date.now() / 1000) - 9 * 86_400, target: backup }));
    expect((await run(data, 'doctor')).stdout).toContain('BAD  The last backup is 9 days old: okosmero backup');
    writeFileSync(note, made);
  });

  test('tells damage from the record', async () => {
    const csv = join(data, 'csv', '9912345678', '2023-08-15.csv');
    const before = readFileSync(csv);
    writeFileSync(csv, before.toString().replace('2.352', '9.999'));
    expect(await run(data, 'verify')).toMatchObject({ status: 1, stdout: expect.stringContaining('okosmero rebuild') });
    expect((await run(data, 'rebuild')).status).toBe(0);
    expect(readFileSync(csv)).toEqual(before);
  });

  test.each([
    [['nonsense'], 64, 'unknown command'],
    [['serve', '--http-port', 'x'], 64, 'A port is a number'],
    [['import', '/nowhere'], 64, 'There is no folder'],
    [['export', 'none', '--from', '2023-08-15', '--to', '2023-08-15'], 1, 'holds no meter none'],
    [['export', 'none', '--from', 'x', '--to', '2023-08-15'], 64, 'is not a day'],
    [['export', 'none', '--from', '2023-02-29', '--to', '2023-08-15'], 64, 'is not a day'],
    [['export', 'none', '--from', '2023-08-16', '--to', '2023-08-15'], 64, 'is after'],
    [
      ['export', '9912345678', '--from', '2023-08-15', '--to', '2023-08-15', '-o', '/nowhere/x.csv'],
      1,
      'Make the folder first',
    ],
    [['backup', data], 64, 'lies in the data folder'],
    [['backup', join(data, 'backup')], 64, 'lies in the data folder'],
    [['backup', '/proc/nowhere'], 1, 'name another one'],
    [['device', 'add', '../x'], 64, 'cannot be a device name'],
    [['device', 'remove', 'none'], 1, 'There is no device none'],
    [['-c', '/nowhere.yaml', 'config'], 78, '/nowhere.yaml'],
  ])('%j ends with %i and says why', async (args, status, text) => {
    const result = await run(data, ...args);
    expect(result.status).toBe(status);
    expect(result.stderr).toContain(text);
  });

  test.each([
    ['verify'],
    ['rebuild'],
    ['backup', join(work, 'elsewhere')],
    ['export', 'none', '--from', '2023-08-15', '--to', '2023-08-15'],
  ])('%s does not take a mistyped folder for an empty archive', async (...args) => {
    const nowhere = join(work, 'mistyped');
    const result = await run(nowhere, ...args);
    expect(result).toMatchObject({ status: 1, stderr: expect.stringContaining(`There is no archive in ${nowhere}`) });
    expect(existsSync(nowhere)).toBe(false);
    expect(existsSync(join(work, 'elsewhere'))).toBe(false);
  });

  test('export says what to do when something else works on the archive', async () => {
    const opened = await openArchive({ data, flushSeconds: 60, now, on: { day() {}, event() {}, state() {} } });
    if (!opened.ok) throw new Error(opened.text);
    try {
      const result = await run(data, 'export', '9912345678', '--from', '2023-08-15', '--to', '2023-08-15');
      expect(result).toMatchObject({ status: 69, stderr: expect.stringContaining('Another okosmero works on') });
    } finally {
      await opened.archive.close();
    }
  });

  test('explains each command', async () => {
    const { stdout } = await run(data, '--help');
    const commands = [
      'serve',
      'import',
      'export',
      'verify',
      'rebuild',
      'recover',
      'backup',
      'doctor',
      'https',
      'token',
    ];
    for (const command of [...commands, 'device', 'config']) {
      expect(stdout).toContain(`  ${command} `);
      expect((await run(data, command, '--help')).status).toBe(0);
    }
  });

  test('doctor names what is wrong and no secret', async () => {
    const { status, stdout } = await run(data, 'doctor');
    expect(status).toBe(1);
    expect(stdout).toMatch(/BAD .*okosmero device add/);
    expect(stdout).not.toContain('9912345678');
  });
});

test('a service whose small files are damaged starts, and doctor says what to mend', { timeout: 120_000 }, async () => {
  const data = join(work, 'damaged');
  mkdirSync(join(data, 'https'), { recursive: true });
  const files = [
    'household.json',
    'devices.json',
    'acknowledged.json',
    'pairing.json',
    'https/server.pem',
    'https/ca.pem',
  ];
  for (const file of [...files, 'https/server.key', 'https/ca.key']) writeFileSync(join(data, file), '\0'.repeat(100));
  const service = await ServiceProcess.start({}, data);
  try {
    expect(service.ready.mqtt?.user).toBe('board1');
    expect((await service.get('/api/household')).status).toBe(200);
    const { stdout } = await run(data, 'doctor');
    for (const name of ['household.json', 'devices.json'])
      expect(stdout).toMatch(new RegExp(`BAD  .*${name}.* was found damaged: put a copy back`));
    expect(stdout).toMatch(/BAD {2}.*server.pem is no certificate/);
  } finally {
    expect(await service.stop()).toBe(0);
  }
});

describe('recover', () => {
  let service: ServiceProcess;
  afterAll(() => service?.stop(), 60_000);

  test('asks the board for what is missing', { timeout: 120_000 }, async () => {
    service = await ServiceProcess.start({ OKOSMERO_DATA_FLUSH_SECONDS: '1' });
    const { port = 0, user, password } = service.ready.mqtt ?? {};
    const board = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
      username: user ?? '',
      password: password ?? '',
    });
    const heard: string[] = [];
    board.on('message', (topic, payload) => heard.push(`${topic.split('/')[2]} ${payload}`));
    await board.subscribeAsync([`okosmero/${user}/replay`, `okosmero/${user}/ack`], { qos: 1 });
    await board.publishAsync(`okosmero/${user}/availability`, 'online', { qos: 1, retain: true });

    // Ten readings, half an hour of silence, ten more, up to an hour ago.
    const start = Math.floor(Date.now() / 10_000) * 10 - 7200;
    const seconds = Array.from({ length: 20 }, (_, i) => start + i * 10 + (i < 10 ? 0 : 1800));
    for (const [i, second] of seconds.entries()) {
      const time = new Date((second + 3600) * 1000).toISOString().replace('.000Z', '+01:00');
      const value = { ...reading(i + 1), device: user, time };
      await board.publishAsync(`okosmero/${user}/telegram`, JSON.stringify(value), { qos: 1 });
    }
    await until('all is acknowledged', () => heard.some((text) => text.startsWith('ack') && text.includes(' 20 ')));
    const { status, stdout } = await run(service.data, 'recover', '--no-wait');
    expect(stdout).toContain(`board ${user} is asked`);
    expect(status).toBe(0);
    await until('the board was asked', () => heard.some((text) => text.startsWith('replay')));
    const stretches = heard
      .filter((text) => text.startsWith('replay'))
      .map((text) => text.split(' ').slice(1).map(Number));
    const covers = stretches.some(([from = 0, to = 0]) => from <= start + 100 && to >= start + 1890);
    expect(covers).toBe(true);
    await board.endAsync();
  });
});
