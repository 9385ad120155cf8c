// What the command line asks for.
#pragma once

#include "../common/base.h"

enum { MAX_SERVER_PIDS = 32, MAX_THREADS = 16, MAX_PUBLISHERS = 1024 };

enum protocol_id
{
    PROTOCOL_PUBSUB,
    PROTOCOL_PUBSUB_WS,
    PROTOCOL_SSE,
    PROTOCOL_NCHAN,
    PROTOCOL_TRPC,
    PROTOCOL_ORDERS,  // of this project: events with validation, action and idempotency
    PROTOCOL_SIGNALR_SSE,
    PROTOCOL_SIGNALR_WS,
};

enum scenario { SCENARIO_FANOUT, SCENARIO_IDLE, SCENARIO_RECONNECT };

struct options
{
    enum protocol_id protocol;
    enum scenario scenario;
    const char *host;
    const char *query;           // appended to the subscribe URL, or null
    const char *publish_path;    // in place of the protocol's own, or null
    const char *channel_prefix;  // "probe:" or "ledger:"
    const char *json;            // a file for the result, or null for stdout
    uint16_t port;
    uint16_t publish_port;
    uint32_t subscribers;
    uint32_t channels;
    uint32_t publish_channels;
    uint32_t publishers;
    uint32_t payload;
    uint32_t mute;
    uint32_t trickle;
    uint32_t threads;
    uint32_t connect_parallel;
    uint32_t source_addresses;
    uint32_t latency_sample;     // the latency of one delivery in so many is measured: a power of two
    uint64_t count;              // publishes, or 0
    uint64_t warmup_count;
    uint64_t expect;             // deliveries of each subscriber in place of what was published, or 0
    uint64_t backlog;
    double rate;                 // publishes a second in all, or 0 for as fast as they are answered
    double seconds;
    double warmup;
    double idle;
    double drain_seconds;
    double connect_seconds;
    int server_pids[MAX_SERVER_PIDS];
    int server_pid_count;
    bool print_config;
};

// Reads the command line, or fails with one line that says what is wrong.
void options_read(struct options *options, int argc, char **argv);

const char *protocol_name(enum protocol_id protocol);

// Prints what was asked for, defaults included, as one JSON object on stderr.
void options_print(const struct options *options);
