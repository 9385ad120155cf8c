#include "histogram.h"

void histogram_merge(struct histogram *into, const struct histogram *from)
{
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) into->counts[i] += from->counts[i];
    into->total += from->total;
    if (from->max > into->max) into->max = from->max;
}

// The middle of a bucket.
static uint64_t bucket_value(unsigned bucket)
{
    unsigned row = bucket >> HISTOGRAM_SUB_BITS;
    uint64_t column = bucket & ((1u << HISTOGRAM_SUB_BITS) - 1);
    if (row == 0) return column;
    unsigned shift = row - 1;
    uint64_t low = (column + (1u << HISTOGRAM_SUB_BITS)) << shift;
    return low + ((1ull << shift) >> 1);
}

uint64_t histogram_quantile(const struct histogram *histogram, double quantile)
{
    if (histogram->total == 0) return 0;
    uint64_t wanted = (uint64_t)(quantile * (double)histogram->total);
    if (wanted >= histogram->total) wanted = histogram->total - 1;

    uint64_t seen = 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
    {
        seen += histogram->counts[i];
        if (seen > wanted) return min_u64(bucket_value(i), histogram->max);
    }
    return histogram->max;
}
