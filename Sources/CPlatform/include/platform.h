#ifndef PLATFORM_H
#define PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the systems do not have alike, or Swift cannot say. Threads are numbered as Linux does it; 0 is the calling one.

/// Asks the system to give a thread time slices of so many nanoseconds; 0 is what the system thinks best.
///
/// Linux 6.12 and later do so, between 0.1 and 100 ms, and a thread hands it on to those that it starts. Returns false
/// where nothing was changed: on other systems, and for a thread that is scheduled in another way than usual.
bool thread_set_time_slice(int thread, uint64_t nanoseconds);

/// The length of a thread's time slices in nanoseconds; 0 where that is not known.
uint64_t thread_time_slice(int thread);

/// Puts the calling thread, and those that it will start, behind the process's others.
///
/// - niceness: how much is added to the process's own, on Linux, where each thread has one; at most 19 in all. macOS knows
///   classes instead, and puts it into the one of long work that nobody waits for.
void thread_lower_priority(int niceness);

/// A thread's niceness; 0 on systems where a thread has none of its own.
int thread_niceness(int thread);

/// Raises the number of descriptors that this process may have open to what it may take without asking, within reason.
///
/// Returns how many it may count on now: 256 when the system does not tell.
uint64_t descriptors_raise_limit(void);

/// Makes a socket for a stream; -1 when there can be none. The kind's type is another one on each system.
int socket_stream(int domain);

/// Sends what there is room for over such a socket, without a signal when nobody listens any more; -1 when nothing can be sent.
ptrdiff_t socket_send(int socket, const void *bytes, size_t count);

/// Whether this process was told to ignore a signal.
bool signal_is_ignored(int number);

/// How many bytes of addresses this process may have (`ulimit -v`); the largest number where there is no limit.
uint64_t address_space_limit(void);

/// Gives the system back what the allocator holds of freed memory, where the allocator can.
void memory_trim(void);

/// Asks the system to take the pages at some addresses, which keep what they hold, whatever lies there.
///
/// Returns false where it cannot: on Linux before 5.4, and on other systems.
bool memory_page_out(uintptr_t start, size_t count);

/// Where some bytes stand first among others: their index, or -1.
///
/// Swift's modules of the C libraries lack memmem, which most systems declare for programs in C alone.
ptrdiff_t memory_find(const void *bytes, size_t count, const void *wanted, size_t wanted_count);

/// Whether this is compiled for the address or the thread sanitizer, whose own memory counts within every limit.
bool sanitizer_is_used(void);

#endif
