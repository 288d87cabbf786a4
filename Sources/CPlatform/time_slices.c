#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "platform.h"

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>

/// The first form of the kernel's struct sched_attr, which all its versions take; C libraries know it since glibc 2.41 only.
struct attributes {
    uint32_t size;
    uint32_t policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime;
    uint64_t deadline;
    uint64_t period;
};

enum { usual_policy = 0 };

static bool read_attributes(int thread, struct attributes *attributes) {
    *attributes = (struct attributes){.size = sizeof *attributes};
    return syscall(SYS_sched_getattr, thread, attributes, sizeof *attributes, 0) == 0 &&
           attributes->policy == usual_policy;
}

bool thread_set_time_slice(int thread, uint64_t nanoseconds) {
    struct attributes attributes;
    if (!read_attributes(thread, &attributes)) return false;
    attributes.runtime = nanoseconds;
    return syscall(SYS_sched_setattr, thread, &attributes, 0) == 0;
}

uint64_t thread_time_slice(int thread) {
    struct attributes attributes;
    return read_attributes(thread, &attributes) ? attributes.runtime : 0;
}
#else
bool thread_set_time_slice(int thread, uint64_t nanoseconds) { return false; }

uint64_t thread_time_slice(int thread) { return 0; }
#endif
