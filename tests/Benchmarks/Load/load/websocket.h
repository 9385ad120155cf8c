// The little of RFC 6455 that a benchmark's client needs: unmasked frames coming in, short masked text frames going out.
#pragma once

#include "../common/base.h"

enum websocket_state
{
    WEBSOCKET_HEADER,
    WEBSOCKET_DATA,     // text, binary and continuation: the stream of messages
    WEBSOCKET_CONTROL,  // ping and pong: skipped
    WEBSOCKET_CLOSED,
};

struct websocket
{
    uint64_t left;       // of the frame's payload
    uint8_t state;
    uint8_t header_length;
    uint8_t header[10];
};

// Like chunked_next: names the next piece of message data in place and returns how many bytes were used.
size_t websocket_next(struct websocket *websocket, const char *data, size_t length, const char **piece, size_t *piece_length);

enum { WEBSOCKET_MAX_TEXT = 125, WEBSOCKET_MAX_FRAME = WEBSOCKET_MAX_TEXT + 6 };

// Writes a masked text frame into `frame` (WEBSOCKET_MAX_FRAME bytes) and returns its length. The text is WEBSOCKET_MAX_TEXT bytes at most.
size_t websocket_write_text(char *frame, const char *text, size_t length);
