// Sockets, all of them non-blocking.
#pragma once

#include "base.h"

// Raises the limit of open files to `wanted`, or fails and says what the limit is.
void net_allow_files(uint64_t wanted);

// Raises the limit of open files to `wanted`, or as near as is allowed.
void net_try_files(uint64_t wanted);

// Starts to connect to host:port. `source` 0 lets the kernel choose the sender's address, else it is 127.0.0.<source>;
// `receive_buffer` 0 leaves the socket's buffer as it is. Returns the socket, or -1 with errno set.
int net_connect(const char *host, uint16_t port, uint32_t source, int receive_buffer);

// The outcome of a connect that was started: 0 or an errno.
int net_connect_error(int socket);

// Listens on 127.0.0.1; port 0 picks a free one, which *port names afterwards.
int net_listen(uint16_t *port);

// Closes with a reset, so that no port is left waiting.
void net_close_hard(int socket);

// Adds a socket to an epoll instance, or fails.
void net_watch(int epoll, int socket, uint32_t events, void *what);
