// The floor: what one write a delivery costs when nothing else is done. One thread, epoll, plain HTTP/1.1; it speaks the `sse` protocol.
//
// Each event's frame is made once, then sent with one `send` to each subscriber. Where a socket is full the frame waits in the connection's
// queue, which is bounded: a connection that would have more than QUEUE_MAX frames waiting is dropped, and stderr says so.
#pragma once

#include "../common/base.h"

enum { QUEUE_MAX = 65536, REQUEST_MAX = 1 << 21 };

struct floor_options
{
    uint16_t port;
    uint32_t payload;       // of --blast
    uint32_t blast;         // frames that are ready for each subscriber, or 0: an ordinary server
    uint32_t chunk;         // frames in a chunk; 0: the stream is not chunked
    uint32_t write_size;    // bytes that a blast writes at once
};

// The bytes of one event, shared by all who still have to get them.
struct frame
{
    uint32_t references;
    uint32_t length;
    char bytes[];
};

struct channel;

struct connection
{
    int socket;
    bool is_stream;
    bool waits_for_room;      // EPOLLOUT is watched
    bool is_dead;             // to be freed after this round of events
    uint32_t place;           // in its channel's list
    struct connection *next_dead;
    struct channel *channel;  // of a stream
    char *request;            // what has been read of requests
    size_t request_length;
    size_t request_capacity;
    struct frame **queue;     // a ring of the frames that wait
    uint32_t queue_capacity;
    uint32_t queue_first;
    uint32_t queue_length;
    uint32_t sent;            // bytes of the first of them
    uint64_t blasted;         // bytes of the blast
};

struct channel
{
    char name[64];
    struct connection **streams;
    uint32_t count;
    uint32_t capacity;
    uint64_t events;
    bool is_blasting;
};

// server.c
void server_run(const struct floor_options *options);
void server_drop(struct connection *connection, const char *reason);
void server_watch_room(struct connection *connection, bool watch);

// channels.c
struct channel *channel_find(const char *name, size_t length);
void channel_add(struct channel *channel, struct connection *connection);
void channel_remove(struct connection *connection);

// fanout.c: one event to all streams of a channel, and what is left when a socket has room again.
void fanout_event(struct channel *channel, const char *payload, size_t length, uint32_t chunk);
void fanout_continue(struct connection *connection);
void fanout_forget(struct connection *connection);

// frame.c: the text of a frame, as this project's server would send it.
size_t frame_write(char *at, uint64_t number, const char *channel, const char *payload, size_t length);
size_t frame_size(const char *channel, size_t payload);

// blast.c: the same ready-made frames to every stream, as fast as it takes them.
void blast_prepare(const struct floor_options *options);
void blast_start(struct channel *channel);
void blast_continue(struct connection *connection);
