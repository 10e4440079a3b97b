/** Parts and values as the schematic has them. Everything that names a value elsewhere takes it from here. */
import { readFileSync } from 'node:fs';
import { lists, parse, word } from './s-expression.js';

export interface Part {
  readonly reference: string;
  readonly value: string;
  readonly footprint: string;
  readonly fitted: boolean;
  readonly inBom: boolean;
  /** Manufacturer, MPN, Option and whatever else the schematic holds for the part. */
  readonly fields: Readonly<Record<string, string>>;
}

export function readParts(path: string | URL): readonly Part[] {
  const sheet = parse(readFileSync(path, 'utf8'));
  const parts: Part[] = [];
  for (const symbol of lists(sheet, 'symbol')) {
    const fields: Record<string, string> = {};
    for (const property of lists(symbol, 'property')) fields[String(property[1])] = String(property[2]);
    const reference = fields.Reference ?? '';
    if (reference.startsWith('#')) continue;
    parts.push({
      reference,
      value: fields.Value ?? '',
      footprint: fields.Footprint ?? '',
      fitted: word(symbol, 'dnp') !== 'yes',
      inBom: word(symbol, 'in_bom') === 'yes',
      fields,
    });
  }
  return parts.sort((a, b) => a.reference.localeCompare(b.reference, 'en', { numeric: true }));
}

const SCALE: Readonly<Record<string, number>> = { p: 1e-12, n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6 };

/**
 * Ohm or farad of a value as drawn: `2k2`, `47`, `1000u`, `100n`.
 * @throws when the value is not a number with at most one prefix.
 */
export function quantity(value: string): number {
  const match = /^(\d+)([pnumkM]?)(\d*)$/.exec(value);
  const scale = SCALE[match?.[2] ?? 'none'];
  if (!match || scale === undefined) throw new Error(`"${value}" is not a value like 2k2, 47 or 1000u`);
  return Number(`${match[1]}.${match[3] || '0'}`) * scale;
}

/** @throws when the schematic has no such part. */
export function partValue(parts: readonly Part[], reference: string): number {
  const part = parts.find((candidate) => candidate.reference === reference);
  if (!part) throw new Error(`the schematic has no ${reference}`);
  return quantity(part.value);
}

/** Pin number -> name of a part, as its symbol has it. @throws when the schematic has no such part. */
export function pinNames(path: string | URL, reference: string): ReadonlyMap<string, string> {
  const sheet = parse(readFileSync(path, 'utf8'));
  const part = lists(sheet, 'symbol').find((symbol) =>
    lists(symbol, 'property').some((property) => property[1] === 'Reference' && property[2] === reference),
  );
  if (!part) throw new Error(`the schematic has no ${reference}`);
  const drawn = lists(lists(sheet, 'lib_symbols')[0] ?? [], 'symbol').find(
    (symbol) => symbol[1] === word(part, 'lib_id'),
  );
  return new Map(
    lists(drawn ?? [], 'symbol')
      .flatMap((unit) => lists(unit, 'pin'))
      .map((pin) => [word(pin, 'number') ?? '', word(pin, 'name') ?? '']),
  );
}
