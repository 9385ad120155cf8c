// The publishing connections: each sends its next event when the last one was answered.
#pragma once

#include "histogram.h"
#include "options.h"
#include "protocol.h"
#include "response.h"

#include <pthread.h>
#include <stdatomic.h>

struct publisher;

// When a phase of publishing ends: at whichever of the two comes first.
struct publish_goal
{
    uint64_t count;    // publishes, or 0
    double seconds;    // or 0
};

struct publishers
{
    const struct options *options;
    const uint32_t *listeners;      // healthy subscribers of each channel
    struct publisher *all;
    struct publish_request *requests;  // of each channel that is published to
    uint64_t *published;            // [publisher * channels + channel]: the last sequence number that was accepted
    int epoll;
    uint32_t next_channel;
    uint32_t next_publisher;
    uint32_t busy;

    // Of the phase at hand.
    struct publish_goal goal;
    uint64_t started;
    uint64_t ends_at;
    uint64_t begun;                 // events that a publisher has taken up
    uint64_t progress_at;           // when the last answer came, or when a paced event may be sent again
    bool is_given_up;
    pthread_t thread;

    // Of all phases since publishers_reset_counts.
    struct histogram latency;
    uint64_t errors;
    uint64_t paced;                 // 503 with Retry-After: the event was sent again after the time said
    uint64_t late_max;              // nanoseconds that an event was sent (at last, where it was paced) after its time, with --rate
    char first_error[256];

    _Atomic uint64_t accepted;
    _Atomic uint64_t expected;      // deliveries that what was accepted is to cause
    _Atomic bool is_done;
};

void publishers_init(struct publishers *publishers, const struct options *options, const uint32_t *listeners);

// Publishes until the goal is reached and all answers are there, in a thread of its own; is_done tells when.
void publishers_start(struct publishers *publishers, struct publish_goal goal);
void publishers_join(struct publishers *publishers);

// Begins to count anew, without forgetting the sequence numbers.
void publishers_reset_counts(struct publishers *publishers);
