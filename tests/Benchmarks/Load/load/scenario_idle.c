#include "result.h"
#include "scenario.h"

static const double settle_seconds = 2;

static void wait_watching(struct session *session, double seconds)
{
    uint64_t until = clock_now() + (uint64_t)(seconds * 1e9);
    while (clock_now() < until)
    {
        session_pause(0.01);
        session_watch_memory(session);
    }
}

void scenario_idle(const struct options *options)
{
    // The first tenth brings in the server's code and whatever it makes once. It stays connected, and what the others cost is counted.
    struct options first_tenth = *options;
    first_tenth.subscribers = options->subscribers / 10;
    struct options others = *options;
    others.subscribers = options->subscribers - first_tenth.subscribers;
    struct session first;
    session_init(&first, &first_tenth, false);
    if (first_tenth.subscribers > 0) session_connect(&first);
    wait_watching(&first, settle_seconds);

    struct session session;
    session_init(&session, &others, false);
    struct server_usage before = server_usage_read(options);
    double connect_seconds = session_connect(&session);
    struct server_usage connected = server_usage_read(options);
    wait_watching(&session, options->idle);
    struct server_usage after = server_usage_read(options);
    uint32_t open = session_live(&session) + session_live(&first);
    session_stop(&session);
    session_stop(&first);

    double count = others.subscribers;
    FILE *file = result_open(options, "idle");
    result_number(file, "seconds", options->idle);
    result_number(file, "connectSeconds", connect_seconds);
    result_number(file, "connectsPerSecond", count / connect_seconds);
    result_integer(file, "open", open);
    if (options->server_pid_count > 0)
    {
        double connecting = connected.user_seconds + connected.system_seconds - before.user_seconds - before.system_seconds;
        double idling = after.user_seconds + after.system_seconds - connected.user_seconds - connected.system_seconds;
        result_number(file, "cpuMicrosPerConnect", connecting * 1e6 / count);
        result_number(file, "idleCpuSeconds", idling);
        result_number(file, "rssKiBPerConnection", ((double)after.rss_kib - (double)before.rss_kib) / count);
        fprintf(file, ",\"serverRssKiB\":{\"start\":%llu,\"connected\":%llu,\"end\":%llu,\"peak\":%llu}", (unsigned long long)before.rss_kib,
            (unsigned long long)connected.rss_kib, (unsigned long long)after.rss_kib, (unsigned long long)session.peak_rss_kib);
    }
    bool is_void = open < options->subscribers;
    fprintf(file, ",\"void\":%s", is_void ? "true" : "false");
    if (is_void) result_text(file, "reason", "not all connections stayed open");
    result_close(file);
}
