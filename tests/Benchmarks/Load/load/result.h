// The result: one JSON object.
#pragma once

#include "verdict.h"

#include <stdio.h>

// Opens the object with what was asked for. The file is stdout unless --json names one.
FILE *result_open(const struct options *options, const char *scenario);

void result_number(FILE *file, const char *name, double value);
void result_integer(FILE *file, const char *name, uint64_t value);
void result_text(FILE *file, const char *name, const char *value);

// Rates, latencies, CPU and memory of a window.
void result_window(FILE *file, const struct session *session, const struct window *window, const struct verdict *verdict);

// What was checked, and whether the run is void.
void result_verdict(FILE *file, const struct session *session, const struct verdict *verdict);

// Closes the object and the file.
void result_close(FILE *file);
