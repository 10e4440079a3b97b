/** What the archive costs a card: bytes that reach the device beside bytes that are meant, and the size of a closed day. */
import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { startStack } from '../../e2e/stack.js';
import { absolute, held, type Line, ratioOf } from '../ratio.js';
import { BenchBoard } from './board.js';
import { startProbed } from './running.js';

/** At the default flush, every 60 s, six readings of 10 s: here as many, but every second. */
const READINGS = 6;
const FLUSHES = 60;
const ROUNDS = 3;
const PER_ROUND = FLUSHES / ROUNDS;
const IMAGE_BYTES = 2 ** 30;
const SECTOR = 512;
const CLOSED_WITHIN_MS = 60_000;

export async function measure(): Promise<Line[]> {
  return [...(await written()), ...(await closed())];
}

async function written(): Promise<Line[]> {
  const what = 'bytes that reach the device / bytes of JSON lines and CSV, at the default flush';
  if (process.getuid?.() !== 0)
    return [{ goal: 'G8', what, reason: 'an ext4 of its own is mounted for it, which takes root' }];
  const folder = mkdtempSync(join(tmpdir(), 'okosmero-bench-'));
  try {
    let card: Card;
    try {
      card = mountCard(folder);
    } catch (error) {
      const [reason] = (error instanceof Error ? error.message : String(error)).trim().split('\n').slice(-1);
      return [{ goal: 'G8', what, reason: `no loop device can be mounted here: ${reason}` }];
    }
    // A run that is broken off leaves nothing mounted.
    const away = () => execFileSync('umount', ['--lazy', card.path]);
    process.once('exit', away);
    try {
      const { device, logical } = await fill(card);
      return [
        held('G8', what, ratioOf(device, logical)),
        absolute(
          'written to the device in an hour',
          'kB',
          device.map((bytes) => (bytes * ROUNDS) / 1000),
        ),
      ];
    } finally {
      process.off('exit', away);
      execFileSync('umount', [card.path]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Card {
  readonly path: string;
  /** Bytes written so far, once everything that waits is. */
  written(): number;
}

/** An ext4 as Debian makes it, in a file, so that nobody else writes to its device. */
function mountCard(folder: string): Card {
  const [image, path] = [join(folder, 'card.img'), join(folder, 'card')];
  const quietly: ExecFileSyncOptionsWithStringEncoding = { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' };
  mkdirSync(path);
  execFileSync('truncate', ['--size', String(IMAGE_BYTES), image], quietly);
  // Tables at once: the kernel would write them in the background, and count.
  execFileSync('mkfs.ext4', ['-q', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image], quietly);
  execFileSync('mount', ['-o', 'loop,noatime', image, path], quietly);
  const device = execFileSync('findmnt', ['--noheadings', '--output', 'SOURCE', path], quietly).trim();
  return {
    path,
    written() {
      execFileSync('sync', ['--file-system', path]);
      const fields = readFileSync(`/sys/block/${basename(device)}/stat`, 'utf8')
        .trim()
        .split(/\s+/);
      return Number(fields[6]) * SECTOR;
    },
  };
}

async function fill(card: Card): Promise<{ readonly device: number[]; readonly logical: number[] }> {
  const data = join(card.path, 'data');
  mkdirSync(data);
  await using running = await startProbed({ data });
  const total = READINGS * (FLUSHES + PER_ROUND);
  await using board = await BenchBoard.connect(running.service.mqttPort, running.password, 1, total);
  const device: number[] = [];
  const logical: number[] = [];
  const flush = () => board.send(board.prepare(READINGS));
  // Folders and files of the day are made once.
  for (let i = 0; i < PER_ROUND; i++) await flush();
  for (let round = 0; round < ROUNDS; round++) {
    const before = { device: card.written(), logical: recordBytes(data) };
    for (let i = 0; i < PER_ROUND; i++) await flush();
    device.push(card.written() - before.device);
    logical.push(recordBytes(data) - before.logical);
  }
  return { device, logical };
}

/** Bytes of all JSON lines and CSV rows. */
const recordBytes = (data: string): number =>
  ['json', 'csv'].flatMap((name) => filesUnder(join(data, name))).reduce((sum, file) => sum + statSync(file).size, 0);

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

async function closed(): Promise<Line[]> {
  await using stack = await startStack({ days: 2, fineDays: 2, live: false });
  const file = await closedFile(join(stack.data, 'json', stack.meter));
  const packed = readFileSync(file);
  const lines = gunzipSync(packed);
  return [
    held('G9', 'closed day of JSON lines / gzip of the whole', ratioOf([packed.length], [gzipSync(lines).length])),
    absolute('JSON lines of a day', 'kB', [lines.length / 1000]),
    absolute('the same, closed', 'kB', [packed.length / 1000]),
    absolute('the same, a year', 'MB', [(365 * packed.length) / 1e6]),
  ];
}

async function closedFile(folder: string): Promise<string> {
  for (const deadline = Date.now() + CLOSED_WITHIN_MS; Date.now() < deadline; await setTimeout(200)) {
    const name = readdirSync(folder).find((file) => file.endsWith('.jsonl.gz'));
    if (name !== undefined) return join(folder, name);
  }
  throw new Error('the service closes no day');
}
