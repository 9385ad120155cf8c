#include "order.h"

#include "sequence.h"

#include <stdio.h>
#include <string.h>

#define ORDER_BEFORE "{\"orderId\":\""
#define ORDER_BETWEEN "\",\"total\":12.5},\"clientEventId\":\""
#define ORDER_AFTER "\""

static const char NEEDLE[] = "\"orderId\":\"";
enum { NEEDLE_LENGTH = sizeof NEEDLE - 1 };

uint32_t order_size(void) { return sizeof ORDER_BEFORE - 1 + sizeof ORDER_BETWEEN - 1 + sizeof ORDER_AFTER - 1 + 2 * ORDER_ID_LENGTH; }

static char *write_text(char *at, const char *text, size_t length)
{
    memcpy(at, text, length);
    return at + length;
}

void order_write(char *at, uint64_t seq, uint32_t publisher, uint64_t time)
{
    char id[ORDER_ID_LENGTH], *end = write_decimal(id, seq);
    *end++ = '-';
    end = write_decimal(end, publisher);
    *end++ = '-';
    end = write_decimal(end, time);
    memset(end, 'x', (size_t)(id + sizeof id - end));

    at = write_text(at, ORDER_BEFORE, sizeof ORDER_BEFORE - 1);
    at = write_text(at, id, sizeof id);
    at = write_text(at, ORDER_BETWEEN, sizeof ORDER_BETWEEN - 1);
    at = write_text(at, id, sizeof id);
    write_text(at, ORDER_AFTER, sizeof ORDER_AFTER - 1);
}

static void record(struct scan *scan, struct tally *tally)
{
    unsigned long long order, publisher, time;
    scan->carry[scan->carried] = 0;
    if (sscanf(scan->carry, "%20llu-%20llu-%20llu", &order, &publisher, &time) != 3 || publisher >= tally->publishers)
    {
        tally->broken++;
        return;
    }
    uint64_t *last = &scan->last[publisher], second = 2 * order;
    uint64_t seq = *last == second - 1 ? second : second - 1;
    if (LIKELY(seq == *last + 1))
    {
        *last = seq;
        tally->deliveries++;
    }
    else sequence_irregular(scan, tally, (uint32_t)publisher, seq);
    if ((tally->tick++ & tally->sample_mask) == 0 && tally->measuring) histogram_add(&tally->latency, tally->now > time ? tally->now - time : 0);
}

// Byte by byte: orders are far fewer than what scan_feed is made for. `since` is how much of the needle was seen, `carry` the id after it.
void order_feed(struct scan *scan, struct tally *tally, const char *data, size_t length)
{
    for (const char *at = data, *end = data + length; at < end; at++)
    {
        if (scan->since < NEEDLE_LENGTH)
        {
            // The needle begins anew with its first byte, which is nowhere else the start of a longer part of it.
            scan->since = *at == NEEDLE[scan->since] ? scan->since + 1 : *at == NEEDLE[0];
            scan->carried = 0;
        }
        else if (*at != '"' && scan->carried < ORDER_ID_LENGTH) scan->carry[scan->carried++] = *at;
        else
        {
            record(scan, tally);
            scan->since = 0;
        }
    }
}
