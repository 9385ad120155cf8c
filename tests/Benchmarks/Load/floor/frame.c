#include "floor.h"

#include <stdio.h>
#include <string.h>

static const char TAIL[] = ",\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"meta\":{\"version\":1,\"source\":\"Orders.Server\",\"requestId\":\"0HN0000000000:00000001\"}}\n\n";

enum { HEAD_MAX = 256 };

size_t frame_size(const char *channel, size_t payload) { return HEAD_MAX + strlen(channel) + payload + sizeof TAIL; }

size_t frame_write(char *at, uint64_t number, const char *channel, const char *payload, size_t length)
{
    char *start = at;
    at += sprintf(at, "id: 01a1fdf6-8c2e-8063-9802-%012llx\nevent: probe:ping\n", (unsigned long long)number);
    at += sprintf(at, "data: {\"id\":\"01a1fdf6-8c2e-8063-9802-%012llx\",\"name\":\"probe:ping\",\"channel\":\"probe:%s\",\"payload\":", (unsigned long long)number, channel);
    memcpy(at, payload, length);
    at += length;
    memcpy(at, TAIL, sizeof TAIL - 1);
    return (size_t)(at - start) + sizeof TAIL - 1;
}
