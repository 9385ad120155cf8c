#include "greeting.h"

void greeting_expect(struct greeting *greeting, const char *text)
{
    *greeting = (struct greeting){ .text = text };
    uint8_t border = 0;
    for (unsigned i = 1; text[i]; i++)
    {
        while (border > 0 && text[i] != text[border]) border = greeting->fallback[border - 1];
        if (text[i] == text[border]) border++;
        greeting->fallback[i] = border;
    }
}

size_t greeting_feed(struct greeting *greeting, const char *data, size_t length, bool *seen)
{
    *seen = false;
    for (size_t i = 0; i < length; i++)
    {
        while (greeting->matched > 0 && greeting->text[greeting->matched] != data[i]) greeting->matched = greeting->fallback[greeting->matched - 1];
        if (greeting->text[greeting->matched] == data[i]) greeting->matched++;
        if (greeting->text[greeting->matched] != 0) continue;
        *seen = true;
        greeting->matched = 0;
        return i + 1;
    }
    return length;
}
