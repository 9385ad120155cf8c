#include "reader.h"

#include "protocol.h"
#include "signalr.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/net.h"

enum { EVENTS_AT_ONCE = 256, TICK_MILLIS = 250 };

void reader_is_live(struct reader *reader, struct subscriber *subscriber)
{
    (void)subscriber;
    reader->in_progress--;
    atomic_store(&reader->live_at, clock_now());
    atomic_fetch_add(&reader->live, 1);
}

void reader_is_closed(struct reader *reader, struct subscriber *subscriber)
{
    atomic_fetch_sub(&reader->live, 1);
    if (subscriber->manner == MANNER_HEALTHY) atomic_fetch_add(&reader->disconnected, 1);
}

// Starts as many subscribers as may be connecting at once.
static void start_more(struct reader *reader)
{
    while (reader->next < reader->count && reader->in_progress < reader->parallel)
    {
        reader->in_progress++;
        subscriber_start(&reader->subscribers[reader->next++], reader);
    }
}

static void cut_all(struct reader *reader)
{
    for (uint32_t i = 0; i < reader->count; i++) subscriber_cut(&reader->subscribers[i]);
    atomic_store(&reader->live, 0);
}

static void trickle_and_ping(struct reader *reader, uint64_t now)
{
    enum protocol_id protocol = reader->options->protocol;
    bool is_ping_due = protocol_is_signalr(protocol) && now >= reader->next_ping;
    if (is_ping_due) reader->next_ping = now + SIGNALR_PING_SECONDS * NANOS_PER_SECOND;

    bool is_second_over = now >= reader->next_second;
    if (is_second_over) reader->next_second = now + NANOS_PER_SECOND;
    if (!is_ping_due && !is_second_over) return;

    for (uint32_t i = 0; i < reader->count; i++)
    {
        struct subscriber *subscriber = &reader->subscribers[i];
        if (subscriber->state != SUBSCRIBER_LIVE) continue;
        char byte;
        if (is_second_over && subscriber->manner == MANNER_TRICKLE && recv(subscriber->socket, &byte, 1, MSG_DONTWAIT) == 0) subscriber_cut(subscriber);
        else if (is_ping_due) signalr_ping(reader, subscriber);
    }
}

// Does what the main thread asked for. False: to stop.
static bool obey(struct reader *reader)
{
    uint64_t ignored;
    if (read(reader->wake, &ignored, sizeof ignored) < 0) return true;
    switch (atomic_exchange(&reader->command, READER_NOTHING))
    {
        case READER_CONNECT:
            reader->next = 0;
            reader->in_progress = 0;
            start_more(reader);
            return true;
        case READER_CUT: cut_all(reader); return true;
        case READER_STOP: return false;
        default: return true;
    }
}

static bool handle(struct reader *reader, const struct epoll_event *event)
{
    struct subscriber *subscriber = event->data.ptr;
    if (LIKELY(subscriber >= reader->subscribers && subscriber < reader->subscribers + reader->count)) subscriber_ready(subscriber, reader, event->events);
    else if (event->data.ptr == reader) return obey(reader);
    else control_pool_ready(reader->control, event->data.ptr);
    return true;
}

static void publish_counts(struct reader *reader)
{
    struct tally *tally = &reader->tally;
    if (tally->deliveries != atomic_load_explicit(&reader->delivered, memory_order_relaxed))
    {
        atomic_store_explicit(&reader->delivered_at, tally->now, memory_order_relaxed);
        atomic_store_explicit(&reader->delivered, tally->deliveries, memory_order_release);
    }
    atomic_store_explicit(&reader->received_bytes, tally->bytes, memory_order_relaxed);
}

static void *run(void *argument)
{
    struct reader *reader = argument;
    struct epoll_event events[EVENTS_AT_ONCE];
    uint64_t next_tick = clock_now();
    for (;;)
    {
        int count = epoll_wait(reader->epoll, events, EVENTS_AT_ONCE, TICK_MILLIS);
        if (count < 0 && errno != EINTR) fail("epoll: %s", strerror(errno));
        reader->tally.measuring = atomic_load_explicit(&reader->measuring, memory_order_relaxed);
        for (int i = 0; i < count; i++)
            if (!handle(reader, &events[i])) return NULL;
        publish_counts(reader);
        start_more(reader);

        uint64_t now = clock_now();
        if (now < next_tick) continue;
        next_tick = now + TICK_MILLIS * NANOS_PER_MILLI;
        trickle_and_ping(reader, now);
    }
}

void reader_start(struct reader *reader, const struct options *options, struct subscriber *subscribers, uint32_t count)
{
    *reader = (struct reader){ .options = options, .subscribers = subscribers, .count = count, .next = count };
    reader->parallel = options->connect_parallel / options->threads;
    if (reader->parallel == 0) reader->parallel = 1;
    reader->epoll = epoll_create1(EPOLL_CLOEXEC);
    reader->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (reader->epoll < 0 || reader->wake < 0) fail("cannot start a reader: %s", strerror(errno));
    net_watch(reader->epoll, reader->wake, EPOLLIN, reader);

    reader->buffer = allocate(RECEIVE_BUFFER, 1);
    reader->tally.payload = options->payload;
    reader->tally.publishers = options->publishers;
    reader->tally.sample_mask = options->latency_sample - 1;
    reader->next_ping = clock_now() + SIGNALR_PING_SECONDS * NANOS_PER_SECOND;
    if (options->protocol == PROTOCOL_SIGNALR_SSE) reader->control = control_pool_create(reader);
    if (pthread_create(&reader->thread, NULL, run, reader) != 0) fail("cannot start a thread");
}

void reader_command(struct reader *reader, enum reader_command command)
{
    uint64_t one = 1;
    atomic_store(&reader->command, command);
    if (write(reader->wake, &one, sizeof one) != sizeof one) fail("cannot wake a reader: %s", strerror(errno));
}
