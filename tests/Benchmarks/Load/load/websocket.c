#include "websocket.h"

enum { OPCODE_CLOSE = 8, OPCODE_MASK = 0x0f, LENGTH_MASK = 0x7f, LENGTH_16 = 126, LENGTH_64 = 127 };

// How long the header is, as far as its first bytes tell.
static unsigned header_wanted(const struct websocket *websocket)
{
    if (websocket->header_length < 2) return 2;
    switch (websocket->header[1] & LENGTH_MASK)
    {
        case LENGTH_16: return 4;
        case LENGTH_64: return 10;
        default: return 2;
    }
}

static void end_of_header(struct websocket *websocket)
{
    const uint8_t *header = websocket->header;
    unsigned opcode = header[0] & OPCODE_MASK;
    uint64_t size = header[1] & LENGTH_MASK;
    if (size >= LENGTH_16)
    {
        unsigned bytes = size == LENGTH_16 ? 2 : 8;
        size = 0;
        for (unsigned i = 0; i < bytes; i++) size = size << 8 | header[2 + i];
    }
    websocket->header_length = 0;
    websocket->left = size;
    if (opcode == OPCODE_CLOSE) websocket->state = WEBSOCKET_CLOSED;
    else if (size > 0) websocket->state = opcode > OPCODE_CLOSE ? WEBSOCKET_CONTROL : WEBSOCKET_DATA;
}

size_t websocket_next(struct websocket *websocket, const char *data, size_t length, const char **piece, size_t *piece_length)
{
    size_t used = 0;
    *piece_length = 0;
    while (used < length && websocket->state != WEBSOCKET_CLOSED)
    {
        if (websocket->state == WEBSOCKET_HEADER)
        {
            websocket->header[websocket->header_length++] = (uint8_t)data[used++];
            if (websocket->header_length == header_wanted(websocket)) end_of_header(websocket);
            continue;
        }
        size_t taken = min_size(length - used, websocket->left);
        bool is_data = websocket->state == WEBSOCKET_DATA;
        websocket->left -= taken;
        if (websocket->left == 0) websocket->state = WEBSOCKET_HEADER;
        used += taken;
        if (!is_data) continue;
        *piece = data + used - taken;
        *piece_length = taken;
        return used;
    }
    return used;
}

size_t websocket_write_text(char *frame, const char *text, size_t length)
{
    static const unsigned char mask[4] = { 0x37, 0xfa, 0x21, 0x3d };
    frame[0] = (char)0x81;
    frame[1] = (char)(0x80 | length);
    for (unsigned i = 0; i < 4; i++) frame[2 + i] = (char)mask[i];
    for (size_t i = 0; i < length; i++) frame[6 + i] = (char)(text[i] ^ mask[i & 3]);
    return length + 6;
}
