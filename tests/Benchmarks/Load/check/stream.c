#include "stream.h"

#include "../common/payload.h"

#include <stdio.h>
#include <string.h>

void stream_clear(struct stream *stream) { stream->length = 0; }

void stream_text(struct stream *stream, const char *text)
{
    size_t length = strlen(text);
    if (stream->length + length > STREAM_MAX) fail("the check's stream is too long");
    memcpy(stream->bytes + stream->length, text, length);
    stream->length += length;
}

void stream_event(struct stream *stream, uint32_t publisher, uint64_t seq)
{
    char payload[CHECK_PAYLOAD + 1];
    payload_write(payload, CHECK_PAYLOAD, seq, publisher, 1000000000000 + seq);
    payload[CHECK_PAYLOAD] = 0;
    stream_text(stream, "id: 01a1fdf6-8c2e-8063-9802-750000000001\nevent: probe:ping\ndata: {\"name\":\"probe:ping\",\"payload\":");
    stream_text(stream, payload);
    stream_text(stream, ",\"timestamp\":\"2026-01-01T00:00:00.000Z\"}\n\n");
}

void stream_usual(struct stream *stream, unsigned count)
{
    stream_clear(stream);
    stream_text(stream, "retry: 2000\n\n");
    for (unsigned i = 1; i <= count; i++)
    {
        stream_event(stream, 0, i);
        stream_event(stream, 1, i);
        if (i % 3 == 0) stream_text(stream, ":keepalive\n\n");
        if (i % 4 == 0) stream_text(stream, "event: other\ndata: {\"seq\":\"none\",\"se\":1,\"seq\":}\n\n");
    }
}

void reading_begin(struct reading *reading)
{
    memset(&reading->tally, 0, sizeof reading->tally);
    reading->tally.payload = CHECK_PAYLOAD;
    reading->tally.publishers = CHECK_PUBLISHERS;
    reading->tally.measuring = true;
    reading->tally.now = 2000000000000;
    scan_init(&reading->scan, CHECK_PUBLISHERS);
}

void reading_end(struct reading *reading) { scan_free(&reading->scan); }
