#include "session.h"

#include "../common/net.h"

#include <stdlib.h>
#include <sys/prctl.h>

enum { SPARE_FILES = 256, WATCH_MILLIS = 250, PATIENCE_AFTER_DISCONNECT_SECONDS = 2 };

// How often the main thread looks: rarely while others work, often when the end of a window is near.
static const double LOOK_SECONDS = 0.005, LOOK_CLOSELY_SECONDS = 0.001;

void session_init(struct session *session, const struct options *options, bool keep_last_ids)
{
    *session = (struct session){ .options = options };
    net_allow_files(options->subscribers + options->publishers + SPARE_FILES);
    session->listeners = allocate(options->channels, sizeof *session->listeners);
    session->subscribers = allocate(options->subscribers, sizeof *session->subscribers);
    for (uint32_t i = 0; i < options->subscribers; i++)
    {
        struct subscriber *subscriber = &session->subscribers[i];
        subscriber->index = i;
        subscriber->channel = i % options->channels;
        subscriber->manner = i < options->mute ? MANNER_MUTE : i < options->mute + options->trickle ? MANNER_TRICKLE : MANNER_HEALTHY;
        if (keep_last_ids) subscriber->last_id = allocate(1, sizeof *subscriber->last_id);
        scan_init(&subscriber->scan, options->publishers ? options->publishers : 1);
        if (subscriber->manner != MANNER_HEALTHY) continue;
        session->listeners[subscriber->channel]++;
        session->healthy++;
    }

    session->readers = allocate(options->threads, sizeof *session->readers);
    for (uint32_t i = 0, from = 0; i < options->threads; i++)
    {
        uint32_t to = (uint32_t)((uint64_t)options->subscribers * (i + 1) / options->threads);
        reader_start(&session->readers[i], options, session->subscribers + from, to - from);
        from = to;
    }
    publishers_init(&session->publishers, options, session->listeners);
    session->at_start = server_usage_read(options);
    prctl(PR_SET_TIMERSLACK, 1000);
}

static uint64_t sum(const struct session *session, uint64_t (*read)(const struct reader *))
{
    uint64_t total = 0;
    for (uint32_t i = 0; i < session->options->threads; i++) total += read(&session->readers[i]);
    return total;
}

static uint64_t read_delivered(const struct reader *reader) { return atomic_load(&reader->delivered); }
static uint64_t read_live(const struct reader *reader) { return atomic_load(&reader->live); }
static uint64_t read_disconnected(const struct reader *reader) { return atomic_load(&reader->disconnected); }

uint64_t session_delivered(const struct session *session) { return sum(session, read_delivered); }
uint32_t session_live(const struct session *session) { return (uint32_t)sum(session, read_live); }
uint32_t session_disconnected(const struct session *session) { return (uint32_t)sum(session, read_disconnected); }

uint64_t session_expected(const struct session *session)
{
    if (session->options->expect > 0) return session->options->expect * session->healthy;
    return atomic_load(&session->publishers.expected);
}

uint64_t session_last_delivery(const struct session *session)
{
    uint64_t last = 0;
    for (uint32_t i = 0; i < session->options->threads; i++)
    {
        uint64_t at = atomic_load(&session->readers[i].delivered_at);
        if (at > last) last = at;
    }
    return last;
}

void session_pause(double seconds)
{
    struct timespec pause = { .tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9) };
    nanosleep(&pause, NULL);
}

void session_watch_memory(struct session *session)
{
    uint64_t now = clock_now();
    if (now < session->next_rss) return;
    session->next_rss = now + WATCH_MILLIS * NANOS_PER_MILLI;
    uint64_t rss = server_rss_kib(&session->at_start);
    if (rss > session->peak_rss_kib) session->peak_rss_kib = rss;
}

static void command_all(struct session *session, enum reader_command command)
{
    for (uint32_t i = 0; i < session->options->threads; i++) reader_command(&session->readers[i], command);
}

double session_connect(struct session *session)
{
    uint32_t wanted = session->options->subscribers;
    uint64_t started = clock_now();
    if (wanted == 0) return 0;
    command_all(session, READER_CONNECT);
    while (session_live(session) < wanted)
    {
        double passed = (double)(clock_now() - started) * 1e-9;
        if (passed > session->options->connect_seconds)
            fail("only %u of %u subscribers were live after %.0f s", session_live(session), wanted, passed);
        session_pause(LOOK_CLOSELY_SECONDS);
        session_watch_memory(session);
    }

    uint64_t last = started;
    for (uint32_t i = 0; i < session->options->threads; i++)
    {
        uint64_t at = atomic_load(&session->readers[i].live_at);
        if (at > last) last = at;
    }
    return (double)(last - started) * 1e-9;
}

void session_cut(struct session *session)
{
    command_all(session, READER_CUT);
    while (session_live(session) > 0) session_pause(LOOK_CLOSELY_SECONDS);
}

bool session_drain(struct session *session)
{
    uint64_t expected = session_expected(session);
    uint64_t patience = (uint64_t)(session->options->drain_seconds * 1e9);
    uint64_t progress_at = clock_now(), seen = session_delivered(session);
    while (session_delivered(session) < expected)
    {
        uint64_t now = clock_now(), delivered = session_delivered(session);
        if (delivered != seen) progress_at = now;
        seen = delivered;
        if (now - progress_at > patience) return false;
        if (session_disconnected(session) > 0) patience = min_u64(patience, PATIENCE_AFTER_DISCONNECT_SECONDS * NANOS_PER_SECOND);
        session_pause(LOOK_CLOSELY_SECONDS);
        session_watch_memory(session);
    }
    return true;
}

void session_publish(struct session *session, struct publish_goal goal, struct window *window)
{
    struct publishers *publishers = &session->publishers;
    uint64_t accepted = atomic_load(&publishers->accepted), expected = session->options->expect ? 0 : session_expected(session);
    uint64_t delivered = session_delivered(session);
    *window = (struct window){ .before = server_usage_read(session->options), .own_cpu = own_cpu_seconds() };

    uint64_t started = clock_now();
    publishers_start(publishers, goal);
    while (!atomic_load(&publishers->is_done))
    {
        session_pause(LOOK_SECONDS);
        session_watch_memory(session);
    }
    publishers_join(publishers);
    uint64_t ended = clock_now();
    session_drain(session);

    window->after = server_usage_read(session->options);
    window->own_cpu = own_cpu_seconds() - window->own_cpu;
    window->publishes = atomic_load(&publishers->accepted) - accepted;
    window->deliveries = session_delivered(session) - delivered;
    window->expected = session_expected(session) - expected;
    uint64_t last = session_last_delivery(session);
    window->seconds = (double)((window->deliveries > 0 && last > started ? last : ended) - started) * 1e-9;
}

void session_measure(struct session *session)
{
    publishers_reset_counts(&session->publishers);
    for (uint32_t i = 0; i < session->options->threads; i++) atomic_store(&session->readers[i].measuring, true);
}

void session_stop(struct session *session)
{
    command_all(session, READER_STOP);
    for (uint32_t i = 0; i < session->options->threads; i++) pthread_join(session->readers[i].thread, NULL);
}
