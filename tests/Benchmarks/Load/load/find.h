// Finding short needles in a stream's bytes.
#pragma once

#include "../common/base.h"

#include <string.h>

#ifdef __AVX2__
#include <immintrin.h>
#endif

#define SEQ_NEEDLE "\"seq\":"
#define GAP_NEEDLE "event: pubsub:gap"
enum { SEQ_LENGTH = sizeof SEQ_NEEDLE - 1, GAP_LENGTH = sizeof GAP_NEEDLE - 1 };

// The first place of a needle that lies wholly in [from, end), or null. The needle is a literal, so that everything is inlined.
static inline __attribute__((always_inline)) const char *find(const char *from, const char *end, const char *needle, size_t length)
{
#ifdef __AVX2__
    const __m256i first = _mm256_set1_epi8(needle[0]), last = _mm256_set1_epi8(needle[length - 1]);
    while ((size_t)(end - from) >= 32 + length - 1)
    {
        __m256i firsts = _mm256_loadu_si256((const __m256i *)from);
        __m256i lasts = _mm256_loadu_si256((const __m256i *)(from + length - 1));
        __m256i both = _mm256_and_si256(_mm256_cmpeq_epi8(firsts, first), _mm256_cmpeq_epi8(lasts, last));
        for (unsigned hits = (unsigned)_mm256_movemask_epi8(both); hits; hits &= hits - 1)
        {
            const char *hit = from + __builtin_ctz(hits);
            if (memcmp(hit, needle, length) == 0) return hit;
        }
        from += 32;
    }
#endif
    for (; (size_t)(end - from) >= length; from++)
        if (*from == needle[0] && memcmp(from, needle, length) == 0) return from;
    return NULL;
}

static inline const char *find_seq(const char *from, const char *end) { return find(from, end, SEQ_NEEDLE, SEQ_LENGTH); }

// How many of the bytes before `end` may be the start of either needle.
static inline size_t unfinished_needle(const char *from, const char *end)
{
    if (from == end || end[-1] == '\n') return 0;
    size_t length = (size_t)(end - from);
    for (size_t i = min_size(GAP_LENGTH - 1, length); i > 0; i--)
        if (memcmp(end - i, GAP_NEEDLE, i) == 0 || (i < SEQ_LENGTH && memcmp(end - i, SEQ_NEEDLE, i) == 0)) return i;
    return 0;
}

// How many gap events start in [from, cut) and lie wholly in [from, end).
static inline uint64_t count_gaps(const char *from, const char *cut, const char *end)
{
    uint64_t count = 0;
    while (from < cut && (from = find(from, end, GAP_NEEDLE, GAP_LENGTH)) && from < cut)
    {
        count++;
        from += GAP_LENGTH;
    }
    return count;
}
