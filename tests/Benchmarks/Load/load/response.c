#include "response.h"

#include <string.h>

void response_reset(struct response *response)
{
    response->has_head = false;
    response->head_length = 0;
    response->body_length = 0;
    response->body[0] = 0;
}

static void keep(struct response *response, const char *data, size_t length)
{
    size_t kept = min_size(length, sizeof response->body - 1 - response->body_length);
    memcpy(response->body + response->body_length, data, kept);
    response->body_length += kept;
    response->body[response->body_length] = 0;
}

static enum http_result read_body(struct response *response, const char *data, size_t length)
{
    if (!response->head.chunked)
    {
        if (length > response->left) return HTTP_WRONG;
        keep(response, data, length);
        response->left -= length;
        return response->left == 0 ? HTTP_COMPLETE : HTTP_UNFINISHED;
    }
    while (length > 0 && response->chunked.state < CHUNKED_END)
    {
        const char *piece = data;
        size_t piece_length, used = chunked_next(&response->chunked, data, length, &piece, &piece_length);
        keep(response, piece, piece_length);
        data += used;
        length -= used;
    }
    if (response->chunked.state == CHUNKED_BAD || length > 0) return HTTP_WRONG;
    return response->chunked.state == CHUNKED_END ? HTTP_COMPLETE : HTTP_UNFINISHED;
}

enum http_result response_feed(struct response *response, const char *data, size_t length)
{
    if (response->has_head) return read_body(response, data, length);

    const char *head = data;
    size_t before = response->head_length, there = length;
    if (before > 0)
    {
        there = before + min_size(length, sizeof response->unfinished - before);
        memcpy(response->unfinished + before, data, there - before);
        head = response->unfinished;
    }
    enum http_result result = http_read_head(head, there, &response->head);
    if (result == HTTP_WRONG) return result;
    if (result == HTTP_UNFINISHED)
    {
        if (before == 0) memcpy(response->unfinished, data, length);
        response->head_length = there;
        return result;
    }
    if (!response->head.chunked && response->head.content_length == HTTP_UNKNOWN_LENGTH) return HTTP_WRONG;
    response->has_head = true;
    response->left = response->head.chunked ? 0 : response->head.content_length;
    memset(&response->chunked, 0, sizeof response->chunked);
    size_t used = response->head.length - before;
    return read_body(response, data + used, length - used);
}
