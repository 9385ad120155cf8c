// The payload of every event: {"seq":N,"p":P,"t":T,"pad":"xxxx…"}, padded to an exact size.
#pragma once

#include "base.h"

// Writes a payload of exactly `size` bytes (at least MIN_PAYLOAD) at `at`.
void payload_write(char *at, uint32_t size, uint64_t seq, uint32_t publisher, uint64_t time);
