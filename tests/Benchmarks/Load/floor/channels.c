#include "floor.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1 << 18 };

static struct channel *slots[SLOTS];
static uint32_t used;

struct channel *channel_find(const char *name, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)name[i]) * 16777619u;
    for (uint32_t slot = hash % SLOTS;; slot = (slot + 1) % SLOTS)
    {
        struct channel *channel = slots[slot];
        if (channel && strlen(channel->name) == length && memcmp(channel->name, name, length) == 0) return channel;
        if (channel) continue;
        if (length >= sizeof channel->name || used > SLOTS / 2) return NULL;
        channel = slots[slot] = allocate(1, sizeof *channel);
        memcpy(channel->name, name, length);
        used++;
        return channel;
    }
}

void channel_add(struct channel *channel, struct connection *connection)
{
    if (channel->count == channel->capacity)
    {
        channel->capacity = channel->capacity ? channel->capacity * 2 : 4;
        channel->streams = realloc(channel->streams, channel->capacity * sizeof *channel->streams);
        if (!channel->streams) fail("out of memory");
    }
    connection->channel = channel;
    connection->is_stream = true;
    connection->place = channel->count;
    channel->streams[channel->count++] = connection;
}

void channel_remove(struct connection *connection)
{
    struct channel *channel = connection->channel;
    if (!channel) return;
    struct connection *last = channel->streams[--channel->count];
    channel->streams[connection->place] = last;
    last->place = connection->place;
    connection->channel = NULL;
}
