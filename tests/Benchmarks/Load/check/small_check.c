// The histogram, the payload, the greeting and the last event id.
#include "../common/payload.h"
#include "../load/greeting.h"
#include "../load/histogram.h"
#include "../load/lastid.h"
#include "../load/protocol.h"
#include "check.h"

#include <stdlib.h>

static void check_histogram(void)
{
    static struct histogram histogram;
    for (uint64_t i = 1; i <= 100000; i++) histogram_add(&histogram, i * 1000);
    static const double quantiles[] = { 0.01, 0.5, 0.9, 0.99, 0.999 };
    for (unsigned i = 0; i < sizeof quantiles / sizeof *quantiles; i++)
    {
        double wanted = quantiles[i] * 1e8, seen = (double)histogram_quantile(&histogram, quantiles[i]);
        EXPECT_EQUAL(seen > wanted * 0.984 && seen < wanted * 1.016, true, "quantile %g is %g", quantiles[i], seen);
    }
    EXPECT_EQUAL(histogram_quantile(&histogram, 1), 100000000, "the largest");

    static struct histogram none;
    EXPECT_EQUAL(histogram_quantile(&none, 0.5), 0, "of nothing");
    EXPECT_EQUAL(histogram_bucket(UINT64_MAX) < HISTOGRAM_BUCKETS, true, "the largest value has a bucket");
}

static void check_payload(void)
{
    char payload[128];
    memset(payload, '!', sizeof payload);
    payload_write(payload, 100, 7, 3, 123456789012345);
    static const char wanted[] = "{\"seq\":7,\"p\":3,\"t\":123456789012345,\"pad\":\"xx";
    EXPECT_EQUAL(memcmp(payload, wanted, sizeof wanted - 1), 0, "%.100s", payload);
    EXPECT_EQUAL(memcmp(payload + 97, "x\"}!", 4), 0, "%.101s", payload);
}

static void check_greeting(void)
{
    static const char text[] = "id: 1\nevent: pubsubevent: event: pubsub:ready\ndata";
    const size_t end = sizeof text - 1 - strlen("\ndata");
    for (size_t split = 0; split < end; split++)
    {
        struct greeting greeting;
        bool seen;
        greeting_expect(&greeting, "event: pubsub:ready");
        EXPECT_EQUAL(greeting_feed(&greeting, text, split, &seen), split, "split at %zu", split);
        EXPECT_EQUAL(seen, false, "split at %zu", split);
        EXPECT_EQUAL(greeting_feed(&greeting, text + split, sizeof text - 1 - split, &seen), end - split, "split at %zu", split);
        EXPECT_EQUAL(seen, true, "split at %zu", split);
    }
}

static void check_last_id(void)
{
    static const char text[] = "id: a-1\ndata: x\n\nid:b-2\r\ndata: y\r\n\r\n:comment\n\nid: unfinished\ndata: z\n";
    for (size_t split = 0; split < sizeof text; split++)
    {
        struct last_id id = { 0 };
        last_id_feed(&id, text, split);
        last_id_feed(&id, text + split, sizeof text - 1 - min_size(split, sizeof text - 1));
        EXPECT_EQUAL(strcmp(id.value, "b-2"), 0, "split at %zu: %s", split, id.value);
        last_id_restart(&id);
        last_id_feed(&id, "data: after\n\n", 13);
        EXPECT_EQUAL(strcmp(id.value, "b-2"), 0, "an unfinished event's id is forgotten: %s", id.value);
    }
}

// Every protocol's publish says the length that its body has.
static void check_requests(void)
{
    for (enum protocol_id protocol = PROTOCOL_PUBSUB; protocol <= PROTOCOL_SIGNALR_WS; protocol++)
    {
        struct options options = { .protocol = protocol, .host = "127.0.0.1", .channel_prefix = "ledger:", .payload = 300, .channels = 1, .port = 1, .publish_port = 1 };
        struct publish_request request;
        protocol_publish(&options, 12, &request);
        char *body = memmem(request.head, request.head_length, "\r\n\r\n", 4), *said = memmem(request.head, request.head_length, "Content-Length: ", 16);
        unsigned length = 0;
        if (said) sscanf(said, "Content-Length: %u", &length);
        size_t before = body ? request.head_length - (size_t)(body + 4 - request.head) : 0;
        EXPECT_EQUAL(length, before + 300 + request.tail_length, "%s", protocol_name(protocol));
        free(request.head);
    }
}

void check_small_parts(void)
{
    check_histogram();
    check_payload();
    check_greeting();
    check_last_id();
    check_requests();
}
