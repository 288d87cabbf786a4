#ifndef PLATFORM_H
#define PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Asks the system to give a thread turns of so many nanoseconds; 0 is what the system thinks best.
///
/// Linux 6.12 and later heed it, between 0.1 and 100 ms, and a thread hands it on to those that it starts. Returns false
/// where nothing was changed: on other systems, and for a thread that is scheduled in another way than usual.
/// - thread: its id, 0 for the calling one.
bool scheduling_set_turn(int thread, uint64_t nanoseconds);

/// The length of a thread's turns in nanoseconds; 0 where that is not known.
uint64_t scheduling_turn(int thread);

/// Raises the number of descriptors that this process may have open to what it may take without asking, at most to a limit.
///
/// Returns how many it may have now, which may be more than the limit; 0 when that is not known.
uint64_t descriptors_raise_limit(uint64_t most);

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

#endif
