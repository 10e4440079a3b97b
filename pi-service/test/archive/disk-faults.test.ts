/** A disk that is full, read-only or failing: nothing is acknowledged, health says so, reading goes on, and it recovers by itself. */
import * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/archive/archive.js';
import type { FileSystem, OpenFile } from '../../src/archive/file-system.js';
import { openArchive } from '../../src/archive/open.js';
import { verify } from '../../src/archive/verify.js';
import type { DayIndex } from '../../src/contract.js';
import { dayBounds } from '../../src/day.js';
import { jsonOf, openFixture, temporaryFolder, textOf, until } from './fixture.js';
import { household } from './household.js';

const METER = '9912345678';
const { start, end } = dayBounds('2026-11-22');

/** The real file system with faults that the test switches on. */
class FaultyFs implements FileSystem {
  /** Code of the error that writing gives; `half`: half of the bytes land first. */
  fault: { readonly code: string; readonly on: 'open' | 'write' | 'datasync'; readonly half?: boolean } | null = null;

  async open(path: string, flags: string): Promise<OpenFile> {
    if (flags !== 'r' && this.fault?.on === 'open') throw this.#error();
    const file = await nodeFs.open(path, flags);
    return {
      write: async (bytes, offset, length, position) => {
        if (this.fault?.on !== 'write') return file.write(bytes, offset, length, position);
        if (this.fault.half) await file.write(bytes, offset, length >> 1, position);
        throw this.#error();
      },
      datasync: () => (this.fault?.on === 'datasync' ? Promise.reject(this.#error()) : file.datasync()),
      sync: () => (flags !== 'r' && this.fault?.on === 'datasync' ? Promise.reject(this.#error()) : file.sync()),
      truncate: (length) => file.truncate(length),
      stat: () => file.stat(),
      close: () => file.close(),
    };
  }
  readFile = (path: string) => nodeFs.readFile(path);
  readdir = (path: string) => nodeFs.readdir(path);
  mkdir = (path: string) => nodeFs.mkdir(path);
  rename = (from: string, to: string) => nodeFs.rename(from, to);
  unlink = (path: string) => nodeFs.unlink(path);
  statfs: FileSystem['statfs'] = (path) => nodeFs.statfs(path);

  #error(): Error {
    const { code, on: syscall } = this.fault ?? {};
    return Object.assign(new Error(`${code}: injected, ${syscall} '/data/json/9912345678/x'`), { code, syscall });
  }
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

describe('a disk', () => {
  for (const [name, fault, code] of [
    ['that is full, in the middle of a line', { code: 'ENOSPC', on: 'write', half: true }, 'disk-full'],
    ['that became read-only', { code: 'EROFS', on: 'open' }, 'read-only'],
    ['that fails to sync', { code: 'EIO', on: 'datasync' }, 'io-error'],
  ] as const)
    it(`${name} gets no acknowledgement, and is used again as soon as it works`, { timeout: 60_000 }, async () => {
      const fs = new FaultyFs();
      const { archive, states } = await openFixture(folder.path, end - 100, {}, fs);
      const readings = [...household(start, start + 1200, { step: 10 })];
      const before = readings.slice(0, 60);
      const after = readings.slice(60);
      for (const outcome of await Promise.all(before.map((one) => archive.accept(one, end - 100))))
        expect(outcome).toBe('stored');

      fs.fault = fault;
      const settled: Outcome[] = [];
      const waiting = after.map((one) => archive.accept(one, end - 100).then((outcome) => settled.push(outcome)));
      const repeated = archive.accept(after[0] as never, end - 100).then((outcome) => settled.push(outcome));
      await until(async () => !(await archive.status()).writable);
      expect((await archive.status()).reasons.map((reason) => reason.code)).toEqual([code]);
      expect(settled).toEqual([]);
      // Reading goes on, and shows nothing that could still be lost.
      expect(jsonOf<DayIndex>(await archive.days(METER)).days[0]?.rows).toBe(60);
      const text = textOf(await archive.jsonLines(METER, '2026-11-22'));
      expect([text.split('\n').length, text.endsWith('\n')]).toEqual([61, true]);

      fs.fault = null;
      await Promise.all([...waiting, repeated]);
      expect(new Set(settled)).toEqual(new Set(['stored', 'duplicate']));
      expect(await archive.status()).toMatchObject({ writable: true, waiting: 0 });
      expect(states.filter((text) => !text.includes('CSV'))).toHaveLength(2);
      expect(
        textOf(await archive.jsonLines(METER, '2026-11-22'))
          .trim()
          .split('\n'),
      ).toHaveLength(120);
      await archive.close();
    });

  it('that fails while a day closes loses nothing: the day is closed later', { timeout: 60_000 }, async () => {
    const fs = new FaultyFs();
    const first = await openFixture(folder.path, end + 3 * 86_400, {}, fs);
    const readings = [...household(start, end, { step: 120 })];
    await Promise.all(readings.map((one) => first.archive.accept(one, end)));
    await first.archive.close();
    const { archive, states } = await openFixture(folder.path, end + 3 * 86_400, {}, fs);
    fs.fault = { code: 'ENOSPC', on: 'write', half: true };
    await expect(archive.closeDays()).rejects.toThrow('ENOSPC');
    expect(jsonOf<DayIndex>(await archive.days(METER)).days).toMatchObject([{ closed: false, rows: 720 }]);
    // The log names neither path nor meter.
    await until(() => states.includes('a day could not be closed, it is tried again: ENOSPC (write)'));
    expect(states.join()).not.toContain(METER);
    fs.fault = null;
    await archive.closeDays();
    expect(jsonOf<DayIndex>(await archive.days(METER)).days).toMatchObject([{ closed: true, rows: 720 }]);
    await archive.close();
    expect((await verify({ data: folder.path })).findings).toEqual([]);
    expect((await nodeFs.readdir(join(folder.path, 'json', METER))).filter((name) => name.endsWith('.tmp'))).toEqual(
      [],
    );
  });

  it('that is nearly full is told while it still takes readings', async () => {
    const fs = new FaultyFs();
    const { archive } = await openFixture(folder.path, end, {}, fs);
    const [one] = household(start, start + 10);
    expect(await archive.accept(one as never, end)).toBe('stored');
    expect((await archive.status()).reasons).toEqual([]);
    fs.statfs = async () => ({ bsize: 4096, blocks: 8_000_000, bavail: 15_000 });
    const { writable, reasons } = await archive.status();
    expect([writable, reasons]).toEqual([
      true,
      [{ code: 'disk-nearly-full', text: 'Only 61 MB are free on the disk.' }],
    ]);
    await archive.close();
  });

  it('keeps what fits in memory while it fails, and refuses to promise more', { timeout: 60_000 }, async () => {
    const fs = new FaultyFs();
    const { archive } = await openFixture(folder.path, end, { maxWaitingBytes: 100_000 }, fs);
    await archive.accept([...household(start, start + 10)][0] as never, end);
    fs.fault = { code: 'ENOSPC', on: 'write' };
    const outcomes: Promise<Outcome>[] = [];
    for (const one of household(start + 10, start + 10 + 5000, { step: 10 })) outcomes.push(archive.accept(one, end));
    expect(await outcomes.at(-1)).toBe('unavailable');
    fs.fault = null;
    await archive.flush();
    expect(await outcomes[0]).toBe('stored');
    await archive.close();
  });
});

describe('the data folder', () => {
  it('is refused to a second instance, with a sentence', async () => {
    const { archive } = await openFixture(folder.path, end);
    const second = await openArchive({
      data: folder.path,
      flushSeconds: 1,
      now: () => end,
      on: { day() {}, event() {}, state() {} },
    });
    expect(second).toMatchObject({ ok: false, reason: 'locked' });
    await archive.close();
    const { archive: third } = await openFixture(folder.path, end);
    await third.close();
  });

  it('with damage in it still opens: a torn tail is cut, damaged lines are set aside, never deleted', async () => {
    const { archive } = await openFixture(folder.path, end - 100);
    await Promise.all([...household(start, start + 600, { step: 60 })].map((one) => archive.accept(one, end - 100)));
    await archive.close();
    const path = join(folder.path, 'json', METER, '2026-11-22.jsonl');
    const lines = (await nodeFs.readFile(path, 'utf8')).trimEnd().split('\n');
    lines[2] = lines[2]?.replace('1.7.0":', '1.7.0":1') ?? '';
    // The line end between two lines lost, the first of them cut short.
    lines[4] = `${lines[4]?.slice(0, 200)}${lines.splice(5, 1)[0]}`;
    await nodeFs.writeFile(path, `${lines.join('\n')}\n{"schema":1,"torn`);
    await nodeFs.writeFile(join(folder.path, 'json', METER, '2026-11-21.jsonl.gz.tmp'), 'left over');

    const again = await openFixture(folder.path, end - 100);
    expect(
      textOf(await again.archive.jsonLines(METER, '2026-11-22'))
        .trim()
        .split('\n'),
    ).toHaveLength(8);
    expect(again.events.map(({ kind }) => kind)).toEqual(['repaired']);
    await again.archive.close();
    const names = await nodeFs.readdir(join(folder.path, 'json', METER));
    expect(names.sort()).toEqual(['2026-11-22.jsonl', '2026-11-22.quarantine']);
    const aside = await nodeFs.readFile(join(folder.path, 'json', METER, '2026-11-22.quarantine'), 'utf8');
    expect(aside.split('\n')).toHaveLength(3);
  });
});
