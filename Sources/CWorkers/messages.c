#include "workers.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/types.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0 // the socket itself is told
#endif

bool workers_send(int socket, const void *bytes, size_t count) {
    const char *next = bytes;
    while (count > 0) {
        const ssize_t sent = send(socket, next, count, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        next += sent;
        count -= (size_t)sent;
    }
    return true;
}

workers_receipt workers_receive(int socket, void *bytes, size_t count, int milliseconds, size_t *received) {
    *received = 0;
    struct pollfd watched = {.fd = socket, .events = POLLIN};
    const int ready = poll(&watched, 1, milliseconds);
    if (ready == 0 || (ready < 0 && errno == EINTR)) return workers_nothing;
    if (ready < 0) return workers_closed;
    const ssize_t got = recv(socket, bytes, count, MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return workers_nothing;
    if (got <= 0) return workers_closed;
    *received = (size_t)got;
    return workers_received;
}
