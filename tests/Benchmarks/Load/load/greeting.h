// Waits for a text in a stream that comes in pieces.
#pragma once

#include "../common/base.h"

struct greeting
{
    const char *text;  // 31 bytes at most
    uint32_t matched;
    uint8_t fallback[32];
};

void greeting_expect(struct greeting *greeting, const char *text);

// Reads a piece. Returns how many bytes it used; `seen` is set when the text was completed by the last of them.
size_t greeting_feed(struct greeting *greeting, const char *data, size_t length, bool *seen);
