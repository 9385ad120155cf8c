// Finds the deliveries in a subscriber's stream and checks each: per publisher the sequence number must be the last one plus one.
//
// A delivery is the payload {"seq":N,"p":P,"t":T,"pad":"…"} wherever it stands, so every protocol shares this scanner. The pieces of the
// stream may be split anywhere. The padding is never looked at: the payload's size is known, its end is checked, and the next
// payload is first looked for where the last one's distance says.
#pragma once

#include "histogram.h"

enum { SCAN_HEADER_MAX = 80, SCAN_CARRY_MAX = SCAN_HEADER_MAX * 2, MIN_PAYLOAD = 80 };

// What one thread counted over all its subscribers.
struct tally
{
    uint64_t deliveries;     // each event once
    uint64_t lost;
    uint64_t repeated;
    uint64_t out_of_order;   // came after a later one; not among the lost
    uint64_t broken;         // payloads that did not end where they should, or came from an unknown publisher
    uint64_t gaps;           // `event: pubsub:gap`
    uint64_t bytes;
    uint64_t now;            // when the piece at hand was received
    uint32_t payload;        // bytes of every payload
    uint32_t publishers;
    uint32_t sample_mask;    // the latency of one delivery in (mask + 1) is measured
    uint32_t tick;
    bool measuring;          // whether latencies are being recorded
    struct histogram latency;
};

struct missing;

// Where one subscriber is in its stream, and what it has seen.
struct scan
{
    uint64_t *last;           // the last sequence number of each publisher
    struct missing *missing;  // numbers that were passed over and may still come; null as long as all is well
    uint32_t skip;            // bytes left of the payload at hand
    uint32_t since;           // bytes since the last payload's end
    uint32_t distance;        // from one payload's end to the next one's "seq"
    uint32_t carried;         // bytes in `carry`: the start of something that the next piece completes
    char carry[SCAN_CARRY_MAX];
};

void scan_init(struct scan *scan, uint32_t publishers);
void scan_free(struct scan *scan);

// Forgets the place in the stream (the connection is a new one), but not what has been seen.
void scan_restart(struct scan *scan);

// Reads the next piece of the stream.
void scan_feed(struct scan *scan, struct tally *tally, const char *data, size_t length);
