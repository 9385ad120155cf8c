// One subscriber: its connection from the request to the last delivery.
#pragma once

#include "chunked.h"
#include "greeting.h"
#include "http.h"
#include "lastid.h"
#include "options.h"
#include "scanner.h"
#include "websocket.h"

enum subscriber_state
{
    SUBSCRIBER_NEW,
    SUBSCRIBER_NEGOTIATING,  // SignalR over SSE: waits for its connection token
    SUBSCRIBER_CONNECTING,
    SUBSCRIBER_HEAD,         // the request is sent, the response's head is awaited
    SUBSCRIBER_GREETING,     // the stream is open, what comes before events is awaited
    SUBSCRIBER_LIVE,
    SUBSCRIBER_CLOSED,
};

enum framing { FRAMING_RAW, FRAMING_CHUNKED, FRAMING_WEBSOCKET };

enum manner { MANNER_HEALTHY, MANNER_MUTE, MANNER_TRICKLE };

// What is needed only until the subscriber is live.
struct setup
{
    struct greeting greeting;
    size_t head_length;
    char head[HTTP_HEAD_MAX];
    const char *token;       // SignalR's connection token
    bool is_joining;         // SignalR: the handshake is done, the answer to Join is awaited
};

struct reader;

struct subscriber
{
    int socket;
    uint8_t state;
    uint8_t framing;
    uint8_t manner;
    uint32_t index;
    uint32_t channel;
    union
    {
        struct chunked chunked;
        struct websocket websocket;
    };
    struct scan scan;
    struct setup *setup;
    struct last_id *last_id;  // null unless streams are to be resumed
};

// Starts to connect (or, for SignalR over SSE, to negotiate first).
void subscriber_start(struct subscriber *subscriber, struct reader *reader);

// Its socket is writable, readable or broken.
void subscriber_ready(struct subscriber *subscriber, struct reader *reader, uint32_t events);

// SignalR over SSE: the connection token is there, so the stream can be opened.
void subscriber_open_stream(struct subscriber *subscriber, struct reader *reader, const char *token);

// Sends a text message on its WebSocket: WEBSOCKET_MAX_TEXT bytes at most.
void subscriber_say(struct subscriber *subscriber, const char *text);

// Cuts the connection without a word.
void subscriber_cut(struct subscriber *subscriber);

void subscriber_free(struct subscriber *subscriber);
