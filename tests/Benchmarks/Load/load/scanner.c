#include "scanner.h"

#include "find.h"
#include "sequence.h"

#include <stdlib.h>

enum header_result { HEADER_COMPLETE, HEADER_UNFINISHED, HEADER_WRONG };

struct header
{
    uint64_t seq;
    uint64_t publisher;
    const char *time;  // its first digit
};

enum { MAX_DIGITS = 19 };

static enum header_result read_number(const char **at, const char *end, uint64_t *value)
{
    const char *p = *at;
    uint64_t read = 0;
    while (p < end && *p >= '0' && *p <= '9') read = read * 10 + (unsigned)(*p++ - '0');
    if (p - *at > MAX_DIGITS) return HEADER_WRONG;
    if (p == end) return HEADER_UNFINISHED;
    if (p == *at) return HEADER_WRONG;
    *at = p;
    *value = read;
    return HEADER_COMPLETE;
}

static inline __attribute__((always_inline)) enum header_result read_literal(const char **at, const char *end, const char *literal, size_t length)
{
    if (LIKELY((size_t)(end - *at) >= length) && LIKELY(memcmp(*at, literal, length) == 0))
    {
        *at += length;
        return HEADER_COMPLETE;
    }
    size_t there = min_size((size_t)(end - *at), length);
    return there < length && memcmp(*at, literal, there) == 0 ? HEADER_UNFINISHED : HEADER_WRONG;
}

// Reads "seq":N,"p":P,"t":T with the byte after T, which must not be missing.
static enum header_result read_header(const char *at, const char *end, struct header *header)
{
    enum header_result result;
    at += SEQ_LENGTH;
    if ((result = read_number(&at, end, &header->seq)) != HEADER_COMPLETE) return result;
    if ((result = read_literal(&at, end, ",\"p\":", 5)) != HEADER_COMPLETE) return result;
    if ((result = read_number(&at, end, &header->publisher)) != HEADER_COMPLETE) return result;
    if ((result = read_literal(&at, end, ",\"t\":", 5)) != HEADER_COMPLETE) return result;
    header->time = at;
    if (LIKELY(end - at > MAX_DIGITS)) return HEADER_COMPLETE;
    uint64_t time;
    return read_number(&at, end, &time);
}

static inline void record(struct scan *scan, struct tally *tally, const struct header *header)
{
    if (UNLIKELY(header->publisher >= tally->publishers))
    {
        tally->broken++;
        return;
    }
    uint64_t *last = &scan->last[header->publisher];
    if (LIKELY(header->seq == *last + 1))
    {
        *last = header->seq;
        tally->deliveries++;
    }
    else sequence_irregular(scan, tally, (uint32_t)header->publisher, header->seq);

    if ((tally->tick++ & tally->sample_mask) == 0 && tally->measuring)
    {
        uint64_t time = 0;
        for (const char *p = header->time; *p >= '0' && *p <= '9'; p++) time = time * 10 + (unsigned)(*p - '0');
        histogram_add(&tally->latency, tally->now > time ? tally->now - time : 0);
    }
}

void scan_init(struct scan *scan, uint32_t publishers)
{
    *scan = (struct scan){ .last = allocate(publishers, sizeof *scan->last) };
}

void scan_free(struct scan *scan)
{
    sequence_free(scan->missing);
    free(scan->last);
}

void scan_restart(struct scan *scan)
{
    scan->skip = scan->since = scan->carried = 0;
}

static void carry(struct scan *scan, const char *from, const char *end)
{
    scan->carried = (uint32_t)(end - from);
    memcpy(scan->carry, from, scan->carried);
}

// Completes what the last piece left unfinished with the start of this one. Afterwards nothing is carried and the scan stands at the piece's
// first byte, unless the piece was so short that all of it was read here: then the answer is false.
static bool complete_carried(struct scan *scan, struct tally *tally, const char *data, size_t length)
{
    char joined[SCAN_CARRY_MAX];
    size_t old = scan->carried, taken = min_size(length, SCAN_HEADER_MAX);
    memcpy(joined, scan->carry, old);
    memcpy(joined + old, data, taken);
    scan->carried = 0;
    if (taken == length)
    {
        scan_feed(scan, tally, joined, old + length);
        return false;
    }

    // With SCAN_HEADER_MAX more bytes whatever began in the carried ones is complete.
    const char *end = joined + old + taken, *cut = joined + old;
    const char *from = joined, *found;
    tally->gaps += count_gaps(joined, cut, end);
    while ((found = find_seq(from, end)) && found < cut)
    {
        struct header header;
        if (read_header(found, end, &header) != HEADER_COMPLETE)
        {
            from = found + 1;
            continue;
        }
        record(scan, tally, &header);
        scan->distance = scan->since + (uint32_t)(found - joined);
        scan->skip = tally->payload - 1 - (uint32_t)(cut - found);
        return true;
    }
    scan->since += (uint32_t)old;
    return true;
}

// The next payload's "seq" from `at` on: where the last distance says, else by searching.
static inline const char *next_payload(const struct scan *scan, const char *at, const char *end, bool *predicted)
{
    *predicted = true;
    if (LIKELY(scan->distance >= scan->since))
    {
        size_t ahead = scan->distance - scan->since;
        if (LIKELY((size_t)(end - at) >= ahead + SEQ_LENGTH) && LIKELY(memcmp(at + ahead, SEQ_NEEDLE, SEQ_LENGTH) == 0)) return at + ahead;
    }
    *predicted = false;
    return find_seq(at, end);
}

void scan_feed(struct scan *scan, struct tally *tally, const char *data, size_t length)
{
    if (UNLIKELY(scan->carried > 0) && !complete_carried(scan, tally, data, length)) return;

    const char *at = data, *end = data + length;
    for (;;)
    {
        if (scan->skip > 0)
        {
            if ((size_t)(end - at) < scan->skip)
            {
                scan->skip -= (uint32_t)(end - at);
                return;
            }
            at += scan->skip;
            scan->skip = scan->since = 0;
            if (UNLIKELY(at[-1] != '}')) tally->broken++;
        }

        bool predicted;
        const char *found = next_payload(scan, at, end, &predicted);
        if (!found)
        {
            const char *cut = end - unfinished_needle(at, end);
            tally->gaps += count_gaps(at, cut, end);
            scan->since += (uint32_t)(cut - at);
            carry(scan, cut, end);
            return;
        }
        if (!predicted) tally->gaps += count_gaps(at, found, found);
        scan->since += (uint32_t)(found - at);

        struct header header;
        switch (read_header(found, end, &header))
        {
            case HEADER_COMPLETE:
                record(scan, tally, &header);
                scan->distance = scan->since;
                scan->skip = tally->payload - 1;
                at = found;
                break;
            case HEADER_UNFINISHED:
                carry(scan, found, end);
                return;
            case HEADER_WRONG:
                scan->since++;
                at = found + 1;
                break;
        }
    }
}
