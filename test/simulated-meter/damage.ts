/** What a bad cable does to a telegram's bytes. Pure: the same seed and index give the same damage. */
import { draw } from './draw.js';
import type { P1Line } from './p1-line.js';

/** @param other a telegram of the same line, for a splice */
export type Damage = (bytes: Uint8Array, other: Uint8Array, seed: number, index: number) => Uint8Array;

const CHOICE = 200;
const PLACE = 201;
const SIZE = 202;

const place = (seed: number, index: number, length: number) => Math.floor(draw(seed, PLACE, index) * length);
const size = (seed: number, index: number, most: number) => 1 + Math.floor(draw(seed, SIZE, index) * most);

export const DAMAGES = {
  bitFlips(bytes, _other, seed, index) {
    const damaged = Uint8Array.from(bytes);
    for (let flip = 0; flip < size(seed, index, 6); flip++) {
      const at = place(seed, index * 8 + flip, bytes.length);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << Math.floor(draw(seed, SIZE, index * 8 + flip) * 8));
    }
    return damaged;
  },
  lostBytes(bytes, _other, seed, index) {
    const at = place(seed, index, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size(seed, index, 200))]);
  },
  doubledBytes(bytes, _other, seed, index) {
    const at = place(seed, index, bytes.length);
    return Buffer.concat([bytes.subarray(0, at + size(seed, index, 20)), bytes.subarray(at)]);
  },
  torn(bytes, _other, seed, index) {
    return bytes.subarray(0, place(seed, index, bytes.length));
  },
  splice(bytes, other, seed, index) {
    const at = place(seed, index, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), other.subarray(Math.min(at, other.length))]);
  },
  wrongChecksum(bytes) {
    const damaged = Uint8Array.from(bytes);
    const last = damaged.length - 3;
    damaged[last] = damaged[last] === 0x30 ? 0x31 : 0x30;
    return damaged;
  },
} as const satisfies Record<string, Damage>;
export type DamageName = keyof typeof DAMAGES;

/** Damages a share of a line's telegrams, each in one of the ways named. */
export function damaged(
  line: P1Line,
  seed: number,
  share: number,
  ways = Object.keys(DAMAGES) as DamageName[],
): P1Line {
  return (instant) => {
    const bytes = line(instant);
    if (bytes === null || draw(seed, CHOICE, instant) >= share) return bytes;
    const way = ways[Math.floor(draw(seed, CHOICE + 1, instant) * ways.length)] ?? 'bitFlips';
    return DAMAGES[way](bytes, line(instant - 10) ?? bytes, seed, instant);
  };
}
