/** The register table in the form the parser looks things up in: typed arrays, built once, only read afterwards. */
import { REGISTERS, type Register } from '../registers.js';

/** Units as printed behind the `*`; {@link UNIT_OF} points here. */
const UNIT_NAMES = ['', 'kWh', 'kvarh', 'kW', 'kvar', 'V', 'A', 'Hz'] as const;
export const UNITS: readonly Uint8Array[] = UNIT_NAMES.map((name) => Uint8Array.from(name, (c) => c.charCodeAt(0)));

/** {@link UNIT_OF} of a register that holds text. */
export const TEXT = 255;

const unitOf = (register: Register): number => (register.decimals === null ? TEXT : UNIT_NAMES.indexOf(register.unit));

/** Register -> its unit's position in {@link UNITS}, or {@link TEXT}. */
export const UNIT_OF = Uint8Array.from(REGISTERS, unitOf);

/** Register -> decimals of its integer. */
export const DECIMALS_OF = Uint8Array.from(REGISTERS, (register) => register.decimals ?? 0);

/** Register -> length of its code. */
export const CODE_LENGTH = Uint8Array.from(REGISTERS, (register) => register.code.length);

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
