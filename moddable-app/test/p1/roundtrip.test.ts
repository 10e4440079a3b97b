/** A generated telegram -> Reading keeps every value and every unit. */
import type { CosemValue } from '@okosmero/moddable-app/contract';
import { REGISTERS, type Register } from '@okosmero/moddable-app/registers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seal } from './household.js';
import { read } from './telegrams.js';

interface Line {
  readonly code: string;
  readonly printed: string;
  readonly value: CosemValue;
}

/** Decimal text without what means nothing: the oracle works on text, the reader on bytes. */
function shortest(whole: string, decimals: string): string {
  const left = whole.replace(/^0+(?=\d)/, '');
  const right = decimals.replace(/0+$/, '');
  return right === '' ? left : `${left}.${right}`;
}

/** Moves the point three places to the left. */
function thousandth(whole: string, decimals: string): string {
  const digits = `000${whole}`;
  return shortest(digits.slice(0, -3), digits.slice(-3) + decimals);
}

const digits = (min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });

const measured = (register: Register): fc.Arbitrary<Line> =>
  fc
    .record({
      whole: digits(1, 8),
      decimals: digits(0, 3),
      form: fc.constantFrom('table', 'blank', 'upper', 'base'),
      negative: fc.boolean(),
    })
    .map(({ whole, decimals, form, negative }) => {
      const { unit, code } = register;
      const kilo = unit.startsWith('k');
      const base = form === 'base' && kilo;
      const suffix =
        unit === ''
          ? ''
          : form === 'blank'
            ? `*${unit} `
            : form === 'upper'
              ? `*${unit.toUpperCase()}`
              : `*${base ? unit.slice(1) : unit}`;
      const number = base ? thousandth(whole, decimals) : shortest(whole, decimals);
      const minus = negative && Number(number) !== 0 ? '-' : '';
      return {
        code,
        printed: `${code}(${negative ? '-' : ''}${whole}${decimals === '' ? '' : `.${decimals}`}${suffix})`,
        value: Number(minus + number),
      };
    });

/** Everything but a slash that starts a telegram, a line end and a long fill. */
const text = fc
  .array(fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0, max: 0xff })), { maxLength: 30 })
  .map((bytes) => String.fromCharCode(...bytes.filter((byte) => byte !== 0x0a && byte !== 0x0d && byte !== 0x2f)))
  .filter((printed) => !/\)\(|\)$|^[F]{2,}$|^\xff+$|\xff{8}/.test(printed));

const spoken = (code: string): fc.Arbitrary<Line> =>
  text.map((printed) => ({ code, printed: `${code}(${printed})`, value: printed }));

const stranger: fc.Arbitrary<Line> = fc
  .record({
    code: fc
      .tuple(
        fc.integer({ min: 0, max: 1 }),
        fc.integer({ min: 0, max: 4 }),
        ...Array(3).fill(fc.integer({ min: 0, max: 255 })),
      )
      .map(([a, b, c, d, e]) => `${a}-${b}:${c}.${d}.${e}`)
      .filter((code) => !REGISTERS.some((register) => register.code === code)),
    groups: fc.array(text, { minLength: 1, maxLength: 6 }),
  })
  .map(({ code, groups }) => ({
    code,
    printed: `${code}${groups.map((group) => `(${group})`).join('')}`,
    value: groups.length === 1 ? (groups[0] as string) : groups,
  }));

/** Without the counters, whose sums would not fit, and the objects that name the meter and the time. */
const known = REGISTERS.filter(
  ({ unit, groups, name }) => unit !== 'kWh' && groups === undefined && !['time', 'meterId'].includes(name),
);

const lines = fc
  .tuple(
    fc.tuple(...known.map((register) => (register.decimals === null ? spoken(register.code) : measured(register)))),
    fc.uniqueArray(stranger, { maxLength: 8, selector: ({ code }) => code }),
    fc.infiniteStream(fc.integer({ min: 0, max: 1 << 20 })),
    fc.integer({ min: 0, max: known.length }),
  )
  .map(([registers, strangers, order, count]) =>
    [...registers.slice(0, count), ...strangers]
      .map((line) => ({ line, at: order.next().value as number }))
      .sort((a, b) => a.at - b.at)
      .map(({ line }) => line),
  );

test('every value and unit of a generated telegram is in its Reading', () => {
  fc.assert(
    fc.property(lines, (generated) => {
      const telegram = seal(`/TST5generated\r\n\r\n${generated.map(({ printed }) => `${printed}\r\n`).join('')}!`);
      const { readings, rejected } = read([telegram]);
      expect(rejected).toEqual({});
      expect(readings[0]?.objects).toEqual(Object.fromEntries(generated.map(({ code, value }) => [code, value])));
      expect(readings[0]?.rest).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
