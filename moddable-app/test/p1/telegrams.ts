/** The golden pairs of test/telegrams. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Reading, RejectReason } from '@okosmero/moddable-app/contract';
import { type ReadingsOptions, readReadings } from '../../src/p1/readings.js';

const FOLDER = new URL('../../../test/telegrams/', import.meta.url);

export interface Expected {
  readonly telegrams: number;
  readonly identification?: string;
  readonly time?: string;
  readonly times?: readonly string[];
  readonly crc?: string;
  readonly rejected?: Readonly<Partial<Record<RejectReason, number>>>;
  readonly objects?: Readonly<
    Record<
      string,
      | { readonly value: string | number; readonly unit?: string }
      | { readonly values: readonly (string | readonly [number, string])[] }
    >
  >;
}

export const NAMES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.slice(0, -'.txt'.length));

export const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`${name}.txt`, FOLDER)));

export const expectedOf = (name: string): Expected =>
  JSON.parse(readFileSync(new URL(`${name}.expected.json`, FOLDER), 'utf8'));

export interface Result {
  readonly readings: Reading[];
  readonly json: string[];
  readonly rejected: Partial<Record<RejectReason, number>>;
}

/** Readings as text and reasons of rejection, in their order. */
export function readInOrder(pieces: Iterable<Uint8Array>): string[] {
  const lines: string[] = [];
  const reader = readReadings({
    device: 'a1b2c3',
    log: '9f3c21d0',
    onReading: (_reading, _columns, json) => lines.push(Buffer.from(json).toString('latin1')),
    onReject: (reason) => lines.push(reason),
  });
  for (const piece of pieces) reader.feed(piece);
  return lines;
}

/** Feeds the pieces to a fresh reader. */
export function read(pieces: Iterable<Uint8Array>, options: Partial<ReadingsOptions> = {}): Result {
  const result: Result = { readings: [], json: [], rejected: {} };
  const reader = readReadings({
    device: 'a1b2c3',
    log: '9f3c21d0',
    ...options,
    onReading: (reading, _columns, json) => {
      result.readings.push(reading);
      result.json.push(Buffer.from(json).toString('latin1'));
    },
    onReject: (reason) => {
      result.rejected[reason] = (result.rejected[reason] ?? 0) + 1;
    },
  });
  for (const piece of pieces) reader.feed(piece);
  return result;
}
