/* system_rtc_mem_read and system_rtc_mem_write. */
#ifndef RTC_MEMORY_H
#define RTC_MEMORY_H

void rtcMemoryAdd(void); /* the stand-ins */

#endif
