// What the server's processes, and this one, have used, by the operating system's accounting.
#pragma once

#include "options.h"

struct server_usage
{
    double user_seconds;
    double system_seconds;
    uint64_t rss_kib;
    int processes;
    int ids[MAX_SERVER_PIDS];  // of as many of them as fit
};

// Sums over the processes named by --server-pid and all their descendants. All zero when none was named.
struct server_usage server_usage_read(const struct options *options);

// The memory of the processes that an earlier reading found: cheap enough to be asked often.
uint64_t server_rss_kib(const struct server_usage *known);

// CPU seconds of this process so far.
double own_cpu_seconds(void);
