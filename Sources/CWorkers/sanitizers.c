#include "workers.h"

// What the sanitizers' runtimes ask a program for: `make test-sanitized`. In code, as workers have no environment.

#if WORKERS_ARE_SANITIZED
const char *__asan_default_options(void);
const char *__tsan_default_options(void);

/// Swift and libvips keep some memory for good. Following each library's storage for threads is a guess about the C library's
/// insides, wrong for OpenVINO's, and ends the process.
const char *__asan_default_options(void) { return "detect_leaks=0:intercept_tls_get_addr=0"; }

/// libvips and OpenVINO are not compiled for it: their own locks are not seen, so what they do among themselves looks like races.
const char *__tsan_default_options(void) { return "ignore_noninstrumented_modules=1"; }
#endif
