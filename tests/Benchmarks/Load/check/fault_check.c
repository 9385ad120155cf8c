// Every fault must be seen, and be called by its name, however the stream is split.
#include "check.h"
#include "stream.h"

static struct stream stream;

struct wanted
{
    uint64_t deliveries, lost, repeated, out_of_order, broken, gaps;
};

static void expect(const char *what, struct wanted wanted)
{
    for (size_t size = 1; size <= stream.length; size = size < 300 ? size + 1 : size * 2)
    {
        struct reading reading;
        reading_begin(&reading);
        for (size_t at = 0; at < stream.length; at += size)
            scan_feed(&reading.scan, &reading.tally, stream.bytes + at, min_size(size, stream.length - at));
        EXPECT_EQUAL(reading.tally.deliveries, wanted.deliveries, "%s, pieces of %zu", what, size);
        EXPECT_EQUAL(reading.tally.lost, wanted.lost, "%s, pieces of %zu", what, size);
        EXPECT_EQUAL(reading.tally.repeated, wanted.repeated, "%s, pieces of %zu", what, size);
        EXPECT_EQUAL(reading.tally.out_of_order, wanted.out_of_order, "%s, pieces of %zu", what, size);
        EXPECT_EQUAL(reading.tally.broken, wanted.broken, "%s, pieces of %zu", what, size);
        EXPECT_EQUAL(reading.tally.gaps, wanted.gaps, "%s, pieces of %zu", what, size);
        reading_end(&reading);
    }
}

// The stream of one publisher's events in the order given.
static void events(const unsigned *numbers, unsigned count)
{
    stream_clear(&stream);
    for (unsigned i = 0; i < count; i++) stream_event(&stream, 1, numbers[i]);
}

#define EVENTS(...) events((const unsigned[]){ __VA_ARGS__ }, sizeof((const unsigned[]){ __VA_ARGS__ }) / sizeof(unsigned))

// Damages the payload of the event that begins at `from`.
static void cut_out(size_t from, size_t length)
{
    memmove(stream.bytes + from, stream.bytes + from + length, stream.length - from - length);
    stream.length -= length;
}

void check_faults(void)
{
    EVENTS(1, 2, 3, 4);
    expect("all well", (struct wanted){ .deliveries = 4 });
    EVENTS(1, 3, 4);
    expect("one lost", (struct wanted){ .deliveries = 3, .lost = 1 });
    EVENTS(2, 3, 7);
    expect("the first and three more lost", (struct wanted){ .deliveries = 3, .lost = 4 });
    EVENTS(1, 2, 2, 3);
    expect("one repeated at once", (struct wanted){ .deliveries = 3, .repeated = 1 });
    EVENTS(1, 2, 3, 1, 2, 4);
    expect("two repeated later", (struct wanted){ .deliveries = 4, .repeated = 2 });
    EVENTS(1, 3, 2, 4);
    expect("two exchanged", (struct wanted){ .deliveries = 4, .out_of_order = 1 });
    EVENTS(1, 6, 4, 2, 3, 5, 7);
    expect("many out of order", (struct wanted){ .deliveries = 7, .out_of_order = 4 });
    EVENTS(1, 5, 3, 3, 6);
    expect("one late and then repeated, two lost", (struct wanted){ .deliveries = 4, .lost = 2, .out_of_order = 1, .repeated = 1 });

    EVENTS(1, 2);
    stream_event(&stream, CHECK_PUBLISHERS, 1);
    expect("an unknown publisher", (struct wanted){ .deliveries = 2, .broken = 1 });

    EVENTS(1);
    size_t first = stream.length;
    EVENTS(1, 2, 3);
    cut_out(first + first - 60, 5);  // inside the padding of the second event
    expect("a payload that is too short", (struct wanted){ .deliveries = 3, .broken = 1 });

    EVENTS(1, 2);
    stream_text(&stream, "event: pubsub:gap\ndata: {\"channel\":\"probe:c0\",\"reason\":\"SLOW\"}\n\n");
    stream_event(&stream, 1, 5);
    stream_text(&stream, "event: pubsub:gap\ndata: {}\n\nevent: pubsub:gap\ndata: {}\n\n");
    expect("gap events", (struct wanted){ .deliveries = 3, .lost = 2, .gaps = 3 });
}
