#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "seal.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
/// The low half of an argument; both architectures are little-endian.
#define LOAD_ARGUMENT(number) LOAD(args[number])
#define RETURN(value) BPF_STMT(BPF_RET | BPF_K, value)
#define REFUSE(error) RETURN(SECCOMP_RET_ERRNO | (error))
#define ALLOW(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), RETURN(SECCOMP_RET_ALLOW)
/// Skips so many instructions when it is another call.
#define UNLESS(call, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, count)
/// Memory may be read and written, never run.
#define ALLOW_UNLESS_RUN(call)                                                                                        \
    UNLESS(call, 4), LOAD_ARGUMENT(2), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1), REFUSE(EPERM),          \
        RETURN(SECCOMP_RET_ALLOW)

static struct sock_filter filter[] = {
    LOAD(arch),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
    RETURN(SECCOMP_RET_KILL_PROCESS),
    LOAD(nr),
    // Messages with the parent: descriptors that are open, none can be added.
    ALLOW(read), ALLOW(write), ALLOW(writev), ALLOW(sendto), ALLOW(recvfrom), ALLOW(ppoll), ALLOW(close), ALLOW(fstat),
    ALLOW(lseek),
#if defined(__NR_poll)
    ALLOW(poll),
#endif
    // Memory.
    ALLOW_UNLESS_RUN(mmap), ALLOW_UNLESS_RUN(mprotect), ALLOW(munmap), ALLOW(mremap), ALLOW(madvise), ALLOW(brk),
    // Threads, not processes; a C library that is refused clone3 calls clone, whose flags a filter can read.
    UNLESS(clone3, 1), REFUSE(ENOSYS),
    UNLESS(clone, 4), LOAD_ARGUMENT(0), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0), REFUSE(EPERM),
    RETURN(SECCOMP_RET_ALLOW),
    ALLOW(futex), ALLOW(set_robust_list), ALLOW(rseq), ALLOW(exit), ALLOW(exit_group), ALLOW(sched_yield),
    ALLOW(sched_getaffinity), ALLOW(gettid), ALLOW(getpid), ALLOW(membarrier),
    // Signals to itself; one that aborts.
    ALLOW(rt_sigaction), ALLOW(rt_sigprocmask), ALLOW(rt_sigreturn), ALLOW(sigaltstack), ALLOW(restart_syscall),
    // The number of this process is put in below.
    UNLESS(tgkill, 4), LOAD_ARGUMENT(0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0), REFUSE(EPERM),
    RETURN(SECCOMP_RET_ALLOW),
    // Time and chance.
    ALLOW(clock_gettime), ALLOW(clock_nanosleep), ALLOW(nanosleep), ALLOW(gettimeofday), ALLOW(getrandom),
    ALLOW(getrusage), ALLOW(sysinfo), ALLOW(uname),
    // The limit of its own processor time, from picture to picture.
    UNLESS(prlimit64, 6), LOAD_ARGUMENT(0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2), LOAD_ARGUMENT(1),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RLIMIT_CPU, 1, 0), REFUSE(EPERM), RETURN(SECCOMP_RET_ALLOW),
    REFUSE(EPERM),
};

/// The place of tgkill's comparison.
static void put_process_number(unsigned number) {
    for (unsigned i = 0; i + 2 < sizeof filter / sizeof *filter; i++) {
        const struct sock_filter *place = &filter[i];
        if (place->code == (BPF_JMP | BPF_JEQ | BPF_K) && place->k == __NR_tgkill && place->jf == 4) filter[i + 2].k = number;
    }
}

bool workers_seal(void) {
    put_process_number((unsigned)getpid());
    const struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    // All threads of the process, those of the runtime too.
    return syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}
#else
bool workers_seal(void) { return false; }
#endif
