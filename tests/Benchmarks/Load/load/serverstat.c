#include "serverstat.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MAX_PROCESSES = 4096 };

struct process
{
    int id;
    int parent;
    unsigned long user_ticks;
    unsigned long system_ticks;
    bool is_counted;
};

static bool read_process(int id, struct process *process)
{
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", id);
    FILE *file = fopen(path, "r");
    if (!file) return false;
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = 0;

    // The name is in brackets and may hold anything, so reading starts at the last one.
    const char *after = strrchr(text, ')');
    *process = (struct process){ .id = id };
    return after && sscanf(after + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &process->parent, &process->user_ticks, &process->system_ticks) == 3;
}

static uint64_t read_rss(int id)
{
    char path[64];
    unsigned long pages = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", id);
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    if (fscanf(file, "%*u %lu", &pages) != 1) pages = 0;
    fclose(file);
    return pages * (uint64_t)(sysconf(_SC_PAGESIZE) / 1024);
}

static int list_processes(struct process *all)
{
    int count = 0;
    DIR *directory = opendir("/proc");
    if (!directory) fail("cannot read /proc");
    for (struct dirent *entry; count < MAX_PROCESSES && (entry = readdir(directory));)
        if (isdigit((unsigned char)entry->d_name[0]) && read_process(atoi(entry->d_name), &all[count])) count++;
    closedir(directory);
    return count;
}

static bool is_root(const struct options *options, int id)
{
    for (int i = 0; i < options->server_pid_count; i++)
        if (options->server_pids[i] == id) return true;
    return false;
}

// Marks the named processes and, until nothing changes, the children of marked ones.
static void mark(const struct options *options, struct process *all, int count)
{
    for (bool changed = true; changed;)
    {
        changed = false;
        for (int i = 0; i < count; i++)
        {
            if (all[i].is_counted) continue;
            bool counts = is_root(options, all[i].id);
            for (int j = 0; j < count && !counts; j++) counts = all[j].is_counted && all[j].id == all[i].parent;
            changed |= all[i].is_counted = counts;
        }
    }
}

struct server_usage server_usage_read(const struct options *options)
{
    struct server_usage usage = { 0 };
    if (options->server_pid_count == 0) return usage;

    struct process *all = allocate(MAX_PROCESSES, sizeof *all);
    int count = list_processes(all);
    mark(options, all, count);
    double tick = 1.0 / (double)sysconf(_SC_CLK_TCK);
    for (int i = 0; i < count; i++)
    {
        if (!all[i].is_counted) continue;
        usage.user_seconds += (double)all[i].user_ticks * tick;
        usage.system_seconds += (double)all[i].system_ticks * tick;
        usage.rss_kib += read_rss(all[i].id);
        if (usage.processes < MAX_SERVER_PIDS) usage.ids[usage.processes] = all[i].id;
        usage.processes++;
    }
    free(all);
    if (usage.processes < options->server_pid_count) fail("--server-pid: one of the server's processes is gone");
    return usage;
}

uint64_t server_rss_kib(const struct server_usage *known)
{
    uint64_t total = 0;
    for (int i = 0; i < known->processes && i < MAX_SERVER_PIDS; i++) total += read_rss(known->ids[i]);
    return total;
}

double own_cpu_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}
