#include "order.h"

#include "sequence.h"

#include <stdio.h>
#include <string.h>

#define ORDER_BEFORE "{\"orderId\":\""
#define ORDER_BETWEEN "\",\"total\":12.5},\"clientEventId\":\""
#define ORDER_AFTER "\""

// What is looked for: each begins with a byte that is nowhere else in it, so a search that fails begins anew with the byte at hand.
static const char EVENT_NEEDLE[] = "\nevent: orders:", ID_NEEDLE[] = "\"orderId\":\"";

// Where a scan stands, in its `skip`; `since` is how much of a needle was seen, `carry` the name or the id behind it.
enum order_state { FIND_EVENT, READ_NAME, FIND_ID_OF_CREATED, READ_ID_OF_CREATED, FIND_ID_OF_INGESTED, READ_ID_OF_INGESTED };

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

static void record(struct scan *scan, struct tally *tally, bool is_second)
{
    unsigned long long order, publisher, time;
    scan->carry[scan->carried] = 0;
    if (sscanf(scan->carry, "%20llu-%20llu-%20llu", &order, &publisher, &time) != 3 || publisher >= tally->publishers)
    {
        tally->broken++;
        return;
    }
    uint64_t *last = &scan->last[publisher], seq = 2 * order - (is_second ? 0 : 1);
    if (LIKELY(seq == *last + 1))
    {
        *last = seq;
        tally->deliveries++;
    }
    else sequence_irregular(scan, tally, (uint32_t)publisher, seq);
    if ((tally->tick++ & tally->sample_mask) == 0 && tally->measuring) histogram_add(&tally->latency, tally->now > time ? tally->now - time : 0);
}

static void enter(struct scan *scan, enum order_state state)
{
    scan->skip = state;
    scan->since = scan->carried = 0;
}

static void find(struct scan *scan, char byte, const char *needle, enum order_state then)
{
    scan->since = byte == needle[scan->since] ? scan->since + 1 : byte == needle[0];
    if (needle[scan->since] == 0) enter(scan, then);
}

// Whether the byte ends what is read.
static bool read_until(struct scan *scan, char byte, char end)
{
    if (byte == end || scan->carried == ORDER_ID_LENGTH) return true;
    scan->carry[scan->carried++] = byte;
    return false;
}

static enum order_state name_read(struct scan *scan, struct tally *tally)
{
    scan->carry[scan->carried] = 0;
    if (strcmp(scan->carry, "created") == 0) return FIND_ID_OF_CREATED;
    if (strcmp(scan->carry, "ingested") == 0) return FIND_ID_OF_INGESTED;
    tally->broken++;
    return FIND_EVENT;
}

// Byte by byte: orders are far fewer than what scan_feed is made for.
void order_feed(struct scan *scan, struct tally *tally, const char *data, size_t length)
{
    for (const char *at = data, *end = data + length; at < end; at++)
        switch ((enum order_state)scan->skip)
        {
            case FIND_EVENT: find(scan, *at, EVENT_NEEDLE, READ_NAME); break;
            case READ_NAME:
                if (read_until(scan, *at, '\n')) enter(scan, name_read(scan, tally));
                break;
            case FIND_ID_OF_CREATED: find(scan, *at, ID_NEEDLE, READ_ID_OF_CREATED); break;
            case FIND_ID_OF_INGESTED: find(scan, *at, ID_NEEDLE, READ_ID_OF_INGESTED); break;
            case READ_ID_OF_CREATED:
            case READ_ID_OF_INGESTED:
                if (!read_until(scan, *at, '"')) break;
                record(scan, tally, scan->skip == READ_ID_OF_INGESTED);
                enter(scan, FIND_EVENT);
                break;
        }
}
