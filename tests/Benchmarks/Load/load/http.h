// The head of an HTTP/1.1 response.
#pragma once

#include "../common/base.h"

enum { HTTP_HEAD_MAX = 8192 };

struct http_head
{
    int status;
    size_t length;           // of the head itself, the empty line included
    uint64_t content_length; // HTTP_UNKNOWN_LENGTH when it is not said
    double retry_after;      // seconds; below 0 when it is not said
    bool chunked;
    bool close;
};

#define HTTP_UNKNOWN_LENGTH UINT64_MAX

enum http_result { HTTP_COMPLETE, HTTP_UNFINISHED, HTTP_WRONG };

// Reads a response's head from the start of `data`.
enum http_result http_read_head(const char *data, size_t length, struct http_head *head);

// Writes `text` percent-encoded (all but unreserved characters) at `at`, and returns the place after it.
char *http_write_encoded(char *at, const char *text);
