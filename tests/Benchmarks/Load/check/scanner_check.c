// The scanner must find the same deliveries however the stream is split.
#include "check.h"
#include "stream.h"

#include <stdlib.h>

enum { ROUNDS = 12, DELIVERIES = ROUNDS * 2, RANDOM_SPLITS = 3000 };

static struct stream stream;

static void expect_all_well(const struct reading *reading, const char *how, size_t where)
{
    EXPECT_EQUAL(reading->tally.deliveries, DELIVERIES, "%s %zu", how, where);
    EXPECT_EQUAL(reading->tally.lost + reading->tally.repeated + reading->tally.out_of_order, 0, "%s %zu", how, where);
    EXPECT_EQUAL(reading->tally.broken, 0, "%s %zu", how, where);
    EXPECT_EQUAL(reading->tally.gaps, 0, "%s %zu", how, where);
    EXPECT_EQUAL(reading->tally.latency.total, DELIVERIES, "%s %zu", how, where);
    EXPECT_EQUAL(reading->scan.last[0], ROUNDS, "%s %zu", how, where);
    EXPECT_EQUAL(reading->scan.last[1], ROUNDS, "%s %zu", how, where);
    EXPECT_EQUAL(reading->scan.last[2], 0, "%s %zu", how, where);
}

// Reads the stream in two pieces. They are copied to their exact sizes, so that a memory checker sees any reading beyond.
static void read_split_at(size_t where)
{
    struct reading reading;
    char *first = malloc(where + 1), *second = malloc(stream.length - where + 1);
    memcpy(first, stream.bytes, where);
    memcpy(second, stream.bytes + where, stream.length - where);
    first = realloc(first, where ? where : 1);
    reading_begin(&reading);
    scan_feed(&reading.scan, &reading.tally, first, where);
    scan_feed(&reading.scan, &reading.tally, second, stream.length - where);
    expect_all_well(&reading, "split at", where);
    reading_end(&reading);
    free(first);
    free(second);
}

static void read_in_pieces_of(size_t size)
{
    struct reading reading;
    reading_begin(&reading);
    for (size_t at = 0; at < stream.length; at += size)
        scan_feed(&reading.scan, &reading.tally, stream.bytes + at, min_size(size, stream.length - at));
    expect_all_well(&reading, "pieces of", size);
    reading_end(&reading);
}

static void read_in_random_pieces(unsigned seed)
{
    struct reading reading;
    reading_begin(&reading);
    srand(seed);
    for (size_t at = 0; at < stream.length;)
    {
        size_t piece = min_size((size_t)rand() % (seed % 400 + 2), stream.length - at);
        scan_feed(&reading.scan, &reading.tally, stream.bytes + at, piece);
        at += piece;
    }
    expect_all_well(&reading, "random pieces by seed", seed);
    reading_end(&reading);
}

void check_scanner(void)
{
    stream_usual(&stream, ROUNDS);
    for (size_t i = 0; i <= stream.length; i++) read_split_at(i);
    for (size_t i = 1; i <= 700; i++) read_in_pieces_of(i);
    for (unsigned i = 0; i < RANDOM_SPLITS; i++) read_in_random_pieces(i);
}
