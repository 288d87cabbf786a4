#include "platform.h"

#if defined(__linux__)
#include <sys/resource.h>
#include <unistd.h>

void thread_lower_priority(int niceness) {
    int lowered = getpriority(PRIO_PROCESS, (id_t)getpid()) + niceness;
    setpriority(PRIO_PROCESS, 0, lowered < 19 ? lowered : 19);
}

int thread_niceness(int thread) { return getpriority(PRIO_PROCESS, (id_t)thread); }
#else
#if defined(__APPLE__)
#include <pthread/qos.h>

void thread_lower_priority(int niceness) { pthread_set_qos_class_self_np(QOS_CLASS_UTILITY, 0); }
#else
void thread_lower_priority(int niceness) {}
#endif

int thread_niceness(int thread) { return 0; }
#endif
