#include "result.h"
#include "scenario.h"

void scenario_reconnect(const struct options *options)
{
    struct session session;
    struct publish_goal backlog = { .count = options->backlog };
    struct window warmup, live, missed;
    session_init(&session, options, true);
    double first_connect_seconds = session_connect(&session);

    // The same bytes live, once to warm up and once to compare with.
    session_publish(&session, backlog, &warmup);
    session_publish(&session, backlog, &live);

    // The same connections with nothing to catch up.
    session_cut(&session);
    double connect_seconds = session_connect(&session);

    session_cut(&session);
    uint64_t expected = session_expected(&session);
    struct publishers *publishers = &session.publishers;
    publishers_start(publishers, backlog);
    while (!atomic_load(&publishers->is_done)) session_pause(0.001);
    publishers_join(publishers);

    session_measure(&session);
    missed.before = server_usage_read(options);
    missed.own_cpu = own_cpu_seconds();
    missed.deliveries = session_delivered(&session);
    uint64_t started = clock_now();
    double live_again_seconds = session_connect(&session);
    session_drain(&session);
    missed.seconds = (double)(session_last_delivery(&session) - started) * 1e-9;
    missed.after = server_usage_read(options);
    missed.own_cpu = own_cpu_seconds() - missed.own_cpu;
    missed.deliveries = session_delivered(&session) - missed.deliveries;
    missed.publishes = 0;
    missed.expected = session_expected(&session) - expected;
    session_stop(&session);

    static struct verdict verdict;
    verdict_reach(&verdict, &session);
    FILE *file = result_open(options, "reconnect");
    result_integer(file, "backlog", options->backlog);
    result_number(file, "firstConnectSeconds", first_connect_seconds);
    result_number(file, "connectSecondsWithoutBacklog", connect_seconds);
    result_number(file, "connectSecondsWithBacklog", live_again_seconds);
    result_number(file, "caughtUpSeconds", missed.seconds);
    result_number(file, "beyondConnectingSeconds", missed.seconds - connect_seconds);
    result_number(file, "liveSeconds", live.seconds);
    result_number(file, "beyondConnectingToLive", (missed.seconds - connect_seconds) / live.seconds);
    result_window(file, &session, &missed, &verdict);
    result_verdict(file, &session, &verdict);
    result_close(file);
}
