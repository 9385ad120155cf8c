// One run against one server: its subscribers, its publishers, and the phases that every scenario is made of.
#pragma once

#include "publisher.h"
#include "reader.h"
#include "serverstat.h"

struct session
{
    const struct options *options;
    struct subscriber *subscribers;
    struct reader *readers;
    uint32_t *listeners;       // healthy subscribers of each channel
    uint32_t healthy;
    struct publishers publishers;
    struct server_usage at_start;  // before anybody connected
    uint64_t peak_rss_kib;
    uint64_t next_rss;
};

// What one phase, or several, took.
struct window
{
    double seconds;
    uint64_t publishes;
    uint64_t deliveries;
    uint64_t expected;
    struct server_usage before;
    struct server_usage after;
    double own_cpu;
};

void session_init(struct session *session, const struct options *options, bool keep_last_ids);

// Connects all subscribers and waits until they are live. Returns the seconds it took; fails when it takes longer than --connect-seconds.
double session_connect(struct session *session);

// Cuts all connections at once.
void session_cut(struct session *session);

// Publishes until the goal is reached, then waits until every healthy subscriber has everything (or --drain-seconds have passed without).
// The window ends with the last delivery, or with the last answer where nobody listens.
void session_publish(struct session *session, struct publish_goal goal, struct window *window);

// Waits until what has been published has been delivered. False: it was not, within --drain-seconds after the last delivery.
bool session_drain(struct session *session);

// From now on latencies count, and those of before do not.
void session_measure(struct session *session);

// Deliveries so far, of all readers; deliveries that what was published is to cause.
uint64_t session_delivered(const struct session *session);
uint64_t session_expected(const struct session *session);
uint64_t session_last_delivery(const struct session *session);
uint32_t session_live(const struct session *session);
uint32_t session_disconnected(const struct session *session);

// Notes the server's memory if 250 ms have passed since the last time.
void session_watch_memory(struct session *session);

// Sleeps for a moment of the main thread.
void session_pause(double seconds);

// Stops all threads. The tallies may be read afterwards.
void session_stop(struct session *session);
