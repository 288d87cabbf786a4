#include "platform.h"

#include <sys/resource.h>

#if defined(__APPLE__)
/// macOS gives no process more.
enum { most = 10240 };
#else
/// Some systems give so many that a program which walks them all stands still.
enum { most = 65536 };
#endif
/// What is assumed of a system that does not tell.
enum { usual = 256 };

uint64_t descriptors_raise_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return usual;
    rlim_t wanted = limit.rlim_max < most ? limit.rlim_max : most;
    if (limit.rlim_cur < wanted) {
        struct rlimit raised = {.rlim_cur = wanted, .rlim_max = limit.rlim_max};
        if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
    }
    return limit.rlim_cur < most ? limit.rlim_cur : most;
}
