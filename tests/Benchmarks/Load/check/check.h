// A small check of the load generator's own reading: it must see every fault, and none where there is none.
#pragma once

#include "../common/base.h"

#include <stdio.h>
#include <string.h>

extern unsigned checks_passed, checks_failed;

// Counts one expectation, and says which one failed and for what.
#define EXPECT_EQUAL(seen, wanted, ...)                                                                                     \
    do                                                                                                                      \
    {                                                                                                                       \
        unsigned long long seen_ = (unsigned long long)(seen), wanted_ = (unsigned long long)(wanted);                      \
        if (seen_ == wanted_) checks_passed++;                                                                              \
        else if (checks_failed++ < 20)                                                                                      \
        {                                                                                                                   \
            fprintf(stderr, "%s:%d: %s is %llu, not %llu: ", __FILE__, __LINE__, #seen, seen_, wanted_);                    \
            fprintf(stderr, __VA_ARGS__);                                                                                   \
            fputc('\n', stderr);                                                                                            \
        }                                                                                                                   \
    } while (0)

void check_scanner(void);
void check_faults(void);
void check_framing(void);
void check_http(void);
void check_small_parts(void);
void check_orders(void);
