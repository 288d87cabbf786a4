#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "platform.h"

// What the sanitizers' runtimes ask a program for, and are told of it: `make test-sanitized`. In code, as workers have no
// environment.

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_ADDRESS_SANITIZED 1
#elif __has_feature(thread_sanitizer)
#define IS_THREAD_SANITIZED 1
#endif
#endif

bool sanitizer_is_used(void) {
#if IS_ADDRESS_SANITIZED || IS_THREAD_SANITIZED
    return true;
#else
    return false;
#endif
}

#if IS_ADDRESS_SANITIZED || IS_THREAD_SANITIZED
#include <stdlib.h>

/// OpenVINO's threads (oneTBB) load a library with RTLD_DEEPBIND, on which a sanitizer ends the process, unless this is set.
__attribute__((constructor)) static void load_plainly(void) { setenv("TBB_ENABLE_SANITIZERS", "1", 1); }
#endif

#if IS_ADDRESS_SANITIZED
const char *__asan_default_options(void);

/// Swift and libvips keep some memory for good. Following each library's storage for threads is a guess about the C library's
/// insides, wrong for OpenVINO's, and ends the process.
const char *__asan_default_options(void) { return "detect_leaks=0:intercept_tls_get_addr=0"; }
#endif

#if IS_THREAD_SANITIZED
#include <dlfcn.h>
#include <stdatomic.h>

const char *__tsan_default_options(void);
void __tsan_acquire(void *address);
void __tsan_release(void *address);

/// libvips and OpenVINO are not compiled for it: their own locks are not seen, so what they do among themselves looks like races.
const char *__tsan_default_options(void) { return "ignore_noninstrumented_modules=1"; }

// Swift's Mutex is taken and given back by an atomic operation, which is compiled into its user and seen, unless somebody else has
// it or waits: then it is in the library of the runtime, which is not compiled for the sanitizer. These stand before the
// library's own functions, call them, and say what they do.
#if defined(__linux__)
#define SWIFT_CALL __attribute__((swiftcall))
#define SWIFT_SELF __attribute__((swift_context))
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef SWIFT_CALL void (*lock_function)(uint32_t thread, SWIFT_SELF void *mutex);
typedef SWIFT_CALL bool (*try_lock_function)(SWIFT_SELF void *mutex);
typedef SWIFT_CALL void (*unlock_function)(SWIFT_SELF void *mutex);

SWIFT_CALL void mutex_lock(uint32_t thread, SWIFT_SELF void *mutex) __asm__(LOCK);
SWIFT_CALL bool mutex_try_lock(SWIFT_SELF void *mutex) __asm__(TRY_LOCK);
SWIFT_CALL void mutex_unlock(SWIFT_SELF void *mutex) __asm__(UNLOCK);

/// The library's function of a name, looked up once.
static void *library_function(_Atomic(void *) *known, const char *name) {
    void *found = atomic_load_explicit(known, memory_order_relaxed);
    if (!found) {
        found = dlsym(RTLD_NEXT, name);
        atomic_store_explicit(known, found, memory_order_relaxed);
    }
    return found;
}

SWIFT_CALL void mutex_lock(uint32_t thread, SWIFT_SELF void *mutex) {
    static _Atomic(void *) library;
    ((lock_function)library_function(&library, LOCK))(thread, mutex);
    __tsan_acquire(mutex);
}

SWIFT_CALL bool mutex_try_lock(SWIFT_SELF void *mutex) {
    static _Atomic(void *) library;
    const bool is_taken = ((try_lock_function)library_function(&library, TRY_LOCK))(mutex);
    if (is_taken) __tsan_acquire(mutex);
    return is_taken;
}

SWIFT_CALL void mutex_unlock(SWIFT_SELF void *mutex) {
    static _Atomic(void *) library;
    __tsan_release(mutex);
    ((unlock_function)library_function(&library, UNLOCK))(mutex);
}
#endif
#endif
