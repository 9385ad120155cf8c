// A whole response on a kept-alive connection, read in pieces; only the start of its body is kept.
#pragma once

#include "chunked.h"
#include "http.h"

struct response
{
    struct http_head head;
    bool has_head;
    struct chunked chunked;
    uint64_t left;               // of a body whose length was said
    size_t head_length;          // of an unfinished head
    size_t body_length;          // of what was kept
    char unfinished[HTTP_HEAD_MAX];
    char body[1024];             // ends with a zero
};

// Before each request.
void response_reset(struct response *response);

// Reads a piece. HTTP_COMPLETE: that was the end of the response.
enum http_result response_feed(struct response *response, const char *data, size_t length);
