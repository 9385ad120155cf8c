// Responses of publishes, split anywhere.
#include "../load/response.h"
#include "check.h"

static const char LENGTH_SAID[] = "HTTP/1.1 503 Service Unavailable\r\nServer: x\r\ncontent-length: 11\r\nRetry-After: 2\r\n\r\n{\"code\":\"x\"";
static const char CHUNKED[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n4\r\n{\"a\"\r\n7\r\n:\"bcd\"}\r\n0\r\n\r\n";
static const char EMPTY[] = "HTTP/1.1 204 No Content\r\nDate: today\r\n\r\n";

static void receive(struct response *response, const char *text, size_t split)
{
    size_t length = strlen(text);
    response_reset(response);
    enum http_result result = HTTP_UNFINISHED;
    if (split > 0 && split < length)
    {
        result = response_feed(response, text, split);
        EXPECT_EQUAL(result, HTTP_UNFINISHED, "split at %zu: %s", split, text);
        text += split;
        length -= split;
    }
    result = response_feed(response, text, length);
    EXPECT_EQUAL(result, HTTP_COMPLETE, "split at %zu: %s", split, text);
}

void check_http(void)
{
    static struct response response;
    for (size_t i = 0; i < sizeof LENGTH_SAID - 1; i++)
    {
        receive(&response, LENGTH_SAID, i);
        EXPECT_EQUAL(response.head.status, 503, "split at %zu", i);
        EXPECT_EQUAL(response.head.retry_after, 2, "split at %zu", i);
        EXPECT_EQUAL(response.head.close, false, "split at %zu", i);
        EXPECT_EQUAL(strcmp(response.body, "{\"code\":\"x\""), 0, "split at %zu: %s", i, response.body);
    }
    for (size_t i = 0; i < sizeof CHUNKED - 1; i++)
    {
        receive(&response, CHUNKED, i);
        EXPECT_EQUAL(response.head.close, true, "split at %zu", i);
        EXPECT_EQUAL(strcmp(response.body, "{\"a\":\"bcd\"}"), 0, "split at %zu: %s", i, response.body);
    }
    for (size_t i = 0; i < sizeof EMPTY - 1; i++) receive(&response, EMPTY, i);

    response_reset(&response);
    EXPECT_EQUAL(response_feed(&response, "SSH-2.0-nonsense\r\n\r\n", 20), HTTP_WRONG, "not HTTP");
    response_reset(&response);
    EXPECT_EQUAL(response_feed(&response, "HTTP/1.1 204 No Content\r\n\r\nHTTP", 31), HTTP_WRONG, "more than was asked for");

    char encoded[64];
    http_write_encoded(encoded, "{\"c\":1}~");
    EXPECT_EQUAL(strcmp(encoded, "%7B%22c%22%3A1%7D~"), 0, "%s", encoded);
}
