#include "sequence.h"

#include <stdlib.h>

// A range of numbers that were passed over, so that a late one is told from a repeated one.
struct missing
{
    struct missing *next;
    uint64_t from;
    uint64_t to;
    uint32_t publisher;
};

static void remember(struct scan *scan, uint32_t publisher, uint64_t from, uint64_t to)
{
    struct missing *range = allocate(1, sizeof *range);
    *range = (struct missing){ .next = scan->missing, .from = from, .to = to, .publisher = publisher };
    scan->missing = range;
}

// Takes a number out of the ranges; false when it is in none.
static bool take(struct scan *scan, uint32_t publisher, uint64_t seq)
{
    for (struct missing **link = &scan->missing; *link; link = &(*link)->next)
    {
        struct missing *range = *link;
        if (range->publisher != publisher || seq < range->from || seq > range->to) continue;

        uint64_t to = range->to;
        if (seq > range->from) range->to = seq - 1;
        else
        {
            *link = range->next;
            free(range);
        }
        if (seq < to) remember(scan, publisher, seq + 1, to);
        return true;
    }
    return false;
}

void sequence_irregular(struct scan *scan, struct tally *tally, uint32_t publisher, uint64_t seq)
{
    uint64_t last = scan->last[publisher];
    if (seq > last)
    {
        remember(scan, publisher, last + 1, seq - 1);
        tally->lost += seq - last - 1;
        tally->deliveries++;
        scan->last[publisher] = seq;
    }
    else if (take(scan, publisher, seq))
    {
        tally->lost--;
        tally->out_of_order++;
        tally->deliveries++;
    }
    else tally->repeated++;
}

void sequence_free(struct missing *missing)
{
    while (missing)
    {
        struct missing *next = missing->next;
        free(missing);
        missing = next;
    }
}
