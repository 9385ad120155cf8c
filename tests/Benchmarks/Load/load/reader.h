// A thread that holds a share of the subscribers, connects them and reads their streams.
#pragma once

#include "subscriber.h"

#include <pthread.h>
#include <stdatomic.h>

enum { RECEIVE_BUFFER = 64 * 1024 };

struct control_pool;

struct reader
{
    const struct options *options;
    struct subscriber *subscribers;
    uint32_t count;
    uint32_t next;                 // the first that has not been started
    uint32_t in_progress;
    uint32_t parallel;
    int epoll;
    int wake;                      // an eventfd
    uint64_t next_second;
    uint64_t next_ping;
    struct control_pool *control;  // SignalR over SSE sends by another connection; else null
    char *buffer;
    struct tally tally;
    pthread_t thread;

    // What the main thread says …
    _Atomic int command;
    _Atomic bool measuring;
    // … and reads.
    _Atomic uint32_t live;
    _Atomic uint32_t disconnected;  // healthy ones that the server closed
    _Atomic uint64_t live_at;       // when the last became live
    _Atomic uint64_t delivered;
    _Atomic uint64_t delivered_at;
    _Atomic uint64_t received_bytes;
};

enum reader_command { READER_NOTHING, READER_CONNECT, READER_CUT, READER_STOP };

void reader_start(struct reader *reader, const struct options *options, struct subscriber *subscribers, uint32_t count);

// Tells the reader what to do and returns at once.
void reader_command(struct reader *reader, enum reader_command command);

// A subscriber has become live, or was closed.
void reader_is_live(struct reader *reader, struct subscriber *subscriber);
void reader_is_closed(struct reader *reader, struct subscriber *subscriber);
