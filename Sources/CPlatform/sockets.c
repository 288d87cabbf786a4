#include "platform.h"

#include <sys/socket.h>

int socket_stream(int domain) { return socket(domain, SOCK_STREAM, 0); }
