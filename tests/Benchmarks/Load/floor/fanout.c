#include "floor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { CHUNK_MAX = 32 };

static void release(struct frame *frame)
{
    if (--frame->references == 0) free(frame);
}

// Puts a frame at the end of the connection's queue. False when it is full.
static bool enqueue(struct connection *connection, struct frame *frame)
{
    if (connection->queue_length == connection->queue_capacity)
    {
        uint32_t capacity = connection->queue_capacity ? connection->queue_capacity * 2 : 16;
        if (capacity > QUEUE_MAX) return false;
        struct frame **queue = allocate(capacity, sizeof *queue);
        for (uint32_t i = 0; i < connection->queue_length; i++)
            queue[i] = connection->queue[(connection->queue_first + i) % connection->queue_capacity];
        free(connection->queue);
        connection->queue = queue;
        connection->queue_capacity = capacity;
        connection->queue_first = 0;
    }
    connection->queue[(connection->queue_first + connection->queue_length++) % connection->queue_capacity] = frame;
    frame->references++;
    return true;
}

static void deliver(struct connection *connection, struct frame *frame)
{
    ssize_t sent = 0;
    if (connection->queue_length == 0)
    {
        sent = send(connection->socket, frame->bytes, frame->length, MSG_NOSIGNAL);
        if (LIKELY(sent == (ssize_t)frame->length)) return;
        if (sent < 0 && errno != EAGAIN)
        {
            server_drop(connection, NULL);
            return;
        }
        connection->sent = sent > 0 ? (uint32_t)sent : 0;
    }
    if (!enqueue(connection, frame)) server_drop(connection, "too many frames wait for it");
    else if (!connection->waits_for_room) server_watch_room(connection, true);
}

void fanout_event(struct channel *channel, const char *payload, size_t length, uint32_t chunk)
{
    struct frame *frame = malloc(sizeof *frame + frame_size(channel->name, length) + CHUNK_MAX);
    if (!frame) fail("out of memory");
    frame->references = 1;
    frame->length = (uint32_t)frame_write(frame->bytes, ++channel->events, channel->name, payload, length);
    if (chunk > 0)
    {
        char size[CHUNK_MAX];
        int digits = snprintf(size, sizeof size, "%x\r\n", frame->length);
        memmove(frame->bytes + digits, frame->bytes, frame->length);
        memcpy(frame->bytes, size, (size_t)digits);
        memcpy(frame->bytes + digits + frame->length, "\r\n", 2);
        frame->length += (uint32_t)digits + 2;
    }
    // From the end, because who is dropped changes place with the last.
    for (uint32_t i = channel->count; i > 0; i--) deliver(channel->streams[i - 1], frame);
    release(frame);
}

void fanout_continue(struct connection *connection)
{
    while (connection->queue_length > 0)
    {
        struct frame *frame = connection->queue[connection->queue_first];
        ssize_t sent = send(connection->socket, frame->bytes + connection->sent, frame->length - connection->sent, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) return;
        if (sent < 0)
        {
            server_drop(connection, NULL);
            return;
        }
        connection->sent += (uint32_t)sent;
        if (connection->sent < frame->length) return;
        connection->sent = 0;
        connection->queue_first = (connection->queue_first + 1) % connection->queue_capacity;
        connection->queue_length--;
        release(frame);
    }
    server_watch_room(connection, false);
}

void fanout_forget(struct connection *connection)
{
    for (; connection->queue_length > 0; connection->queue_length--)
    {
        release(connection->queue[connection->queue_first]);
        connection->queue_first = (connection->queue_first + 1) % connection->queue_capacity;
    }
    free(connection->queue);
    connection->queue = NULL;
    connection->queue_capacity = 0;
}
