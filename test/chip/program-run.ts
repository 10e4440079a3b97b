/** What the tests of this folder have in common: a run from start to end, and its lines read as numbers. */
import { Chip, type ChipOptions } from './chip.js';

/** Runs a program to its end, as fast as it goes; throws when that is not the end asked for, or it trapped, unless `faults`. */
export async function run(
  image: string,
  options: ChipOptions = {},
  { faults = false }: { readonly faults?: boolean } = {},
): Promise<Chip> {
  const chip = await Chip.start(image, { speed: 0, seconds: 1, ...options });
  const status = await chip.ended;
  const traps = chip.all('trap');
  if (!faults && (status !== 0 || traps.length > 0))
    throw new Error(`the chip ended with status ${status}: ${JSON.stringify(traps)}`);
  return chip;
}

/** The hexadecimal numbers of the lines that begin with the word. */
export const numbers = (chip: Chip, word: string): number[][] =>
  chip.lines
    .map((line) => line.split(' '))
    .filter(([first]) => first === word)
    .map(([, ...rest]) => rest.map((text) => Number.parseInt(text, 16)));

/** Bytes of which no two neighbours, and no two blocks of 256, are alike. */
export const pattern = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 255);
