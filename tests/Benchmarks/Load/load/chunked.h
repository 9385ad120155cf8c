// Takes chunked transfer encoding (RFC 9112, 7.1) off a stream, without copying: it names the pieces of data in place.
#pragma once

#include "../common/base.h"

enum chunked_state
{
    CHUNKED_SIZE,
    CHUNKED_EXTENSION,
    CHUNKED_SIZE_LF,
    CHUNKED_DATA,
    CHUNKED_DATA_CR,
    CHUNKED_DATA_LF,
    CHUNKED_TRAILER,
    CHUNKED_TRAILER_LF,
    CHUNKED_END,
    CHUNKED_BAD,
};

struct chunked
{
    uint64_t left;   // of the chunk's data; while in CHUNKED_SIZE the size read so far
    uint8_t state;
    uint8_t digits;  // of the size, or bytes of the trailer's line (saturating)
};

// Reads up to the end of the next piece of data. Returns how many bytes it used (all of them unless a piece ended earlier);
// *piece and *piece_length name the data found, which may be none. After the last chunk `state` is CHUNKED_END, after nonsense CHUNKED_BAD.
size_t chunked_next(struct chunked *chunked, const char *data, size_t length, const char **piece, size_t *piece_length);
