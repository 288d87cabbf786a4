#pragma once
#include <stdbool.h>

/// Allows the process the system calls that computing needs, for good; false where the system has no such thing.
bool workers_seal(void);
