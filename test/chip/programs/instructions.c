/*
 * Each instruction in its own function, with numbers that tell a sign, a carry or a width apart. A
 * line is the word, the operands, the result; interpreter.test.ts computes the same on the host.
 */
#include "program.h"

typedef uint32_t (*Two)(uint32_t, uint32_t);
typedef struct {
	const char *word;
	Two run;
} Case;

/* r, a, b are %0, %1, %2. The function's name is the line's word. */
#define TWO(NAME, TEXT) \
	static uint32_t NAME(uint32_t a, uint32_t b) \
	{ \
		uint32_t r = 7; \
		__asm__ volatile(TEXT : "+&r"(r) : "r"(a), "r"(b)); \
		return r; \
	}
#define BRANCH(NAME, TEXT) TWO(NAME, "movi %0, 1\n" TEXT ", 1f\nmovi %0, 0\n1:")

TWO(add, "_add %0, %1, %2")
TWO(addn, "add.n %0, %1, %2")
TWO(addx2, "addx2 %0, %1, %2")
TWO(addx4, "addx4 %0, %1, %2")
TWO(addx8, "addx8 %0, %1, %2")
TWO(sub, "sub %0, %1, %2")
TWO(subx2, "subx2 %0, %1, %2")
TWO(subx4, "subx4 %0, %1, %2")
TWO(subx8, "subx8 %0, %1, %2")
TWO(and, "and %0, %1, %2")
TWO(or, "or %0, %1, %2")
TWO(xor, "xor %0, %1, %2")
TWO(mull, "mull %0, %1, %2")
TWO(mul16u, "mul16u %0, %1, %2")
TWO(mul16s, "mul16s %0, %1, %2")
TWO(neg, "neg %0, %1")
TWO(abs, "abs %0, %1")
TWO(nsau, "nsau %0, %1")
TWO(nsa, "nsa %0, %1")
TWO(movn, "mov.n %0, %1")
TWO(moveqz, "moveqz %0, %1, %2")
TWO(movnez, "movnez %0, %1, %2")
TWO(movltz, "movltz %0, %1, %2")
TWO(movgez, "movgez %0, %1, %2")
TWO(addi127, "_addi %0, %1, 127")
TWO(addi_128, "_addi %0, %1, -128")
TWO(addmi, "addmi %0, %1, 32512")
TWO(addmi_, "addmi %0, %1, -32768")
TWO(addin, "addi.n %0, %1, 15")
TWO(addin_, "addi.n %0, %1, -1")
TWO(movi2047, "_movi %0, 2047")
TWO(movi_2048, "_movi %0, -2048")
TWO(movin95, "movi.n %0, 95")
TWO(movin_32, "movi.n %0, -32")
TWO(literal, "movi %0, 0x89abcdef")
TWO(slli1, "slli %0, %1, 1")
TWO(slli17, "slli %0, %1, 17")
TWO(slli31, "slli %0, %1, 31")
TWO(srli1, "srli %0, %1, 1")
TWO(srli15, "srli %0, %1, 15")
TWO(srai0, "srai %0, %1, 0")
TWO(srai4, "srai %0, %1, 4")
TWO(srai31, "srai %0, %1, 31")
TWO(extui0_1, "extui %0, %1, 0, 1")
TWO(extui4_4, "extui %0, %1, 4, 4")
TWO(extui8_16, "extui %0, %1, 8, 16")
TWO(extui16_16, "extui %0, %1, 16, 16")
TWO(extui31_1, "extui %0, %1, 31, 1")
TWO(sll, "ssl %2\nsll %0, %1")
TWO(srl, "ssr %2\nsrl %0, %1")
TWO(sra, "ssr %2\nsra %0, %1")
TWO(src, "ssai 12\nsrc %0, %1, %2")
TWO(src0, "ssai 0\nsrc %0, %1, %2")
TWO(src31, "ssai 31\nsrc %0, %1, %2")
TWO(ssa8l, "ssa8l %2\nsrc %0, %1, %1")
TWO(ssa8b, "ssa8b %2\nsrc %0, %1, %1")
TWO(sar, "wsr %1, sar\nrsr %0, sar")
TWO(xsr, "wsr %1, sar\nmov %0, %2\nxsr %0, sar")

BRANCH(beq, "_beq %1, %2")
BRANCH(bne, "_bne %1, %2")
BRANCH(blt, "_blt %1, %2")
BRANCH(bge, "_bge %1, %2")
BRANCH(bltu, "_bltu %1, %2")
BRANCH(bgeu, "_bgeu %1, %2")
BRANCH(bany, "_bany %1, %2")
BRANCH(bnone, "_bnone %1, %2")
BRANCH(ball, "_ball %1, %2")
BRANCH(bnall, "_bnall %1, %2")
BRANCH(bbc, "_bbc %1, %2")
BRANCH(bbs, "_bbs %1, %2")
BRANCH(bbci3, "_bbci %1, 3")
BRANCH(bbsi3, "_bbsi %1, 3")
BRANCH(bbci31, "_bbci %1, 31")
BRANCH(bbsi31, "_bbsi %1, 31")
BRANCH(beqz, "_beqz %1")
BRANCH(bnez, "_bnez %1")
BRANCH(bltz, "_bltz %1")
BRANCH(bgez, "_bgez %1")
BRANCH(beqzn, "beqz.n %1")
BRANCH(bnezn, "bnez.n %1")
TWO(jump, "movi %0, 1\n_j 1f\nmovi %0, 0\n1:")

#define CASE(NAME) {#NAME, NAME}
static const Case cases[] = {
	CASE(add), CASE(addn), CASE(addx2), CASE(addx4), CASE(addx8), CASE(sub), CASE(subx2),
	CASE(subx4), CASE(subx8), CASE(and), CASE(or), CASE(xor), CASE(mull), CASE(mul16u),
	CASE(mul16s), CASE(neg), CASE(abs), CASE(nsau), CASE(nsa), CASE(movn), CASE(moveqz),
	CASE(movnez), CASE(movltz), CASE(movgez), CASE(addi127), CASE(addi_128), CASE(addmi),
	CASE(addmi_), CASE(addin), CASE(addin_), CASE(movi2047), CASE(movi_2048), CASE(movin95),
	CASE(movin_32), CASE(literal), CASE(slli1), CASE(slli17), CASE(slli31), CASE(srli1),
	CASE(srli15), CASE(srai0), CASE(srai4), CASE(srai31), CASE(extui0_1), CASE(extui4_4),
	CASE(extui8_16), CASE(extui16_16), CASE(extui31_1), CASE(sll), CASE(srl), CASE(sra),
	CASE(src), CASE(src0), CASE(src31), CASE(ssa8l), CASE(ssa8b), CASE(sar), CASE(xsr),
	CASE(beq), CASE(bne), CASE(blt), CASE(bge), CASE(bltu), CASE(bgeu), CASE(bany), CASE(bnone),
	CASE(ball), CASE(bnall), CASE(bbc), CASE(bbs), CASE(bbci3), CASE(bbsi3), CASE(bbci31),
	CASE(bbsi31), CASE(beqz), CASE(bnez), CASE(bltz), CASE(bgez), CASE(beqzn), CASE(bnezn),
	CASE(jump),
};

/* The constants of the compare-with-constant branches: their operand is in the instruction. */
#define WITH(OPERATION, K) \
	{ \
		uint32_t taken = 1; \
		__asm__ volatile("_" #OPERATION " %1, " #K ", 1f\nmovi %0, 0\n1:" : "+&r"(taken) : "r"(a)); \
		LINE(#OPERATION, a, (uint32_t)(K), taken); \
	}
#define SIGNED(K) WITH(beqi, K) WITH(bnei, K) WITH(blti, K) WITH(bgei, K)
#define UNSIGNED(K) WITH(bltui, K) WITH(bgeui, K)

static void constants(uint32_t a)
{
	SIGNED(-1) SIGNED(1) SIGNED(2) SIGNED(3) SIGNED(4) SIGNED(5) SIGNED(6) SIGNED(7)
	SIGNED(8) SIGNED(10) SIGNED(12) SIGNED(16) SIGNED(32) SIGNED(64) SIGNED(128) SIGNED(256)
	UNSIGNED(32768) UNSIGNED(65536) UNSIGNED(2) UNSIGNED(3) UNSIGNED(4) UNSIGNED(5) UNSIGNED(6)
	UNSIGNED(7) UNSIGNED(8) UNSIGNED(10) UNSIGNED(12) UNSIGNED(16) UNSIGNED(32) UNSIGNED(64)
	UNSIGNED(128) UNSIGNED(256)
}

static uint8_t bytes[16] __attribute__((aligned(4)));

#define LOAD(WORD, TEXT, OFFSET) \
	{ \
		uint32_t r; \
		__asm__ volatile(TEXT " %0, %1, " #OFFSET : "=r"(r) : "r"(bytes) : "memory"); \
		LINE(WORD, OFFSET, r); \
	}
#define STORE(WORD, TEXT, OFFSET) \
	{ \
		fillBytes(); \
		__asm__ volatile(TEXT " %0, %1, " #OFFSET : : "r"(0x11223344), "r"(bytes) : "memory"); \
		const uint32_t *words = (const uint32_t *)bytes; \
		LINE(WORD, OFFSET, words[0], words[1], words[2], words[3]); \
	}

static void fillBytes(void)
{
	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = 0x71 + i * 0x13;
}

static void memory(void)
{
	fillBytes();
	LOAD("l8ui", "l8ui", 0) LOAD("l8ui", "l8ui", 3) LOAD("l8ui", "l8ui", 9)
	LOAD("l16ui", "l16ui", 0) LOAD("l16ui", "l16ui", 6) LOAD("l16si", "l16si", 0)
	LOAD("l16si", "l16si", 6) LOAD("l16si", "l16si", 14) LOAD("l32i", "_l32i", 4)
	LOAD("l32i", "_l32i", 12) LOAD("l32i", "l32i.n", 0) LOAD("l32i", "l32i.n", 8)
	STORE("s8i", "s8i", 0) STORE("s8i", "s8i", 7) STORE("s16i", "s16i", 2) STORE("s16i", "s16i", 12)
	STORE("s32i", "_s32i", 4) STORE("s32i", "s32i.n", 8)
}

static IN_RAM uint32_t inRam(uint32_t value)
{
	return value * 3 + 0x12345678;
}

static IN_FLASH uint32_t inFlash(uint32_t value)
{
	return inRam(value) ^ 0xFEDCBA98;
}

static uint32_t (*volatile pointer)(uint32_t) = inFlash;

static IN_RAM uint32_t inRamUntilNow(void)
{
	return 1;
}

static IN_FLASH uint32_t inRamNow(void)
{
	return 2;
}

/* Code is what was written last, whoever wrote it: `movi.n a2, N` and `ret.n`. */
static void codeIsWritten(void)
{
	uint32_t (*volatile code)(void) = inRamUntilNow;
	uint32_t (*volatile other)(void) = inRamNow;
	uint32_t before = code();
	spi_flash_read((uintptr_t)other - 0x40200000, (void *)(uintptr_t)code, 4);
	LINE("written", before, code(), other());
}

static void calls(void)
{
	uint32_t r = 0;
	__asm__ volatile("movi a9, 1f\njx a9\nmovi %0, 1\n.align 4\n1:\naddi %0, %0, 4"
		: "+r"(r) : : "a9");
	LINE("jx", r);
	__asm__ volatile("_call0 1f\nj 2f\n.align 4\n1:\nmovi %0, 9\nret\n2:" : "+r"(r) : : "a0");
	LINE("call0", r);
	LINE("callx0", pointer(0x1000));
	uint32_t before, inside;
	__asm__ volatile("rsil %0, 3\nrsr %1, ps\nwsr %0, ps" : "=&r"(before), "=&r"(inside));
	LINE("rsil", before & 15, inside & 15);
	codeIsWritten();
}

void setup(void)
{
	static const uint32_t numbers[] = {
		0, 1, 5, 0x7FFF, 0x8000, 0x12345678, 0x7FFFFFFF, 0x80000000, 0xFFFF8001, 0xFFFFFFFF,
	};
	unsigned count = sizeof(numbers) / sizeof(*numbers);
	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		for (unsigned a = 0; a < count; a++)
			for (unsigned b = 0; b < count; b++)
				LINE(cases[i].word, numbers[a], numbers[b], cases[i].run(numbers[a], numbers[b]));
	for (unsigned a = 0; a < count; a++)
		constants(numbers[a]);
	memory();
	calls();
}

void loop(void)
{
	delay(100);
}
