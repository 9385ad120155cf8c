// What each kind of server is asked, in its own words.
#pragma once

#include "options.h"
#include "websocket.h"

enum { REQUEST_MAX = 2048 };

// A publish request for one channel: head, payload, tail.
struct publish_request
{
    char *head;
    size_t head_length;
    const char *tail;
    size_t tail_length;
};

// Writes the request that opens subscriber's stream into `text` (REQUEST_MAX bytes) and returns its length.
// `last_id` is the event id to resume after and `token` is SignalR's connection token; either may be null.
size_t protocol_subscribe(const struct options *options, uint32_t channel, const char *last_id, const char *token, char *text);

// Makes the publish request of a channel. The head is allocated.
void protocol_publish(const struct options *options, uint32_t channel, struct publish_request *request);

// How many deliveries of one publish each subscriber gets.
uint32_t protocol_deliveries(enum protocol_id protocol);

// Whether subscribers are on SignalR, over whichever transport.
bool protocol_is_signalr(enum protocol_id protocol);

// Whether a subscriber's stream is a WebSocket's.
bool protocol_is_websocket(enum protocol_id protocol);

// What a subscriber says when its stream is open, or null where the request has said all. `text` holds WEBSOCKET_MAX_TEXT bytes and one more.
const char *protocol_join(const struct options *options, uint32_t channel, char *text);

// What the stream says before events can come, or null when the response's head is enough.
const char *protocol_greeting(enum protocol_id protocol);
