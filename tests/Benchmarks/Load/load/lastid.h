// Remembers the last event id of an SSE stream, as a browser does: the id of the last event that was complete.
#pragma once

#include "../common/base.h"

enum { LAST_ID_MAX = 256 };

struct last_id
{
    uint32_t line_length;      // of the line being read (its start is in `line`)
    uint32_t pending_length;   // of the id of the event being read; taken at the empty line
    bool has_pending;
    char line[LAST_ID_MAX + 8];
    char pending[LAST_ID_MAX];
    char value[LAST_ID_MAX];   // what Last-Event-ID is to say; empty before the first
};

// A new connection begins: an unfinished event is forgotten.
void last_id_restart(struct last_id *id);

void last_id_feed(struct last_id *id, const char *data, size_t length);
