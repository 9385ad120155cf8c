// Orders are found however the stream is split, and every fault of their sequence is seen.
#include "check.h"
#include "stream.h"

#include "../load/order.h"

#include <string.h>

static struct stream stream;

static void order_event(const char *name, uint32_t publisher, uint64_t order)
{
    char payload[512] = { 0 };
    order_write(payload, order, publisher, 1000000000000 + order);
    stream_text(&stream, "\nevent: orders:");
    stream_text(&stream, name);
    stream_text(&stream, "\ndata: {\"id\":\"o\",\"payload\":");
    stream_text(&stream, payload);
    stream_text(&stream, "}\n");
}

static void read_in_pieces_of(struct reading *reading, size_t size)
{
    reading_begin(reading);
    for (size_t at = 0; at < stream.length; at += size) order_feed(&reading->scan, &reading->tally, stream.bytes + at, min_size(size, stream.length - at));
}

static void pair(uint32_t publisher, uint64_t order)
{
    order_event("created", publisher, order);
    order_event("ingested", publisher, order);
}

void check_orders(void)
{
    struct reading reading;
    stream_clear(&stream);
    for (uint64_t order = 1; order <= 6; order++)
    {
        pair(0, order);
        pair(1, order);
    }
    for (size_t size = 1; size < 700; size++)
    {
        read_in_pieces_of(&reading, size);
        EXPECT_EQUAL(reading.tally.deliveries, 24, "pieces of %zu", size);
        EXPECT_EQUAL(reading.tally.lost + reading.tally.repeated + reading.tally.out_of_order + reading.tally.broken, 0, "pieces of %zu", size);
        reading_end(&reading);
    }

    stream_clear(&stream);
    pair(0, 1);
    order_event("created", 0, 2);
    pair(0, 3);
    read_in_pieces_of(&reading, 100);
    EXPECT_EQUAL(reading.tally.lost, 1, "one of a pair is missing, %d", 0);
    reading_end(&reading);

    stream_clear(&stream);
    pair(0, 1);
    order_event("ingested", 0, 1);
    read_in_pieces_of(&reading, 100);
    EXPECT_EQUAL(reading.tally.repeated, 1, "a third of a pair, %d", 0);
    reading_end(&reading);

    stream_clear(&stream);
    order_event("created", 0, 1);
    order_event("created", 0, 1);
    read_in_pieces_of(&reading, 100);
    EXPECT_EQUAL(reading.tally.repeated, 1, "the first twice instead of both, %d", 0);
    reading_end(&reading);

    stream_clear(&stream);
    order_event("ingested", 0, 1);
    order_event("created", 0, 1);
    read_in_pieces_of(&reading, 100);
    EXPECT_EQUAL(reading.tally.out_of_order, 1, "the second before the first, %d", 0);
    reading_end(&reading);

    stream_clear(&stream);
    pair(0, 1);
    order_event("cancelled", 0, 1);
    read_in_pieces_of(&reading, 100);
    EXPECT_EQUAL(reading.tally.broken, 1, "an event of another name, %d", 0);
    reading_end(&reading);
}
