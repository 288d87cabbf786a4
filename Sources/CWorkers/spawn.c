#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "workers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef POSIX_SPAWN_SETSID
#define POSIX_SPAWN_SETSID 0x80
#endif

// MARK: start

/// The two that a worker gets must not be 0 to 2 here, or one would be overwritten by the other.
static int moved_up(int descriptor) {
    if (descriptor < 0 || descriptor > 2) return descriptor;
    const int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    close(descriptor);
    return moved;
}

static bool open_pair(int ends[2]) {
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return false;
    for (int i = 0; i < 2; i++) {
        ends[i] = moved_up(ends[i]);
        if (ends[i] >= 0) fcntl(ends[i], F_SETFD, FD_CLOEXEC);
#ifdef SO_NOSIGPIPE
        const int on = 1;
        setsockopt(ends[i], SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
    }
    return ends[0] >= 0 && ends[1] >= 0;
}

static int spawn(
    const char *program, char *const *arguments, char *const *environment, int socket, int memory, int *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t signals;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, socket, workers_socket);
    posix_spawn_file_actions_adddup2(&actions, memory, workers_memory);
#if WORKERS_ARE_SANITIZED
    // Whoever runs the tests reads what a sanitizer reports.
    posix_spawn_file_actions_adddup2(&actions, 2, 2);
#else
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
#endif
    short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
#if defined(__linux__)
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
#elif defined(POSIX_SPAWN_CLOEXEC_DEFAULT)
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    posix_spawnattr_setflags(&attributes, flags);
    const int failure = posix_spawn(pid, program, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return failure;
}

int workers_spawn(
    const char *program, char *const *arguments, char *const *environment, int memory, int *pid, int *socket) {
    int ends[2] = {-1, -1};
    int failure = 0;
    if (!open_pair(ends)) {
        failure = errno;
    } else {
        failure = spawn(program, arguments, environment, ends[1], memory, pid);
    }
    if (ends[1] >= 0) close(ends[1]);
    if (failure != 0 && ends[0] >= 0) close(ends[0]);
    if (failure == 0) *socket = ends[0];
    return failure;
}

// MARK: memory

int workers_memory_create(size_t bytes) {
#if defined(__linux__)
    const int descriptor = moved_up(memfd_create("pictures", MFD_CLOEXEC | MFD_ALLOW_SEALING));
#else
    char name[32];
    snprintf(name, sizeof name, "/pictures-%d-%u", (int)getpid(), arc4random());
    const int descriptor = moved_up(shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600));
    shm_unlink(name);
#endif
    if (descriptor < 0) return -1;
    bool is_made = ftruncate(descriptor, (off_t)bytes) == 0;
#if defined(__linux__)
    // A worker that could shrink it would end its parent by SIGBUS.
    is_made = is_made && fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
#endif
    if (is_made) return descriptor;
    close(descriptor);
    return -1;
}

void workers_memory_release(void *start, size_t bytes) {
#if defined(__linux__)
    madvise(start, bytes, MADV_REMOVE);
#endif
}

// MARK: watching

uint64_t workers_processor_time(int pid) {
#if defined(__linux__)
    clockid_t clock;
    struct timespec time;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0) return 0;
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
#else
    return 0;
#endif
}

uint64_t workers_resident_bytes(int pid) {
#if defined(__linux__)
    char path[32], text[128];
    snprintf(path, sizeof path, "/proc/%d/statm", pid);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    const ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return 0;
    text[count] = 0;
    unsigned long long size = 0, resident = 0, shared = 0;
    if (sscanf(text, "%llu %llu %llu", &size, &resident, &shared) != 3 || shared > resident) return 0;
    return (resident - shared) * (uint64_t)sysconf(_SC_PAGESIZE);
#else
    return 0;
#endif
}

workers_end workers_kill(int pid) {
    int status = 0;
    struct rusage usage = {0};
    kill(pid, SIGKILL);
    while (wait4(pid, &status, 0, &usage) == -1 && errno == EINTR) {}
#if defined(__linux__)
    // Linux counts what the parent held when it started the process as the process's own peak.
    const uint64_t peak = 0;
#else
    const uint64_t peak = (uint64_t)usage.ru_maxrss;
#endif
    return (workers_end){.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0, .peak_bytes = peak};
}
