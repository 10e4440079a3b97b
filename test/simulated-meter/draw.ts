/**
 * Random numbers by coordinates instead of in sequence: any day can be made first, and twice gives the same.
 * Only operations that IEEE 754 defines to the last bit are used below `test/simulated-meter` (no sin, no pow), so that
 * one seed prints the same bytes on every machine.
 */

function mix(h: number): number {
  let x = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** Uniform in [0, 1), a function of its arguments only. `stream` names the use, `index` counts within it. */
export function draw(seed: number, stream: number, index: number): number {
  return (mix(mix(seed ^ Math.imul(stream, 0x9e3779b1)) ^ Math.imul(index, 0x85ebca77)) >>> 0) / 0x100000000;
}

/** Continuous noise in [0, 1) that changes at the pace of one unit of `x`. */
export function noise(seed: number, stream: number, x: number): number {
  const left = Math.floor(x);
  const part = x - left;
  const ease = part * part * (3 - 2 * part);
  const a = draw(seed, stream, left);
  return a + (draw(seed, stream, left + 1) - a) * ease;
}

/** Sine of an angle in turns by Bhaskara I's fraction: within 0.002, and exact to the bit everywhere. */
export function sineOfTurns(turns: number): number {
  const x = turns - Math.floor(turns);
  const half = x < 0.5 ? x : x - 0.5;
  const degrees = half * 360;
  const product = degrees * (180 - degrees);
  const sine = (4 * product) / (40500 - product);
  return x < 0.5 ? sine : -sine;
}
