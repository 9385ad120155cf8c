// What to make of a sequence number that is not the last one plus one.
#pragma once

#include "scanner.h"

void sequence_irregular(struct scan *scan, struct tally *tally, uint32_t publisher, uint64_t seq);
void sequence_free(struct missing *missing);
