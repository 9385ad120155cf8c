// Counts durations in buckets whose width grows with the value: at most 1.6 % off, from 1 ns to 500 years.
#pragma once

#include "../common/base.h"

enum { HISTOGRAM_SUB_BITS = 6, HISTOGRAM_BUCKETS = (64 - HISTOGRAM_SUB_BITS + 1) << HISTOGRAM_SUB_BITS };

struct histogram
{
    uint64_t counts[HISTOGRAM_BUCKETS];
    uint64_t total;
    uint64_t max;
};

static inline unsigned histogram_bucket(uint64_t value)
{
    if (value < (1u << HISTOGRAM_SUB_BITS)) return (unsigned)value;
    unsigned shift = 63u - (unsigned)__builtin_clzll(value) - HISTOGRAM_SUB_BITS;
    return ((shift + 1) << HISTOGRAM_SUB_BITS) + (unsigned)((value >> shift) - (1u << HISTOGRAM_SUB_BITS));
}

static inline void histogram_add(struct histogram *histogram, uint64_t value)
{
    histogram->counts[histogram_bucket(value)]++;
    histogram->total++;
    if (value > histogram->max) histogram->max = value;
}

// Adds what `from` counted to `into`.
void histogram_merge(struct histogram *into, const struct histogram *from);

// The value below which the share `quantile` (0 to 1) of the counted values lies; 0 when nothing was counted.
uint64_t histogram_quantile(const struct histogram *histogram, double quantile);
