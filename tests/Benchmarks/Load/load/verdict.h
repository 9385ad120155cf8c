// What was seen in a run, all threads together, and whether it counts.
#pragma once

#include "session.h"

struct verdict
{
    uint64_t lost;
    uint64_t repeated;
    uint64_t out_of_order;
    uint64_t broken;
    uint64_t gaps;
    uint64_t bytes;
    uint64_t deliveries;      // of the whole run
    uint64_t expected;        // of the whole run
    uint32_t incomplete;      // healthy subscribers that lack something
    uint32_t disconnected;
    struct histogram latency;
    char reason[512];         // why the run is void; empty when it is not
};

// After session_stop.
void verdict_reach(struct verdict *verdict, const struct session *session);
