/** The register table in the form the parser looks things up in: typed arrays, built once, only read afterwards. */
import { REGISTERS, type Register } from '../registers.js';

export const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Units as printed behind the `*`; {@link UNIT_OF} points here. */
const UNIT_NAMES = ['kWh', 'kvarh', 'kW', 'kvar', 'V', 'A', 'Hz', ''] as const;
/** The first of them have a kilo. */
export const KILO_UNITS = 4;
export const UNITS: readonly Uint8Array[] = UNIT_NAMES.map(ascii);

/** {@link UNIT_OF} of a register that holds text. */
export const TEXT = 255;

const unitOf = (register: Register): number => (register.decimals === null ? TEXT : UNIT_NAMES.indexOf(register.unit));

/** Register -> its unit's position in {@link UNITS}, or {@link TEXT}. */
export const UNIT_OF = Uint8Array.from(REGISTERS, unitOf);

/** Register -> decimals of its integer. */
export const DECIMALS_OF = Uint8Array.from(REGISTERS, (register) => register.decimals ?? 0);

/** Register -> 1 when something reckons with its number: acceptance and the columns of the log. */
const RECKONED = ['limiter', 'combinedTotal', 'powerImport', 'powerExport', 'voltageL1', 'voltageL2', 'voltageL3'];
export const IS_RECKONED = Uint8Array.from(REGISTERS, ({ name, unit }) =>
  unit === 'kWh' || RECKONED.includes(name) ? 1 : 0,
);

/** Register -> length of its code. */
export const CODE_LENGTH = Uint8Array.from(REGISTERS, (register) => register.code.length);

/** Register -> `,"A-B:C.D.E":`, as it stands in a Reading. */
export const MEMBERS: readonly Uint8Array[] = REGISTERS.map(({ code }) => ascii(`,"${code}":`));

export const MEMBER_LENGTH = Uint8Array.from(MEMBERS, (member) => member.length);

/** The four bytes of `text` from `at` on as one big-endian integer. */
const word = (text: string, at: number): number => {
  let bytes = 0;
  for (let i = at; i < at + 4; i++) bytes = (bytes << 8) | text.charCodeAt(i);
  return bytes;
};

/**
 * Register -> the first and the last eight bytes of `code(`, which has 10 to 16 of them, as doubles: text is no NaN and no
 * zero, so that two are equal just when their bytes are.
 */
const double = (bytes: Uint8Array, at: number): number => new DataView(bytes.buffer).getFloat64(at);
export const CODE_START = Float64Array.from(REGISTERS, ({ code }) => double(ascii(`${code}(`), 0));
export const CODE_END = Float64Array.from(REGISTERS, ({ code }) => double(ascii(`${code}(`), code.length - 7));

/** Unit with a kilo -> length of `dd.ddd*kWh`; where the word that `dd.ddd*k` leaves stands before the `)`, and the word. */
const KILO_TEXTS = UNIT_NAMES.slice(0, KILO_UNITS).map((name) => `dd.ddd*${name}`);
export const KILO_LENGTH = Uint8Array.from(KILO_TEXTS, (text) => text.length);
export const KILO_WORD_BACK = Uint8Array.from(KILO_TEXTS, (text) => (text.endsWith('varh') ? 4 : 3));
export const KILO_WORD = Int32Array.from(KILO_TEXTS, (text, unit) =>
  word(`${text})`, text.length - (KILO_WORD_BACK[unit] as number)),
);

/**
 * Unit -> length of its text with the `*`; which bytes of the word that ends with the `)` are that text, and what they are.
 * No word equals that of a text of more than three bytes.
 */
const UNIT_TEXTS = UNIT_NAMES.map((name) => (name === '' ? '' : `*${name}`));
export const UNIT_LENGTH = Uint8Array.from(UNIT_TEXTS, (text) => text.length);
export const UNIT_MASK = Int32Array.from(UNIT_TEXTS, (text) => (text.length > 3 ? 0 : 2 ** (8 * text.length + 8) - 1));
export const UNIT_WORD = Int32Array.from(UNIT_TEXTS, (text) =>
  text.length > 3 ? -1 : word(`\0\0\0${text})`, text.length),
);

/** Units of the groups of 0-0:98.1.0 behind its timestamp. */
const monthStart = REGISTERS.find((register) => register.groups !== undefined);
export const GROUP_UNITS = Uint8Array.from(monthStart?.groups ?? [], (name) =>
  unitOf(REGISTERS.find((register) => register.name === name) as Register),
);

/** The five numbers of `A-B:C.D.E` in one integer, exact for every code. */
function keyOf(code: string): number {
  const numbers = [0];
  for (const character of code) {
    const digit = '0123456789'.indexOf(character);
    if (digit < 0) numbers.push(0);
    else numbers.push((numbers.pop() as number) * 10 + digit);
  }
  const [a, b, c, d, e] = numbers as [number, number, number, number, number];
  return (((b * 16 + a) * 256 + c) * 256 + d) * 256 + e;
}

export const KEYS: readonly number[] = REGISTERS.map((register) => keyOf(register.code));

/** The smallest modulus under which no two registers share a remainder: one look-up finds a register or none. */
function smallestModulus(): number {
  for (let modulus = KEYS.length; ; modulus++) {
    if (new Set(KEYS.map((key) => key % modulus)).size === KEYS.length) return modulus;
  }
}

export const MODULUS = smallestModulus();

/** Remainder of a key -> register, where {@link KEYS} confirms it. */
export const SLOTS = new Uint8Array(MODULUS);
for (const [index, key] of KEYS.entries()) SLOTS[key % MODULUS] = index;
