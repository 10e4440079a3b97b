/*
 * Included before every XS source: byte codes are counted, work inside natives is not. These sources also count that, the
 * SDK's own do not.
 */
#include "xsAll.h"
#undef mxMeterOne
#undef mxMeterSome
#define mxMeterOne() ((void)0)
#define mxMeterSome(_COUNT) ((void)(_COUNT))
