// What can be run. Each prints its result.
#pragma once

#include "options.h"

// Subscribers listen while publishers publish.
void scenario_fanout(const struct options *options);

// Subscribers connect, and nothing is published.
void scenario_idle(const struct options *options);

// Subscribers are cut, events are published meanwhile, and all come back at once to resume.
void scenario_reconnect(const struct options *options);
