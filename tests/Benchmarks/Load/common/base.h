// What every file of the benchmark's C programs uses: fixed-width names, the clock, and one way to fail.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

#define NANOS_PER_SECOND 1000000000ull
#define NANOS_PER_MILLI 1000000ull

// CLOCK_MONOTONIC in nanoseconds: the clock of every `t` in a payload, so publisher and subscriber share it.
static inline uint64_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NANOS_PER_SECOND + (uint64_t)now.tv_nsec;
}

static inline uint64_t min_u64(uint64_t a, uint64_t b) { return a < b ? a : b; }
static inline size_t min_size(size_t a, size_t b) { return a < b ? a : b; }

// Prints one line on stderr and ends the program with exit code 2.
_Noreturn void fail(const char *format, ...) PRINTF_LIKE(1, 2);

// Allocates zeroed memory or fails.
void *allocate(size_t count, size_t size);

// Writes the decimal digits of `value` at `at` and returns the place after them.
char *write_decimal(char *at, uint64_t value);
