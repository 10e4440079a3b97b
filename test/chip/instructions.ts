/** What the instructions of programs/instructions.c give: Xtensa ISA Reference Manual, chapter 6. */

const signed = (value: number): number => value | 0;
const low16 = (value: number): number => value & 0xffff;
const signed16 = (value: number): number => (value << 16) >> 16;
const bit = (value: number, number: number): boolean => ((value >>> number) & 1) === 1;
const wide = (high: number, low: number): bigint => (BigInt(high) << 32n) | BigInt(low);
const lowOf = (value: bigint): number => Number(BigInt.asUintN(32, value));

/** Leading bits that are equal to the sign, without the sign itself. */
const signs = (value: number): number => (signed(value) < 0 ? Math.clz32(~value) : Math.clz32(value)) - 1;

type Operation = (a: number, b: number) => number | boolean;

/** Where nothing is moved or taken, the result is as before: 7. */
const BEFORE = 7;

const operations: Readonly<Record<string, Operation>> = {
  add: (a, b) => a + b,
  addn: (a, b) => a + b,
  addx2: (a, b) => (a << 1) + b,
  addx4: (a, b) => (a << 2) + b,
  addx8: (a, b) => (a << 3) + b,
  sub: (a, b) => a - b,
  subx2: (a, b) => (a << 1) - b,
  subx4: (a, b) => (a << 2) - b,
  subx8: (a, b) => (a << 3) - b,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  mull: (a, b) => Math.imul(a, b),
  mul16u: (a, b) => low16(a) * low16(b),
  mul16s: (a, b) => signed16(a) * signed16(b),
  neg: (a) => -a,
  abs: (a) => Math.abs(signed(a)),
  nsau: (a) => Math.clz32(a),
  nsa: (a) => signs(a),
  movn: (a) => a,
  moveqz: (a, b) => (b === 0 ? a : BEFORE),
  movnez: (a, b) => (b !== 0 ? a : BEFORE),
  movltz: (a, b) => (signed(b) < 0 ? a : BEFORE),
  movgez: (a, b) => (signed(b) >= 0 ? a : BEFORE),
  addi127: (a) => a + 127,
  addi_128: (a) => a - 128,
  addmi: (a) => a + 32512,
  addmi_: (a) => a - 32768,
  addin: (a) => a + 15,
  addin_: (a) => a - 1,
  movi2047: () => 2047,
  movi_2048: () => -2048,
  movin95: () => 95,
  movin_32: () => -32,
  literal: () => 0x89abcdef,
  slli1: (a) => a << 1,
  slli17: (a) => a << 17,
  slli31: (a) => a << 31,
  srli1: (a) => a >>> 1,
  srli15: (a) => a >>> 15,
  srai0: (a) => a,
  srai4: (a) => a >> 4,
  srai31: (a) => a >> 31,
  extui0_1: (a) => a & 1,
  extui4_4: (a) => (a >>> 4) & 15,
  extui8_16: (a) => (a >>> 8) & 0xffff,
  extui16_16: (a) => a >>> 16,
  extui31_1: (a) => a >>> 31,
  sll: (a, b) => a << (b & 31),
  srl: (a, b) => a >>> (b & 31),
  sra: (a, b) => a >> (b & 31),
  src: (a, b) => lowOf(wide(a, b) >> 12n),
  src0: (_, b) => b,
  src31: (a, b) => lowOf(wide(a, b) >> 31n),
  ssa8l: (a, b) => lowOf(wide(a, a) >> BigInt((b & 3) * 8)),
  ssa8b: (a, b) => lowOf(wide(a, a) >> BigInt(32 - (b & 3) * 8)),
  sar: (a) => a & 63,
  xsr: (a) => a & 63,
  beq: (a, b) => a === b,
  bne: (a, b) => a !== b,
  blt: (a, b) => signed(a) < signed(b),
  bge: (a, b) => signed(a) >= signed(b),
  bltu: (a, b) => a < b,
  bgeu: (a, b) => a >= b,
  bany: (a, b) => (a & b) !== 0,
  bnone: (a, b) => (a & b) === 0,
  ball: (a, b) => (~a & b) === 0,
  bnall: (a, b) => (~a & b) !== 0,
  bbc: (a, b) => !bit(a, b & 31),
  bbs: (a, b) => bit(a, b & 31),
  bbci3: (a) => !bit(a, 3),
  bbsi3: (a) => bit(a, 3),
  bbci31: (a) => !bit(a, 31),
  bbsi31: (a) => bit(a, 31),
  beqz: (a) => a === 0,
  bnez: (a) => a !== 0,
  bltz: (a) => signed(a) < 0,
  bgez: (a) => signed(a) >= 0,
  beqzn: (a) => a === 0,
  bnezn: (a) => a !== 0,
  jump: () => 1,
};

const constants: Readonly<Record<string, Operation>> = {
  beqi: (a, k) => a === k,
  bnei: (a, k) => a !== k,
  blti: (a, k) => signed(a) < signed(k),
  bgei: (a, k) => signed(a) >= signed(k),
  bltui: (a, k) => a < k,
  bgeui: (a, k) => a >= k,
};

const result = (operation: Operation | undefined, a: number, b: number): number | undefined =>
  operation && Number(operation(a, b)) >>> 0;

/** Of an instruction with two operands in registers; undefined when there is none of that name. */
export const expectedResult = (word: string, a: number, b: number): number | undefined =>
  result(operations[word], a, b);

/** Of a branch that compares with a constant: 1 when taken. */
export const expectedConstant = (word: string, a: number, k: number): number | undefined =>
  result(constants[word], a, k);
