#include "xsAll.h"
#include "machine.h"

/*
 * byteCodes: executed since the last probe (natives are not counted); slots, chunkBytes: peaks since then; keys: names made
 * at run time, never freed; allocated: bytes of stack, slots and chunks taken so far.
 */
void machine_probe(void* machine, const char* name)
{
	txMachine* the = machine;
	printf("{\"name\":\"%s\",\"byteCodes\":%u,\"slots\":%d,\"chunkBytes\":%d,\"keys\":%d,\"allocated\":%zu}\n", name,
		the->meterIndex, (int)the->peakHeapCount, (int)the->peakChunksSize, (int)(the->keyIndex - the->keyOffset),
		the->allocatedSpace);
	the->peakHeapCount = the->currentHeapCount;
	the->peakChunksSize = the->currentChunksSize;
	the->meterIndex = 0;
}

void machine_limit(void* machine, size_t limit)
{
	txMachine* the = machine;
	the->allocationLimit = limit;
	if (the->allocatedSpace > limit) {
		fprintf(stderr, "the machine starts with %zu bytes, over the limit of %zu\n", the->allocatedSpace, limit);
		exit(1);
	}
}

int machine_aborted(void* machine)
{
	return ((txMachine*)machine)->abortStatus;
}

int machine_exception(void* machine)
{
	txMachine* the = machine;
	return mxException.kind != XS_UNDEFINED_KIND;
}

/* In flash, as far as the garbage collector is concerned: what the slot points to is never marked nor moved. */
static void freeze_slot(txSlot* slot)
{
	switch (slot->kind) {
	case XS_STRING_KIND:
		slot->kind = XS_STRING_X_KIND;
		break;
	case XS_BIGINT_KIND:
		slot->kind = XS_BIGINT_X_KIND;
		break;
	case XS_KEY_KIND:
		slot->kind = XS_KEY_X_KIND;
		break;
	case XS_CODE_KIND:
		slot->kind = XS_CODE_X_KIND;
		break;
	case XS_ARRAY_BUFFER_KIND:
		slot->flag |= XS_DONT_SET_FLAG;
		break;
	default:
		break;
	}
}

void machine_freeze(void* machine)
{
	txMachine* the = machine;
	txSlot *heap, *common;
	/* The strings and prototypes that all clones have in common lie on the stack. */
	for (common = the->stack; common < the->stackTop; common++)
		freeze_slot(common);
	for (heap = the->firstHeap; heap; heap = heap->next) {
		txSlot *slot, *limit = heap->value.reference;
		for (slot = heap + 1; slot < limit; slot++) {
			freeze_slot(slot);
			if (slot->kind == XS_ARRAY_KIND && slot->value.array.address) {
				txIndex i, length = fxGetIndexSize(the, slot);
				for (i = 0; i < length; i++)
					freeze_slot(slot->value.array.address + i);
			}
		}
	}
}
