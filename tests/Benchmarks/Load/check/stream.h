// Streams as servers send them, made to order.
#pragma once

#include "../load/scanner.h"

enum { CHECK_PAYLOAD = 120, CHECK_PUBLISHERS = 3, STREAM_MAX = 1 << 20 };

struct stream
{
    size_t length;
    char bytes[STREAM_MAX];
};

void stream_clear(struct stream *stream);
void stream_text(struct stream *stream, const char *text);

// One SSE event with a payload.
void stream_event(struct stream *stream, uint32_t publisher, uint64_t seq);

// Events 1 to `count` of each of two publishers, in turn, with comments and other events between some of them.
void stream_usual(struct stream *stream, unsigned count);

// A scan with its tally, ready for a new stream.
struct reading
{
    struct scan scan;
    struct tally tally;
};

void reading_begin(struct reading *reading);
void reading_end(struct reading *reading);
