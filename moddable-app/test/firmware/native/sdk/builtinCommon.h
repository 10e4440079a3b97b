/* What src/io/esp/sdk mends in the SDK's header of that name, as it stands there. */
#ifndef __BUILTINCOMMON_H__
#define __BUILTINCOMMON_H__
#define builtinCriticalSectionBegin() xt_rsil(0)
#define builtinCriticalSectionEnd() xt_rsil(15)
#endif
