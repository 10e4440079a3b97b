/* What src/io/esp/sdk mends in the SDK's header of that name, as it stands there. */
#ifndef __MODLWIPSAFE__
#define __MODLWIPSAFE__
#define tcp_close_safe(pb) {if (CLOSED == (pb)->state) tcp_close(pb); else {tcp_close(pb); tcp_abort(pb);}}
#endif
