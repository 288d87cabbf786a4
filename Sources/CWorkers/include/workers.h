/// Child processes that are trusted with nothing: how they are started, what they share, and how they give up their rights.
///
/// C, because Swift cannot call prctl, the descriptor actions of glibc or a system call by its number.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether this is compiled for the address or the thread sanitizer, whose own memory would count within every limit.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WORKERS_ARE_SANITIZED 1
#endif
#endif

// MARK: the parent's side

/// The descriptors that a worker finds open; it has no others but standard error, which leads nowhere unless a
/// sanitizer reports there.
enum { workers_socket = 0, workers_memory = 1 };

/// Starts a program in a session of its own, with a socket and shared memory as its only descriptors.
///
/// Returns 0, or the system's error number.
int workers_spawn(
    const char *_Nonnull program, char *_Nullable const *_Nonnull arguments,
    char *_Nullable const *_Nonnull environment, int memory, int *_Nonnull pid, int *_Nonnull socket);

/// Memory without a name that two processes can map; its size can never change. -1 when there is none.
int workers_memory_create(size_t bytes);

/// Gives the pages of shared memory back to the system; they read as zeros afterwards.
void workers_memory_release(void *_Nonnull start, size_t bytes);

/// The processor time of a process and its resident memory, in nanoseconds and bytes; 0 where the system does not tell.
uint64_t workers_processor_time(int pid);
uint64_t workers_resident_bytes(int pid);

typedef struct {
    /// The signal that ended it, or 0.
    int signal;
    /// The most memory that was resident, in bytes; 0 where the system does not tell it apart from its parent's.
    uint64_t peak_bytes;
} workers_end;

/// Kills a process that was started here and was not waited for yet, and waits for it.
workers_end workers_kill(int pid);

// MARK: both sides

/// Sends all bytes, without a signal when nobody listens any more.
bool workers_send(int socket, const void *_Nonnull bytes, size_t count);

typedef enum { workers_received, workers_nothing, workers_closed } workers_receipt;

/// Receives what is there, up to `count` bytes, after waiting so long at most; -1 waits for ever.
workers_receipt workers_receive(
    int socket, void *_Nonnull bytes, size_t count, int milliseconds, size_t *_Nonnull received);

// MARK: the worker's side

/// What a worker has given up, as bits.
enum {
    workers_limited = 1,  // address space
    workers_sealed = 2,  // system calls
};

/// Dies with its parent, leaves no core, opens few files and writes none, can gain no rights; before anything else.
void workers_begin(void);

/// The same for a worker that reads and writes files: as many and as large as its program may.
void workers_begin_with_files(void);

/// Lets the address space grow by so many bytes at most; false where that cannot be had. Sanitizers are let grow as they like.
bool workers_limit_memory(uint64_t bytes);

/// Lets the address space grow by so many bytes at most, and closes the system to the process: no file, no network, no
/// program, no other process. Returns what could be had.
int workers_confine(uint64_t bytes);

/// Lets the process use so many more seconds of a processor, from now.
void workers_allow_seconds(unsigned seconds);

/// Calls back on a thread whose stack ends in a guard page, and returns when it has ended; false when it cannot start.
bool workers_run_on_guarded_stack(size_t bytes, void (*_Nonnull body)(void));

/// What is said before the end when C++ has no memory left.
void workers_when_memory_ends(const void *_Nonnull message, size_t count);

/// Says that message, and ends the process.
_Noreturn void workers_say_last_message(void);

/// Ends the process at once, without anything that exit does.
_Noreturn void workers_leave(int code);

/// What a sealed process can still do that it should not, as bits: open a file, make a socket, start a process, run a program.
int workers_attempt_escape(void);
