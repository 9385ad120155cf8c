// Orders, the events of this project's worked example, which have no room for {"seq":…}: the same three numbers are in the order's id.
//
// Each order comes twice, as orders:created and then as orders:ingested, which the events' names tell apart.
#pragma once

#include "scanner.h"

enum { ORDER_ID_LENGTH = 64, ORDER_DELIVERIES = 2 };

// The bytes of a payload and of what comes behind it in a request.
uint32_t order_size(void);

// Writes the payload of an order and its client event id: order_size() bytes at `at`.
void order_write(char *at, uint64_t seq, uint32_t publisher, uint64_t time);

// Reads the next piece of a stream of orders. The scan counts deliveries: 2 × order - 1 as orders:created and 2 × order as orders:ingested.
void order_feed(struct scan *scan, struct tally *tally, const char *data, size_t length);
