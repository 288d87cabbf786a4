#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "platform.h"

#include <string.h>
#include <sys/mman.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

void memory_trim(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

bool memory_page_out(uintptr_t start, size_t count) {
#ifdef MADV_PAGEOUT
    return madvise((void *)start, count, MADV_PAGEOUT) == 0;
#else
    (void)start;
    (void)count;
    return false;
#endif
}

ptrdiff_t memory_find(const void *bytes, size_t count, const void *wanted, size_t wanted_count) {
    const void *found = memmem(bytes, count, wanted, wanted_count);
    return found ? (const char *)found - (const char *)bytes : -1;
}
