#include "http.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

// The value of a header line when its name is `name`, else null.
static const char *value_of(const char *line, const char *name)
{
    size_t length = strlen(name);
    if (strncasecmp(line, name, length) != 0 || line[length] != ':') return NULL;
    line += length + 1;
    while (*line == ' ' || *line == '\t') line++;
    return line;
}

enum http_result http_read_head(const char *data, size_t length, struct http_head *head)
{
    const char *end = memmem(data, length, "\r\n\r\n", 4);
    if (!end) return length >= HTTP_HEAD_MAX ? HTTP_WRONG : HTTP_UNFINISHED;
    if (length < 12 || strncmp(data, "HTTP/1.", 7) != 0) return HTTP_WRONG;

    *head = (struct http_head){ .length = (size_t)(end - data) + 4, .content_length = HTTP_UNKNOWN_LENGTH, .retry_after = -1 };
    head->status = atoi(data + 9);
    head->close = data[7] == '0';
    if (head->status < 100 || head->status > 599) return HTTP_WRONG;
    if (head->status == 204 || head->status == 304) head->content_length = 0;

    for (const char *line = data; (line = memchr(line, '\n', (size_t)(end - line))); )
    {
        const char *value;
        line++;
        switch (*line | 0x20)
        {
            case 'c':
                if ((value = value_of(line, "Content-Length"))) head->content_length = strtoull(value, NULL, 10);
                else if ((value = value_of(line, "Connection"))) head->close = strncasecmp(value, "close", 5) == 0;
                break;
            case 't':
                if ((value = value_of(line, "Transfer-Encoding"))) head->chunked = strncasecmp(value, "chunked", 7) == 0;
                break;
            case 'r':
                if ((value = value_of(line, "Retry-After"))) head->retry_after = strtod(value, NULL);
                break;
        }
    }
    return HTTP_COMPLETE;
}

char *http_write_encoded(char *at, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    for (; *text; text++)
    {
        unsigned char c = (unsigned char)*text;
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c);
        if (is_plain) *at++ = (char)c;
        else
        {
            *at++ = '%';
            *at++ = hex[c >> 4];
            *at++ = hex[c & 15];
        }
    }
    *at = 0;
    return at;
}
