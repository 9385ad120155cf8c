#include "floor.h"

#include "../common/payload.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static char *bytes;
static uint64_t length;
static uint32_t write_size;

void blast_prepare(const struct floor_options *options)
{
    static const char channel[] = "c0";
    size_t most = frame_size(channel, options->payload);
    char *frames = allocate(options->chunk ? options->chunk : 1, most), *payload = allocate(options->payload, 1);
    bytes = malloc((most + 32) * options->blast);
    if (!bytes) fail("out of memory");

    uint32_t each = options->chunk ? options->chunk : 1;
    for (uint32_t i = 0; i < options->blast;)
    {
        size_t filled = 0;
        for (uint32_t j = 0; j < each && i < options->blast; j++)
        {
            payload_write(payload, options->payload, ++i, 0, clock_now());
            filled += frame_write(frames + filled, i, channel, payload, options->payload);
        }
        if (options->chunk > 0) length += (uint64_t)sprintf(bytes + length, "%zx\r\n", filled);
        memcpy(bytes + length, frames, filled);
        length += filled;
        if (options->chunk > 0) length += (uint64_t)sprintf(bytes + length, "\r\n");
    }
    write_size = options->write_size;
    free(frames);
    free(payload);
}

void blast_start(struct channel *channel)
{
    if (channel->is_blasting) return;
    channel->is_blasting = true;
    for (uint32_t i = channel->count; i > 0; i--) server_watch_room(channel->streams[i - 1], true);
}

void blast_continue(struct connection *connection)
{
    uint64_t left = length - connection->blasted;
    ssize_t sent = left ? send(connection->socket, bytes + connection->blasted, min_u64(left, write_size), MSG_NOSIGNAL) : 0;
    if (sent < 0 && errno != EAGAIN)
    {
        server_drop(connection, NULL);
        return;
    }
    if (sent > 0) connection->blasted += (uint64_t)sent;
    if (connection->blasted == length) server_watch_room(connection, false);
}
