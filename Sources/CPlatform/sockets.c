#include "platform.h"

#include <sys/socket.h>

int socket_stream(int domain) {
    const int descriptor = socket(domain, SOCK_STREAM, 0);
#ifdef SO_NOSIGPIPE
    const int on = 1;
    if (descriptor >= 0) setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
    return descriptor;
}

ptrdiff_t socket_send(int socket, const void *bytes, size_t count) {
#ifdef MSG_NOSIGNAL
    return send(socket, bytes, count, MSG_NOSIGNAL);
#else
    return send(socket, bytes, count, 0);
#endif
}
