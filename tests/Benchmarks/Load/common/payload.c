#include "payload.h"

#include <string.h>

static char *write_text(char *at, const char *text)
{
    size_t length = strlen(text);
    memcpy(at, text, length);
    return at + length;
}

void payload_write(char *at, uint32_t size, uint64_t seq, uint32_t publisher, uint64_t time)
{
    char *end = at + size - 2;
    at = write_decimal(write_text(at, "{\"seq\":"), seq);
    at = write_decimal(write_text(at, ",\"p\":"), publisher);
    at = write_decimal(write_text(at, ",\"t\":"), time);
    at = write_text(at, ",\"pad\":\"");
    memset(at, 'x', (size_t)(end - at));
    memcpy(end, "\"}", 2);
}
