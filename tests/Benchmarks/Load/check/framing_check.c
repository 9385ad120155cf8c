// Chunks and WebSocket frames may split the stream anywhere, and may be split anywhere themselves.
#include "../load/chunked.h"
#include "../load/websocket.h"
#include "check.h"
#include "stream.h"

#include <stdlib.h>

enum { ROUNDS = 6, DELIVERIES = ROUNDS * 2 };

static struct stream plain, framed;

static void append(const void *bytes, size_t length)
{
    if (framed.length + length > STREAM_MAX) fail("the check's stream is too long");
    memcpy(framed.bytes + framed.length, bytes, length);
    framed.length += length;
}

static void frame_as_chunks(size_t size)
{
    stream_clear(&framed);
    for (size_t at = 0; at < plain.length; at += size)
    {
        char head[64];
        size_t there = min_size(size, plain.length - at);
        append(head, (size_t)snprintf(head, sizeof head, size % 7 == 0 ? "%zX;name=value\r\n" : "%zx\r\n", there));
        append(plain.bytes + at, there);
        append("\r\n", 2);
    }
    append("0\r\nTrailer: yes\r\n\r\n", 19);
}

static void frame_as_messages(size_t size)
{
    stream_clear(&framed);
    for (size_t at = 0; at < plain.length; at += size)
    {
        size_t there = min_size(size, plain.length - at);
        bool is_last = at + size >= plain.length;
        unsigned char head[10] = { (unsigned char)((is_last ? 0x80 : 0) | (at == 0 ? 1 : 0)) };
        size_t head_length = there < 126 && size % 5 != 0 ? 2 : size % 3 ? 4 : 10;
        if (head_length == 2) head[1] = (unsigned char)there;
        else
        {
            head[1] = head_length == 4 ? 126 : 127;
            for (size_t i = 2; i < head_length; i++) head[i] = (unsigned char)(there >> 8 * (head_length - 1 - i));
        }
        append(head, head_length);
        append(plain.bytes + at, there);
        append("\x89\x03" "abc\x8a\x00", 7);  // a ping and a pong between
    }
    append("\x88\x02\x03\xe8", 4);
}

typedef size_t next_piece(void *state, const char *data, size_t length, const char **piece, size_t *piece_length);

static size_t next_chunk(void *state, const char *data, size_t length, const char **piece, size_t *piece_length)
{
    return chunked_next(state, data, length, piece, piece_length);
}

static size_t next_message(void *state, const char *data, size_t length, const char **piece, size_t *piece_length)
{
    return websocket_next(state, data, length, piece, piece_length);
}

static void read_framed(struct reading *reading, next_piece *next, void *state, const char *data, size_t length)
{
    while (length > 0)
    {
        const char *piece = data;
        size_t piece_length, used = next(state, data, length, &piece, &piece_length);
        if (piece_length > 0) scan_feed(&reading->scan, &reading->tally, piece, piece_length);
        if (used == 0) return;
        data += used;
        length -= used;
    }
}

// Receives the framed stream in pieces of `size` and expects nothing to be missing.
static void receive(next_piece *next, void *state, size_t framing, size_t size, const char *kind)
{
    struct reading reading;
    reading_begin(&reading);
    for (size_t at = 0; at < framed.length; at += size) read_framed(&reading, next, state, framed.bytes + at, min_size(size, framed.length - at));
    EXPECT_EQUAL(reading.tally.deliveries, DELIVERIES, "%s of %zu received by %zu", kind, framing, size);
    EXPECT_EQUAL(reading.tally.lost + reading.tally.repeated + reading.tally.broken, 0, "%s of %zu received by %zu", kind, framing, size);
    reading_end(&reading);
}

static void expect_bad(const char *text)
{
    struct chunked chunked = { 0 };
    const char *piece;
    size_t piece_length, length = strlen(text);
    for (size_t used, at = 0; at < length && (used = chunked_next(&chunked, text + at, length - at, &piece, &piece_length)) > 0;) at += used;
    EXPECT_EQUAL(chunked.state, CHUNKED_BAD, "%s", text);
}

void check_framing(void)
{
    stream_usual(&plain, ROUNDS);
    for (size_t size = 1; size < 900; size = size < 150 ? size + 1 : size + 37)
        for (size_t received = 1; received < 2000; received = received < 40 ? received + 1 : received * 2)
        {
            struct chunked chunked = { 0 };
            frame_as_chunks(size);
            receive(next_chunk, &chunked, size, received, "chunks");
            EXPECT_EQUAL(chunked.state, CHUNKED_END, "chunks of %zu received by %zu", size, received);

            struct websocket websocket = { 0 };
            frame_as_messages(size);
            receive(next_message, &websocket, size, received, "messages");
            EXPECT_EQUAL(websocket.state, WEBSOCKET_CLOSED, "messages of %zu received by %zu", size, received);
        }
    expect_bad("\r\nabc");
    expect_bad("5\r\nabcdef\r\n");
    expect_bad("5x\r\nabcde\r\n");
    expect_bad("1111111111111111\r\n");

    char frame[WEBSOCKET_MAX_FRAME], text[8];
    EXPECT_EQUAL(websocket_write_text(frame, "{}\x1e", 3), 9, "length");
    EXPECT_EQUAL((unsigned char)frame[1], 0x83, "masked, three bytes");
    for (int i = 0; i < 3; i++) text[i] = (char)(frame[6 + i] ^ frame[2 + i % 4]);
    EXPECT_EQUAL(memcmp(text, "{}\x1e", 3), 0, "unmasked text");
}
