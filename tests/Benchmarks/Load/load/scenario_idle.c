#include "result.h"
#include "scenario.h"

void scenario_idle(const struct options *options)
{
    struct session session;
    session_init(&session, options, false);
    struct server_usage before = server_usage_read(options);
    double connect_seconds = session_connect(&session);
    struct server_usage connected = server_usage_read(options);

    uint64_t until = clock_now() + (uint64_t)(options->idle * 1e9);
    while (clock_now() < until)
    {
        session_pause(0.01);
        session_watch_memory(&session);
    }
    struct server_usage after = server_usage_read(options);
    uint32_t open = session_live(&session);
    session_stop(&session);

    double count = options->subscribers;
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
