#include "base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(2);
}

void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) fail("out of memory: %zu items of %zu bytes", count, size);
    return memory;
}

char *write_decimal(char *at, uint64_t value)
{
    char digits[20];
    int length = 0;
    do digits[length++] = (char)('0' + value % 10);
    while (value /= 10);
    while (length > 0) *at++ = digits[--length];
    return at;
}
