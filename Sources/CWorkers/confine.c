#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "workers.h"
#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__)
#include <malloc.h>
#include <sys/prctl.h>
#endif

// MARK: limits

#if defined(__GLIBC__)
typedef __rlimit_resource_t resource_kind;
#else
typedef int resource_kind;
#endif

static bool limit(resource_kind resource, rlim_t most) {
    const struct rlimit limit = {most, most};
    return setrlimit(resource, &limit) == 0;
}

/// Ends the process when its parent has gone, however that ended: a decoder that is busy does not look.
static void *watch_parent(void *unused) {
    struct pollfd watched = {.fd = workers_socket, .events = 0};
    while (poll(&watched, 1, -1) < 0 && errno == EINTR) {}
    _exit(0);
}

/// When memory ends, the system shall end this process rather than its parent.
static void go_first(void) {
#if defined(__linux__)
    const int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    const ssize_t written = write(file, "1000", 4);
    (void)written;
    close(file);
#endif
}

void workers_begin_with_files(void) {
#if defined(__linux__)
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // While its files in /proc are still its own.
    go_first();
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#endif
    limit(RLIMIT_CORE, 0);
    pthread_t watcher;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 128 << 10);
    if (pthread_create(&watcher, &attributes, watch_parent, NULL) == 0) pthread_detach(watcher);
    pthread_attr_destroy(&attributes);
}

void workers_begin(void) {
    workers_begin_with_files();
#if defined(__linux__)
    // A reserve for each thread would count as address space.
    mallopt(M_ARENA_MAX, 1);
    // A picture's memory is kept for the next one: giving it back and taking it again costs a third of the decoding.
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 128 << 20);
#endif
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, 32);
}

static uint64_t address_space(void) {
    unsigned long long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL) return 0;
    if (fscanf(file, "%llu", &pages) != 1) pages = 0;
    fclose(file);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

bool workers_limit_memory(uint64_t bytes) {
#if WORKERS_ARE_SANITIZED
    return true;
#endif
    const uint64_t base = address_space();
    return base > 0 && limit(RLIMIT_AS, (rlim_t)(base + bytes));
}

int workers_confine(uint64_t bytes) {
    int done = 0;
    if (workers_limit_memory(bytes)) done |= workers_limited;
    if (workers_seal()) done |= workers_sealed;
    return done;
}

void workers_allow_seconds(unsigned seconds) {
    struct rusage usage;
    struct rlimit limit;
    if (getrusage(RUSAGE_SELF, &usage) != 0 || getrlimit(RLIMIT_CPU, &limit) != 0) return;
    limit.rlim_cur = (rlim_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + 2 + seconds;
    setrlimit(RLIMIT_CPU, &limit);
}

// MARK: stack and memory

static void *call(void *body) {
    void (*function)(void) = (void (*)(void))body;
    function();
    return NULL;
}

bool workers_run_on_guarded_stack(size_t bytes, void (*body)(void)) {
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, bytes);
    const bool is_started = pthread_create(&thread, &attributes, call, (void *)body) == 0;
    pthread_attr_destroy(&attributes);
    return is_started && pthread_join(thread, NULL) == 0;
}

static char last_message[256];
static size_t last_count;

void workers_say_last_message(void) {
    workers_send(workers_socket, last_message, last_count);
    _exit(3);
}

#if defined(__linux__)
/// std::set_new_handler: what `new` calls when it has no memory to give.
extern void (*set_new_handler(void (*)(void)))(void) __asm__("_ZSt15set_new_handlerPFvvE");
#else
extern void (*set_new_handler(void (*)(void)))(void) __asm__("__ZSt15set_new_handlerPFvvE");
#endif

void workers_when_memory_ends(const void *message, size_t count) {
    if (count > sizeof last_message) return;
    memcpy(last_message, message, count);
    last_count = count;
    set_new_handler(workers_say_last_message);
}

void workers_leave(int code) { _exit(code); }

// MARK: proof

int workers_attempt_escape(void) {
    int escapes = 0;
    if (open("/dev/null", O_RDONLY) >= 0) escapes |= 1;
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0) escapes |= 2;
    const pid_t child = fork();
    if (child == 0) _exit(0);
    if (child > 0) {
        waitpid(child, NULL, 0);
        escapes |= 4;
    }
    char *const arguments[] = {"true", NULL};
    if (child < 0 && (execv("/bin/true", arguments), errno != EPERM)) escapes |= 8;
    if (kill(getppid(), 0) == 0) escapes |= 16;
    return escapes;
}
