#include "lastid.h"

#include <string.h>

void last_id_restart(struct last_id *id)
{
    id->line_length = 0;
    id->has_pending = false;
}

static void end_of_line(struct last_id *id)
{
    uint32_t length = id->line_length;
    if (length > 0 && length <= sizeof id->line && id->line[length - 1] == '\r') length--;
    id->line_length = 0;
    if (length == 0)
    {
        if (id->has_pending) memcpy(id->value, id->pending, id->pending_length + 1);
        id->has_pending = false;
        return;
    }
    if (length < 3 || length > LAST_ID_MAX || memcmp(id->line, "id:", 3) != 0) return;
    uint32_t from = id->line[3] == ' ' ? 4 : 3;
    if (from > length) from = length;
    id->pending_length = length - from;
    id->has_pending = true;
    memcpy(id->pending, id->line + from, id->pending_length);
    id->pending[id->pending_length] = 0;
}

void last_id_feed(struct last_id *id, const char *data, size_t length)
{
    const char *end = data + length;
    while (data < end)
    {
        const char *newline = memchr(data, '\n', (size_t)(end - data));
        size_t there = (size_t)((newline ? newline : end) - data);
        if (id->line_length < sizeof id->line)
            memcpy(id->line + id->line_length, data, min_size(there, sizeof id->line - id->line_length));
        id->line_length = (uint32_t)min_u64(id->line_length + (uint64_t)there, UINT32_MAX);
        if (!newline) return;
        end_of_line(id);
        data = newline + 1;
    }
}
