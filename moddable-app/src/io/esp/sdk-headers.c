/* Ends the build where the compiler finds the SDK's headers before those in sdk/, which mend them: see there. */
#include "xsmc.h"
#include "xsHost.h"
#include "lwip/tcp.h"
#include "builtinCommon.h"
#include "modLwipSafe.h"

#if !defined(OKOSMERO_BUILTIN_COMMON) || !defined(OKOSMERO_MOD_LWIP_SAFE)
#error "src/io/esp/sdk must come first: keep its manifest in front of all others in moddable-app/manifest.json"
#endif
