#include "chunked.h"

enum { MAX_SIZE_DIGITS = 15 };

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

static void end_of_size(struct chunked *chunked)
{
    chunked->state = chunked->left == 0 ? CHUNKED_TRAILER : CHUNKED_DATA;
    chunked->digits = 0;
}

static void step(struct chunked *chunked, char c)
{
    switch (chunked->state)
    {
        case CHUNKED_SIZE:
        {
            int value = hex_value(c);
            if (value >= 0 && chunked->digits < MAX_SIZE_DIGITS)
            {
                chunked->left = chunked->left << 4 | (unsigned)value;
                chunked->digits++;
            }
            else if (chunked->digits == 0 || value >= 0) chunked->state = CHUNKED_BAD;
            else if (c == '\r') chunked->state = CHUNKED_SIZE_LF;
            else if (c == ';' || c == ' ' || c == '\t') chunked->state = CHUNKED_EXTENSION;
            else chunked->state = CHUNKED_BAD;
            break;
        }
        case CHUNKED_EXTENSION:
            if (c == '\r') chunked->state = CHUNKED_SIZE_LF;
            break;
        case CHUNKED_SIZE_LF:
            if (c == '\n') end_of_size(chunked);
            else chunked->state = CHUNKED_BAD;
            break;
        case CHUNKED_DATA_CR:
            chunked->state = c == '\r' ? CHUNKED_DATA_LF : CHUNKED_BAD;
            break;
        case CHUNKED_DATA_LF:
            chunked->state = c == '\n' ? CHUNKED_SIZE : CHUNKED_BAD;
            chunked->digits = 0;
            break;
        case CHUNKED_TRAILER:
            if (c == '\r') chunked->state = CHUNKED_TRAILER_LF;
            else chunked->digits = 1;
            break;
        case CHUNKED_TRAILER_LF:
            if (c != '\n') chunked->state = CHUNKED_BAD;
            else if (chunked->digits == 0) chunked->state = CHUNKED_END;
            else
            {
                chunked->state = CHUNKED_TRAILER;
                chunked->digits = 0;
            }
            break;
        default:
            break;
    }
}

size_t chunked_next(struct chunked *chunked, const char *data, size_t length, const char **piece, size_t *piece_length)
{
    size_t used = 0;
    *piece_length = 0;
    while (used < length && chunked->state < CHUNKED_END)
    {
        if (chunked->state != CHUNKED_DATA)
        {
            step(chunked, data[used++]);
            continue;
        }
        *piece = data + used;
        *piece_length = min_size(length - used, chunked->left);
        chunked->left -= *piece_length;
        if (chunked->left == 0) chunked->state = CHUNKED_DATA_CR;
        return used + *piece_length;
    }
    return used;
}
