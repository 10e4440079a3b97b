/*
 * In front of the SDK's header of that name. There the beginning of a critical section lets the interrupts in and its end keeps
 * them out, until a timer lets them in again: while JavaScript answers the broker for 10 ms and more, the meter's bytes are lost.
 */
#ifndef OKOSMERO_BUILTIN_COMMON
#define OKOSMERO_BUILTIN_COMMON

#include_next "builtinCommon.h"

#if !defined(builtinCriticalSectionBegin) || !defined(builtinCriticalSectionEnd)
#error "the SDK names its critical sections otherwise now: see whether they are right there"
#endif
#undef builtinCriticalSectionBegin
#undef builtinCriticalSectionEnd
#define builtinCriticalSectionBegin() noInterrupts()
#define builtinCriticalSectionEnd() interrupts()

#endif
