/**
 * `npm run decode -- FILE…`, or standard input: one JSON line per telegram, `{"ok":true,"reading":{…}}` or
 * `{"ok":false,"reason":"…"}`. Each FILE is one meter's line. Exit status 0 when at least one telegram was accepted.
 */
import { createReadStream } from 'node:fs';
import { stdin, stdout } from 'node:process';
import type { Readable } from 'node:stream';
import { readReadings } from '../src/p1/readings.js';

/** Longer than the silence that ends a telegram, in milliseconds. */
const END_OF_FILE = 10_000;

async function decode(name: string, bytes: Readable): Promise<number> {
  let accepted = 0;
  let rejected = 0;
  const reader = readReadings({
    device: 'decode',
    log: '00000000',
    onReading: (reading) => {
      accepted++;
      stdout.write(`${JSON.stringify({ ok: true, reading })}\n`);
    },
    onReject: (reason) => {
      rejected++;
      stdout.write(`${JSON.stringify({ ok: false, reason })}\n`);
    },
  });
  for await (const piece of bytes) reader.feed(piece);
  reader.idle(END_OF_FILE);
  if (accepted + rejected === 0)
    console.error(
      `decode: ${name} holds no telegram: one begins with a line like /AUX5… and ends with ! and a checksum`,
    );
  return accepted;
}

// `decode … | head` closes the pipe early; that is no error.
stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const files = process.argv.slice(2);
let accepted = 0;
if (files.length === 0) {
  accepted = await decode('standard input', stdin);
} else {
  for (const file of files) {
    try {
      accepted += await decode(file, createReadStream(file));
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      console.error(`decode: ${file} cannot be read (${cause}); give files of telegram bytes, or pipe them in`);
    }
  }
}
process.exitCode = accepted > 0 ? 0 : 1;
