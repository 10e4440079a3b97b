/*
 * Runs ES modules on the real XS engine the way the firmware does: the modules are loaded into a "ROM" machine that is
 * shared and frozen (the SDK's preload), the application runs in a clone of it with the firmware's own `creation` and an
 * allocation limit. The clone has these globals:
 *
 *   CRC16          the SDK's native checksum class (module `crc`)
 *   read(view)     fills a Uint8Array from standard input, returns the count, 0 at the end
 *   write(view)    writes a Uint8Array to standard output
 *   print(text)    writes a line to standard output
 *   probe(name)    writes a line of JSON with the machine's counters since the last probe, starts them over
 *   collect()      collects garbage
 *   flashRead(offset, length), flashWrite(offset, length, buffer), flashErase(sector), flashReads()
 *                  NOR flash, see flash.c; where IMAGE is given
 *
 * usage: host LIMIT CHUNK,CHUNK_INCREMENT,SLOTS,SLOTS_INCREMENT,STACK,KEYS,KEYS_INCREMENT,NAMES,SYMBOLS MODULE [IMAGE]
 * MODULE (absolute path) and all it imports are preloaded; its default export is called in the clone. IMAGE is a file that
 * holds what the flash has in it at the start.
 * Exit status: 0, or 1 after a message on standard error (an exception, "memory full", "stack overflow", …).
 */
#include "xsnap.h"
#include "xsmc.h"
#include "machine.h"

extern void xs_crc16(xsMachine* the);
extern void xs_crc16_destructor(void* data);
extern void xs_crc16_checksum(xsMachine* the);
extern void xs_crc16_reset(xsMachine* the);
extern void xs_crc16_close(xsMachine* the);
extern int flash_open(const char* path);
extern void flash_read(xsMachine* the);
extern void flash_write(xsMachine* the);
extern void flash_erase(xsMachine* the);
extern void flash_reads(xsMachine* the);

/* The SDK links `class CRC16 @ "xs_crc16_destructor"` so that `this` is a host object already. */
static void host_crc16(xsMachine* the)
{
	xsmcGet(xsResult, xsTarget, xsID("prototype"));
	xsResult = xsNewHostInstance(xsResult);
	xsThis = xsResult;
	xs_crc16(the);
}

static void host_read(xsMachine* the)
{
	void* data;
	xsUnsignedValue count;
	xsmcGetBufferWritable(xsArg(0), &data, &count);
	xsmcSetInteger(xsResult, (xsIntegerValue)fread(data, 1, count, stdin));
}

static void host_write(xsMachine* the)
{
	void* data;
	xsUnsignedValue count;
	xsmcGetBufferReadable(xsArg(0), &data, &count);
	fwrite(data, 1, count, stdout);
}

static void host_print(xsMachine* the)
{
	puts(xsmcToString(xsArg(0)));
}

static void host_probe(xsMachine* the)
{
	machine_probe(the, xsmcToString(xsArg(0)));
}

static void host_collect(xsMachine* the)
{
	xsCollectGarbage();
}

/* Gives the object `slot` a native method. */
static void give(xsMachine* the, int slot, char* name, xsCallback callback, int length)
{
	xsSlot method = xsNewHostFunction(callback, length);
	xsmcSet(xsVar(slot), xsID(name), method);
}

static void install(xsMachine* the)
{
	xsBeginHost(the);
	xsmcVars(3);
	xsVar(0) = xsGlobal;
	xsVar(1) = xsNewHostObject(xs_crc16_destructor);
	xsVar(2) = xsNewHostConstructor(host_crc16, 5, xsVar(1));
	xsmcSet(xsGlobal, xsID("CRC16"), xsVar(2));
	give(the, 1, "checksum", xs_crc16_checksum, 1);
	give(the, 1, "reset", xs_crc16_reset, 0);
	give(the, 1, "close", xs_crc16_close, 0);
	give(the, 0, "read", host_read, 1);
	give(the, 0, "write", host_write, 1);
	give(the, 0, "print", host_print, 1);
	give(the, 0, "probe", host_probe, 1);
	give(the, 0, "collect", host_collect, 0);
	xsEndHost(the);
}

/* Only where there is an image: they take room in the machine. */
static void install_flash(xsMachine* the)
{
	xsBeginHost(the);
	xsmcVars(1);
	xsVar(0) = xsGlobal;
	give(the, 0, "flashRead", flash_read, 2);
	give(the, 0, "flashWrite", flash_write, 3);
	give(the, 0, "flashErase", flash_erase, 1);
	give(the, 0, "flashReads", flash_reads, 0);
	xsEndHost(the);
}

/* Loads the module into the ROM machine. Its promise is settled by the run loop; a rejection ends the process. */
static int preload(xsMachine* the, char* path)
{
	int loaded = 0;
	xsBeginHost(the);
	{
		xsTry {
			xsRunModuleFile(path);
			loaded = 1;
		}
		xsCatch {
			fprintf(stderr, "%s\n", xsmcToString(xsException));
		}
	}
	xsEndHost(the);
	if (loaded)
		xsRunLoop(the);
	if (loaded && machine_exception(the)) {
		xsBeginHost(the);
		fprintf(stderr, "%s: %s\n", path, xsmcToString(xsException));
		xsEndHost(the);
		loaded = 0;
	}
	return loaded;
}

static int call(xsMachine* the, char* path)
{
	int called = 0;
	xsBeginHost(the);
	xsmcVars(1);
	{
		xsTry {
			xsVar(0) = xsAwaitImport(path, XS_IMPORT_DEFAULT);
			xsCallFunction0(xsVar(0), xsGlobal);
			called = 1;
		}
		xsCatch {
			fprintf(stderr, "%s\n", xsmcToString(xsException));
		}
	}
	xsEndHost(the);
	return called;
}

int main(int argc, char* argv[])
{
	xsCreation rom = {1 << 20, 1 << 18, 1 << 15, 1 << 14, 4096, 2048, 512, 0, 0, 1 << 15, 1993, 0};
	xsCreation creation = {0};
	size_t limit;
	xsMachine *root, *the;
	int status = 1;
	if (argc < 4 || argc > 5 || sscanf(argv[1], "%zu", &limit) != 1 || sscanf(argv[2], "%d,%d,%d,%d,%d,%d,%d,%d,%d",
			&creation.initialChunkSize, &creation.incrementalChunkSize,
			&creation.initialHeapCount, &creation.incrementalHeapCount, &creation.stackCount,
			&creation.initialKeyCount, &creation.incrementalKeyCount,
			&creation.nameModulo, &creation.symbolModulo) != 9) {
		fprintf(stderr, "usage: %s LIMIT CREATION MODULE [IMAGE]\n", argv[0]);
		return 1;
	}
	if (argc == 5 && !flash_open(argv[4]))
		return 1;
	/* The clone takes the tables of names over as they are. */
	rom.nameModulo = creation.nameModulo;
	rom.symbolModulo = creation.symbolModulo;
	creation.parserBufferSize = 1024;
	creation.parserTableModulo = 127;
	xsInitializeSharedCluster();
	root = xsCreateMachine(&rom, "rom", NULL);
	if (preload(root, argv[3])) {
		xsShareMachine(root);
		machine_freeze(root);
		the = xsCloneMachine(&creation, root, "firmware", NULL);
		if (the) {
			machine_limit(the, limit);
			install(the);
			if (argc == 5)
				install_flash(the);
			if (call(the, argv[3]) && !machine_aborted(the))
				status = 0;
		}
	}
	fflush(stdout);
	return status;
}
