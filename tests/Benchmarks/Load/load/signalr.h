// SignalR's handshake, Join and pings: over the WebSocket itself, or by POST beside an SSE stream.
#pragma once

#include "subscriber.h"

#define SIGNALR_COMPLETION "\"type\":3"

enum { SIGNALR_PING_SECONDS = 10 };

struct control_pool;

// The connections by which a reader's subscribers POST.
struct control_pool *control_pool_create(struct reader *reader);

// One of the pool's connections is ready.
void control_pool_ready(struct control_pool *pool, void *connection);

void signalr_negotiate(struct control_pool *pool, struct subscriber *subscriber);
void signalr_handshake(struct reader *reader, struct subscriber *subscriber);
void signalr_join(struct reader *reader, struct subscriber *subscriber);
void signalr_ping(struct reader *reader, struct subscriber *subscriber);
